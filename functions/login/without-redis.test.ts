import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';

let system: TestSystem;

beforeAll(async () => {
  const away = { REDIS_URL: 'redis://127.0.0.1:1' }; // where nobody listens
  const narrow = { ...away, HASHES_AT_ONCE: '1', HASHES_WAITING: '0' };
  const annotations = { login: { 'autoscaling.knative.dev/max-scale': '1' } }; // counts in memory are a process's own
  system = await startTestSystem({ env: { register: away, login: narrow, verify: away }, annotations });
}, 120_000);
afterAll(() => system.close());

const post = (path: string, body: unknown) => system.ask('POST', path, { body });
const fail = (email: string) => post('/v1/auth/login', { email, password: 'not the password' });
const burst = (count: number, ask: (index: number) => Promise<Reply>): Promise<Reply[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

test('with Redis away people register, log in, refresh and log out all the same', async () => {
  const ada = await system.user('Ada');
  const isActive = async (token: string) => (await post('/v1/auth/verify', { token })).body.active;
  const next = await post('/v1/auth/refresh', { refreshToken: ada.refreshToken });
  expect(next.status).toBe(200);
  expect(await isActive(next.body.accessToken)).toBe(true);
  expect((await post('/v1/auth/logout', { refreshToken: next.body.refreshToken })).status).toBe(204);
  expect(await isActive(next.body.accessToken)).toBe(false);
  expect((await post('/v1/auth/refresh', { refreshToken: next.body.refreshToken })).status).toBe(401);
});

test('503 unavailable with Retry-After when too many passwords wait to be hashed; nobody waits for ever', async () => {
  const replies = await burst(8, (index) => fail(`${index}@example.com`));
  const refused = replies.filter((reply) => reply.status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(8);
  expect(refused[0]).toMatchObject({ body: { code: 'unavailable' } });
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect((await fail('late@example.com')).body.code).toBe('credentials_wrong');
});

test('with Redis away failures are limited in memory, and nothing is hashed beyond the limit', async () => {
  const eve = await system.user('Eve');
  for (let attempt = 0; attempt < 10; attempt++) expect((await fail(eve.email)).body.code).toBe('credentials_wrong');
  // One hash at a time and none waiting: were these hashed, some would get 503.
  const replies = await burst(20, () => fail(eve.email));
  expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 429));
});
