/** Who is over a limit is refused before the body is read. */
import { expect, test } from 'vitest';
import { KINDS, shared, writeProgram } from '../../../scripts/testing/test-program.ts';
import { rawRequest } from '../../../scripts/testing/raw-request.ts';

test.each(KINDS)('429 is there before anything of the body is, and after all of a long one, from %s', async (kind) => {
  const written = await writeProgram(`
    import { on } from ${shared('http/call.ts')};
    import { serve } from ${shared('serve/endpoint.ts')};
    import { Problem } from ${shared('problem.ts')};
    import { route } from ${shared('http/route.ts')};
    import * as z from 'zod';
    const ask = route({ name: 'ask', summary: '', method: 'POST', path: '/ask', access: 'public', body: z.strictObject({}),
      answers: { 204: null }, problems: [] });
    const admit = async (address) => { if (address !== '192.0.2.1') throw new Problem('too_many_requests', 'enough'); };
    serve({ name: 'ask', routes: [on(ask, async () => ({ status: 204 }), admit)] });`);
  try {
    const running = await written.start(kind);
    const ask = (from: string, length: number, ...body: string[]) =>
      rawRequest(
        running.port,
        `POST /ask HTTP/1.1\r\nhost: x\r\nx-envoy-external-address: ${from}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
        ...body,
      );
    expect((await ask('192.0.2.1', 2, '{', '}')).status).toBe(204);
    expect((await ask('192.0.2.2', 200_000)).status).toBe(429);
    expect((await ask('192.0.2.2', 200_000, '{"')).status).toBe(429);
    for (const bytes of [200_000, 3_000_000])
      expect((await ask('192.0.2.2', bytes, 'x'.repeat(bytes))).status).toBe(429);
    expect((await ask('192.0.2.1', 2, '{}')).status).toBe(204);
    running.stop();
  } finally {
    await written.remove();
  }
});
