import { createPublicKey, verify } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expiredToken, forgeries, type Genuine, tokenWith } from '../../scripts/testing/forgeries.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

const PER_MINUTE = 50;

let system: TestSystem;
let ada: Person;
let claims: JWTPayload;
let genuine: Genuine;

beforeAll(async () => {
  system = await startTestSystem({ env: { verify: { VERIFICATIONS_PER_MINUTE: String(PER_MINUTE) } } });
  ada = await system.user('Ada');
  claims = decodeJwt(ada.token);
  genuine = { jwk: system.signingKey, claims };
}, 120_000);
afterAll(() => system.close());
beforeEach(() => system.redis.flushdb()); // limits

const introspect = (token: unknown) => system.ask('POST', '/v1/auth/verify', { body: { token } });

const ordersPath = () => `/v1/users/${ada.id}/orders`;

describe('POST /v1/auth/verify', () => {
  test('200 active with the claims of a good token, not to be stored', async () => {
    const { status, headers, body } = await introspect(ada.token);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const { sub, sid, since, exp, iat, iss, aud, jti } = claims;
    expect(body).toEqual({ active: true, sub, sid, since, exp, iat, iss, aud, jti });
    expect(sub).toBe(ada.id);
  });

  test.each(Object.keys(forgeries))('200 {active: false} for a token with %s', async (what) => {
    const { status, body } = await introspect(await forgeries[what]?.(genuine));
    expect([status, body]).toEqual([200, { active: false }]);
  });

  test.each(['x', '..', 'a.b.c', 'rft_000_x', '{"active":true}', "' OR 1=1 -- "])(
    '200 {active: false} for "%s"',
    async (token) => {
      const { status, body } = await introspect(token);
      expect([status, body]).toEqual([200, { active: false }]);
    },
  );

  test('200 {active: false} for expired, ended, unknown and foreign sessions, told apart by nothing', async () => {
    const eve = await system.user('Eve');
    const ended = await system.user('Bob');
    await system.ask('POST', '/v1/auth/logout', { body: { refreshToken: ended.refreshToken } });
    const tokens = [
      await expiredToken(genuine),
      ended.token,
      await tokenWith(genuine, { claims: { sid: String(claims['sid']).replace(/.{4}$/, '0000') } }),
      await tokenWith(genuine, { claims: { sid: decodeJwt(eve.token)['sid'] } }),
      'x',
    ];
    const answers = await Promise.all(tokens.map(introspect));
    const shown = answers.map(({ status, headers, body }) => {
      const told = Object.fromEntries(headers);
      const changing = ['date', 'x-request-id', 'x-envoy-upstream-service-time', 'traceresponse', 'ratelimit'];
      for (const name of changing) delete told[name];
      return { status, told, body };
    });
    expect(shown).toEqual(shown.map(() => shown[0]));
    expect(shown[0]?.body).toEqual({ active: false });
  });

  test('what MySQL says counts, whatever Redis has lost', async () => {
    const bob = await system.user('Bob');
    await system.ask('POST', '/v1/auth/logout', { body: { refreshToken: bob.refreshToken } });
    await system.redis.flushdb();
    expect((await introspect(bob.token)).body).toEqual({ active: false });
  });

  test.each([
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token that is an object', { token: {} }],
    ['a token of 5000 characters', { token: 'x'.repeat(5_000) }],
    ['an unknown field', { token: 'x', token_type_hint: 'access_token' }],
  ])('422 invalid for %s', async (_, body) => {
    const reply = await system.ask('POST', '/v1/auth/verify', { body });
    expect([reply.status, reply.body.code]).toEqual([422, 'invalid']);
  });

  test('429 once an address has asked too often, with the seconds to wait', async () => {
    const headers = { 'x-envoy-external-address': '198.51.100.7' };
    const ask = () => system.inside('verify', 'POST', '/v1/auth/verify', { body: { token: ada.token }, headers });
    const replies = await Promise.all(Array.from({ length: PER_MINUTE + 3 }, ask));
    const refused = replies.filter((reply) => reply.status === 429);
    expect(refused.length).toBe(3);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await introspect(ada.token)).body.active).toBe(true);
  });
});

describe.each(['/v1/.well-known/jwks.json', '/.well-known/jwks.json'])('GET %s', (path) => {
  test('200 with the public key that tokens are signed with, to be kept for five minutes', async () => {
    const { status, headers, body } = await system.ask('GET', path);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const { kty, crv, x, kid } = JSON.parse(system.signingKey);
    expect(body).toEqual({ keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }] });
    const [header = '', payload = '', signature = ''] = ada.token.split('.');
    const key = createPublicKey({ key: body.keys[0], format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify(null, signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});

describe('a path that asks who one is', () => {
  test('200 with a good token; 401 token_missing without, or with another scheme', async () => {
    expect((await system.ask('GET', ordersPath(), { token: ada.token })).status).toBe(200);
    expect((await system.ask('GET', ordersPath())).status).toBe(401);
    for (const authorization of [undefined, '', 'Bearer', 'Bearer ', `Basic ${ada.token}`, ada.token]) {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, body } = await system.inside('order-record-u0', 'GET', ordersPath(), { headers });
      expect([status, body.code, authorization]).toEqual([401, 'token_missing', authorization]);
    }
  });

  test.each(Object.keys(forgeries))('401 at the gateway and past it for a token with %s', async (what) => {
    const token = (await forgeries[what]?.(genuine)) ?? '';
    expect((await system.ask('GET', ordersPath(), { token })).status).toBe(401);
    const inside = await system.inside('order-record-u0', 'GET', ordersPath(), { token });
    expect([inside.status, inside.body.code]).toEqual([401, 'token_invalid']);
    expect(inside.headers.get('www-authenticate')).toMatch(/^Bearer realm="seatmesh", error="invalid_token"/);
  });

  test('401 at the gateway and past it for an expired token; the function says that it expired', async () => {
    const token = await expiredToken(genuine);
    expect((await system.ask('GET', ordersPath(), { token })).status).toBe(401);
    const inside = await system.inside('order-record-u0', 'GET', ordersPath(), { token });
    expect([inside.status, inside.body.code]).toEqual([401, 'token_expired']);
  });

  test('401 for a token in the URL', async () => {
    expect((await system.ask('GET', `${ordersPath()}?access_token=${ada.token}`)).status).toBe(401);
  });
});
