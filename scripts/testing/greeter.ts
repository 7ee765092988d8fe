/** Where these files find what functions share. It stands in no import of this file: what reads the imports of the project does not see these. */
const SHARED = '../shared';

/** A whole function by file, which tests add to a copy of the project: it greets whoever has registered. It has a route by slot, a message, Redis and a setting of its own. */
export const GREETER: Record<string, string> = {
  'api.ts': `/** The paths of greet. */
import * as z from 'zod';
import { route } from '${SHARED}/http/route.ts';

const Greeting = z.object({ greeting: z.string() }).meta({ id: 'Greeting', description: 'What somebody is greeted by' });

export const getGreeting = route({
  name: 'getGreeting',
  summary: 'Greets the caller by name',
  method: 'GET',
  path: '/v1/users/{userId}/greeting',
  access: 'user',
  answers: { 200: Greeting },
  problems: ['user_not_found'],
});

export const routes = [getGreeting] as const;
`,
  'capability.ts': `/** What greet takes and needs. */
import * as z from 'zod';
import { tokenSettings } from '${SHARED}/identity/token-settings.ts';
import { REVOKED } from '${SHARED}/redis/key-patterns.ts';
import { declare } from '${SHARED}/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'greet',
  summary: 'Greets users by name.',
  routes,
  shards: 'users',
  redis: { keys: ['greet:*'], reads: [REVOKED] },
  settings: { ...tokenSettings, GREETING: z.string().default('Good evening').describe('What comes before the name.') },
  takes: { parallelism: 20, types: { 'user.registered.v1': 'learns the name' } },
  pods: { most: 2, target: 30, concurrency: 40, timeoutSeconds: 60, cpu: '100m', memory: '128Mi' },
});
`,
  'examples.ts': `/** Examples of greet's operations. */
import type { ExamplesOf } from '${SHARED}/http/examples.ts';
import type { routes } from './api.ts';

export const examples: ExamplesOf<typeof routes> = {
  getGreeting: { 200: { evening: { greeting: 'Good evening, Ada Lovelace' } } },
};
`,
  'index.ts': `/** Greets users by name. */
import { authenticator } from '${SHARED}/identity/tokens.ts';
import { on } from '${SHARED}/http/call.ts';
import { deadLetterBox } from '${SHARED}/messages/dead-letter-box.ts';
import { inlet, subscribe } from '${SHARED}/messages/subscriber.ts';
import { openShards } from '${SHARED}/mysql/databases.ts';
import { Problem } from '${SHARED}/problem.ts';
import { openRedis } from '${SHARED}/redis/connection.ts';
import { serveFunction } from '${SHARED}/serve/function.ts';
import { readSettings } from '${SHARED}/serve/settings.ts';
import { capability } from './capability.ts';
import { getGreeting } from './api.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const redisLink = openRedis(config.redis);

serveFunction(capability, config, {
  authenticate: authenticator(config, redisLink),
  routes: [
    on(getGreeting, async ({ params, user }) => {
      databases.ofId(params.userId);
      const name = user.userId === params.userId ? await redisLink.redis.get(\`greet:\${user.userId}\`) : null;
      if (name === null) throw new Problem('user_not_found', 'nobody of that name is known yet');
      return { status: 200, body: { greeting: \`\${config.GREETING}, \${name}\` } };
    }),
  ],
  messages: inlet(
    [subscribe('user.registered.v1', async ({ data }) => void (await redisLink.redis.set(\`greet:\${data.userId}\`, data.name)))],
    config.trust,
    deadLetterBox(() => databases.all().map(({ pool }) => pool)),
  ),
  dependsOn: [databases, redisLink],
  closers: [() => redisLink.close(), () => databases.close()],
});
`,
  'visit.ts': `/** A visit to greet. */
import type { Visit } from '${SHARED}/serve/visit.ts';

export const visit: Visit = {
  first: ({ userId }) => ({ method: 'GET', path: \`/v1/users/\${userId}/greeting\`, expect: 200 }),
};
`,
};
