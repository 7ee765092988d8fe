/** Sessions of browsers, as a page of ours asks for them, and as others try to. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());
beforeEach(async () => {
  await system.redis.flushdb(); // limits
  ada = await system.user('Ada');
});

const OWN = { 'content-type': 'application/json', 'x-seatmesh-page': '1', 'sec-fetch-site': 'same-origin' };

async function post(path: string, body?: object, headers: Record<string, string> = OWN, cookie = '') {
  const response = await fetch(`${system.url}/session/${path}`, {
    method: 'POST',
    headers: { ...headers, ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const [set] = response.headers.getSetCookie();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : undefined) as Record<string, unknown>,
    set,
    cookie: set?.split(';', 1)[0] ?? '',
  };
}
const logIn = (headers = OWN) => post('login', { email: ada.email, password: ada.password }, headers);

describe('POST /session/login', () => {
  test('200 gives the access token to the page, and the refresh token to the cookie alone', async () => {
    const { status, headers, body, set } = await logIn();
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      user: { id: ada.id, email: ada.email, name: ada.name },
    });
    expect(set).toMatch(/^__Host-seatmesh=rft_[\w-]{47}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await system.ask('GET', `/v1/users/${ada.id}`, { token: body['accessToken'] as string })).status).toBe(200);
  });

  test('what login says of it is said as it is: 401 with its code, 422 with its fields, and no cookie', async () => {
    const wrong = await post('login', { email: ada.email, password: 'not this one' });
    expect([wrong.status, wrong.body['code'], wrong.set]).toEqual([401, 'credentials_wrong', undefined]);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    const unfit = await post('login', { email: 'x' });
    expect([unfit.status, unfit.body['code']]).toEqual([422, 'invalid']);
    expect((await post('login')).body['code']).toBe('malformed_json');
  });
});

describe('POST /session/refresh', () => {
  test('200 with the next cookie; the one before is good for a moment more', async () => {
    const { cookie } = await logIn();
    const next = await post('refresh', undefined, OWN, `a=b; ${cookie}; c=d`);
    expect([next.status, next.body['user']]).toEqual([200, { id: ada.id, email: ada.email, name: ada.name }]);
    expect(next.cookie).not.toBe(cookie);
    expect((await post('refresh', undefined, OWN, cookie)).status).toBe(200);
  });

  test('401 without a cookie, with another one, and with one that is no token; the cookie of the browser stays', async () => {
    for (const cookie of ['', 'seatmesh=x', '__Host-seatmesh=', '__Host-seatmesh=x']) {
      const { status, body, set } = await post('refresh', undefined, OWN, cookie);
      expect([cookie, status, body['code'], set]).toEqual([cookie, 401, 'refresh_token_invalid', undefined]);
    }
  });
});

describe('POST /session/logout', () => {
  test('204 ends the session, and takes the cookie away; again, too', async () => {
    const { cookie } = await logIn();
    for (const sent of [cookie, cookie, '']) {
      const { status, set } = await post('logout', undefined, OWN, sent);
      expect([status, set]).toEqual([204, '__Host-seatmesh=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0']);
    }
    expect((await post('refresh', undefined, OWN, cookie)).status).toBe(401);
  });
});

describe('403 not_yours, before anything is asked of anybody', () => {
  const { 'x-seatmesh-page': _own, ...withoutHeader } = OWN;
  const { 'sec-fetch-site': _site, ...withoutSite } = OWN;
  test.each<[string, Record<string, string>]>([
    ['for a page of another site', { ...OWN, 'sec-fetch-site': 'cross-site' }],
    ['for a page of a neighbouring host', { ...OWN, 'sec-fetch-site': 'same-site' }],
    ['for an address that was typed', { ...OWN, 'sec-fetch-site': 'none' }],
    ['for a form, which sends no header of ours', withoutHeader],
    ['for another origin in an old browser', { ...withoutSite, origin: 'https://evil.example' }],
    ['for a page without an origin', { ...withoutSite, origin: 'null' }],
  ])('%s', async (_, headers) => {
    const { cookie } = await logIn();
    for (const path of ['login', 'refresh', 'logout']) {
      const reply = await post(path, { email: ada.email, password: ada.password }, headers, cookie);
      expect([path, reply.status, reply.body['code'], reply.set]).toEqual([path, 403, 'not_yours', undefined]);
    }
    expect((await post('refresh', undefined, OWN, cookie)).status).toBe(200);
  });

  test('but not for the own origin in an old browser, nor for a program', async () => {
    expect(
      (
        await post(
          'login',
          { email: ada.email, password: ada.password },
          { ...withoutSite, origin: 'https://api.example.com' },
        )
      ).status,
    ).toBe(200);
    expect((await post('login', { email: ada.email, password: ada.password }, withoutSite)).status).toBe(200);
  });
});

const bodyOf = (path: string) => (path === 'login' ? { email: ada.email, password: ada.password } : undefined);

describe('what none of the three declares is refused, and nothing done', () => {
  test.each<[string, number, string, string, Record<string, string>]>([
    ['a query', 422, 'invalid', '?everywhere=true', {}],
    ['another type', 415, 'media_type_unsupported', '', { 'content-type': 'text/plain' }],
    ['a coding', 415, 'media_type_unsupported', '', { 'content-encoding': 'gzip' }],
    ['a key', 400, 'idempotency_key_unsupported', '', { 'idempotency-key': 'k1' }],
    ['a condition', 412, 'precondition_failed', '', { 'if-match': '"a1"' }],
  ])('%s: %i %s', async (_, status, code, query, headers) => {
    const { cookie } = await logIn();
    for (const path of ['login', 'refresh', 'logout']) {
      const reply = await post(path + query, bodyOf(path), { ...OWN, ...headers }, cookie);
      expect([path, reply.status, reply.body['code'], reply.set]).toEqual([path, status, code, undefined]);
    }
    expect((await post('refresh', undefined, OWN, cookie)).status).toBe(200);
  });

  test('a body of what takes none: 422, and the session goes on', async () => {
    const { cookie } = await logIn();
    for (const path of ['refresh', 'logout'])
      for (const body of [{}, { everywhere: true }]) {
        const reply = await post(path, body, OWN, cookie);
        expect([path, reply.status, reply.body['code'], reply.set]).toEqual([path, 422, 'invalid', undefined]);
      }
    expect((await post('refresh', undefined, OWN, cookie)).status).toBe(200);
  });
});

test('404 for what is none of the three, 405 for another method', async () => {
  expect((await post('other')).status).toBe(404);
  const got = await system.inside('web', 'GET', '/session/login');
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  expect((await fetch(`${system.url}/session/login`)).status).toBe(405);
});

const guess = (address: string) =>
  system.inside('web', 'POST', '/session/refresh', {
    headers: { ...OWN, cookie: `__Host-seatmesh=rft_000_${'A'.repeat(43)}`, 'x-envoy-external-address': address },
  });
const keys = () => system.redis.keys('limit:refresh-failures:*');

test('guesses are counted by the address of who guesses, not of this function', async () => {
  await guess('192.0.2.1');
  const [first] = await keys();
  await guess('192.0.2.1');
  expect(await keys()).toEqual([first]);
  await guess('198.51.100.7');
  expect((await keys()).length).toBe(2);
});

test('no log line has a cookie, a token or a password', async () => {
  const { cookie, body } = await logIn();
  await post('refresh', undefined, OWN, cookie);
  const lines = JSON.stringify(system.logs);
  for (const secret of [cookie.split('=')[1] ?? '', String(body['accessToken']), ada.password])
    expect(lines).not.toContain(secret);
});
