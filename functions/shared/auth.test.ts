import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { expiredToken, forgeries, type Genuine, tokenWith } from '../../scripts/testing/forgeries.ts';
import { makeSigningKey } from '../../scripts/signing-key.ts';
import { type Authenticate, authenticator, revokedKey, tokenConfig, tokenVerifier } from './auth.ts';
import { type Cache, openRedis } from './redis.ts';

const userId = 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const sessionId = 'ses_3f9_01JDCMX1T0A9C4E7H2KQW6RZ5B';
const nobodyListens = 'redis://127.0.0.1:1';

let config: z.output<z.ZodObject<typeof tokenConfig>>;
let genuine: Genuine;
let cache: Cache;
let clock: number;
let authenticate: Authenticate;

beforeAll(async () => {
  const keys = await makeSigningKey();
  config = z
    .object(tokenConfig)
    .parse({ TOKEN_ISSUER: 'https://seatmesh.example', TOKEN_AUDIENCE: 'seatmesh', JWKS: keys.jwks });
  cache = openRedis(inject('servers').redisUrl);
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://seatmesh.example', aud: 'seatmesh', sub: userId, sid: sessionId, jti: 'one' };
  genuine = { jwk: keys.jwk, claims: { ...claims, iat, exp: iat + 900 } };
});
afterAll(() => cache.close());
beforeEach(async () => {
  clock = Date.now();
  authenticate = authenticator(config, cache, () => clock);
  await cache.ready();
  await cache.redis.del(revokedKey(sessionId));
});

test('a good token tells who, in which session, until when', async () => {
  expect(await authenticate(await tokenWith(genuine))).toEqual({
    userId,
    sessionId,
    expiresAt: genuine.claims.exp,
  });
});

test.each(Object.keys(forgeries))('401 token_invalid for a token with %s', async (what) => {
  const token = await forgeries[what]?.(genuine);
  await expect(authenticate(token ?? '')).rejects.toMatchObject({ code: 'token_invalid', status: 401 });
});

test.each(['', '.', '..', 'a.b.c', 'ey', '{}', '....'])('401 token_invalid for "%s"', async (token) => {
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('401 token_expired for a token that was good', async () => {
  await expect(authenticate(await expiredToken(genuine))).rejects.toMatchObject({ code: 'token_expired', status: 401 });
});

test('401 token_expired as soon as a token expires that is remembered as good', async () => {
  const token = await tokenWith(genuine);
  await authenticate(token);
  clock = (genuine.claims.exp ?? 0) * 1000;
  await expect(authenticate(token)).rejects.toMatchObject({ code: 'token_expired' });
});

test('401 token_invalid for a token of an ended session: at first sight, and within 5 s when it is remembered', async () => {
  const remembered = await tokenWith(genuine);
  await authenticate(remembered);
  await cache.redis.set(revokedKey(sessionId), '1');
  const fresh = await tokenWith(genuine, { claims: { jti: 'two' } });
  await expect(authenticate(fresh)).rejects.toMatchObject({ code: 'token_invalid' });
  await expect(authenticate(fresh)).rejects.toMatchObject({ code: 'token_invalid' });
  clock += 5_001;
  await expect(authenticate(remembered)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('another session of the same user goes on', async () => {
  await cache.redis.set(revokedKey(sessionId), '1');
  const other = await tokenWith(genuine, { claims: { sid: sessionId.replace(/B$/, 'C') } });
  expect((await authenticate(other)).userId).toBe(userId);
});

test('without Redis a token counts until it expires, and a forged one does not', async () => {
  const away = openRedis(nobodyListens);
  const alone = authenticator(config, away);
  expect((await alone(await tokenWith(genuine))).userId).toBe(userId);
  const forged = await forgeries["another Ed25519 key under the good key's kid"]?.(genuine);
  await expect(alone(forged ?? '')).rejects.toMatchObject({ code: 'token_invalid' });
  await away.close();
});

test('during a rotation tokens of both keys are good; afterwards those of the new one only', async () => {
  const next = await makeSigningKey();
  const [added] = tokenConfig.JWKS.parse(next.jwks).keys;
  if (!added) throw new Error('no key');
  const [old, fresh] = [await tokenWith(genuine), await tokenWith({ ...genuine, jwk: next.jwk })];
  const both = tokenVerifier({ ...config, JWKS: { keys: [...config.JWKS.keys, added] } });
  expect([(await both(old)).sub, (await both(fresh)).sub]).toEqual([userId, userId]);
  const after = tokenVerifier({ ...config, JWKS: { keys: [added] } });
  expect((await after(fresh)).sub).toBe(userId);
  await expect(after(old)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('401 token_invalid at the next request where it is asked each time', async () => {
  const asking = authenticator(config, cache, () => clock, 0);
  const token = await tokenWith(genuine);
  await asking(token);
  await cache.redis.set(revokedKey(sessionId), '1', 'EX', 60);
  await expect(asking(token)).rejects.toMatchObject({ code: 'token_invalid' });
});
