/** Limits by address are counted before a body is parsed (nor is it read: see unread.test.ts): whoever is over the limit costs next to nothing. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from '../../../scripts/testing/test-system.ts';

const LIMIT = 3;

let system: TestSystem;

beforeAll(async () => {
  const env = Object.fromEntries(
    ['LOGINS', 'REFRESHES', 'REGISTRATIONS', 'VERIFICATIONS'].map((name) => [`${name}_PER_MINUTE`, String(LIMIT)]),
  );
  system = await startTestSystem({ env: { login: env, register: env, verify: env } });
});
afterAll(() => system.close());
beforeEach(() => system.redis.flushdb());

const counted: [path: string, service: string][] = [
  ['/v1/auth/login', 'login'],
  ['/v1/auth/refresh', 'login'],
  ['/v1/auth/logout', 'login'],
  ['/v1/users', 'register'],
  ['/v1/auth/verify', 'verify'],
];

test.each(counted)(
  'POST %s: 429 beyond the limit whatever the body, unparsed; other addresses go on',
  async (path, service) => {
    const ask = (from: string, raw: string) =>
      system.inside(service, 'POST', path, { raw, headers: { 'x-envoy-external-address': from } });
    for (let attempt = 0; attempt < LIMIT; attempt++)
      expect((await ask('192.0.2.1', attempt % 2 ? '{' : '{}')).status).toBe(attempt % 2 ? 400 : 422);
    for (const raw of ['{', '{}', '[1', 'null', `{"x":"${String.raw`\ud83c`}"}`])
      expect(await ask('192.0.2.1', raw)).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect((await ask('192.0.2.2', '{')).status).toBe(400);
  },
);
