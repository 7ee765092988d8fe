/** A hello as a function of Seatmesh: its host, its endpoint, a schema, a log line for each answer. */
import * as z from 'zod';
import { on } from '../../../../../functions/shared/http/call.ts';
import { serve } from '../../../../../functions/shared/serve/endpoint.ts';
import { route } from '../../../../../functions/shared/http/route.ts';

const Hello = z.object({ hello: z.string(), seats: z.array(z.string()).optional() });
const common = { summary: 'Says hello', path: '/v1/hello', access: 'public', problems: [] } as const;

const getHello = route({ ...common, name: 'getHello', method: 'GET', answers: { 200: Hello } });
const postHello = route({
  ...common,
  name: 'postHello',
  method: 'POST',
  idempotent: 'optional',
  body: z.strictObject({ seats: z.array(z.string().min(3).max(24)).min(1).max(10) }),
  answers: { 201: Hello },
});

serve({
  name: 'hello',
  routes: [
    on(getHello, async () => ({ status: 200, body: { hello: 'world' } })),
    on(postHello, async ({ body }) => ({ status: 201, body: { hello: 'world', seats: body.seats } })),
  ],
});
