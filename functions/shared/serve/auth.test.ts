import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { expiredToken, forgeries, type Genuine, tokenWith } from '../../../scripts/testing/forgeries.ts';
import { until } from '../../../scripts/testing/until.ts';
import { makeSigningKey } from '../../../scripts/system/signing-key.ts';
import { type Authenticate, authenticator, revokedKey, tokenVerifier } from '../identity/tokens.ts';
import { tokenSettings } from '../identity/token-settings.ts';
import { EndedSessions } from '../identity/ended-sessions.ts';
import { type RedisLink, openRedis } from '../redis/connection.ts';
import { announceEnded } from '../identity/end-sessions.ts';
import { serverUrl } from '../../../scripts/testing/servers/of-run.ts';

const userId = 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const sessionId = 'ses_3f9_01JDCMX1T0A9C4E7H2KQW6RZ5B';
const nobodyListens = 'redis://127.0.0.1:1';

let config: z.output<z.ZodObject<typeof tokenSettings>>;
let genuine: Genuine;
let redisLink: RedisLink;
let clock: number;
let authenticate: Authenticate;

beforeAll(async () => {
  const keys = await makeSigningKey();
  config = z
    .object(tokenSettings)
    .parse({ TOKEN_ISSUER: 'https://seatmesh.example', TOKEN_AUDIENCE: 'seatmesh', JWKS: keys.jwks });
  redisLink = openRedis(await serverUrl('redis'));
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://seatmesh.example', aud: 'seatmesh', sub: userId, sid: sessionId, jti: 'one' };
  genuine = { jwk: keys.jwk, claims: { ...claims, iat, exp: iat + 900 } };
});
afterAll(() => redisLink.close());
beforeEach(async () => {
  clock = Date.now();
  authenticate = authenticator(config, redisLink, () => clock);
  await redisLink.ready();
  await redisLink.redis.del(revokedKey(sessionId));
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

test('401 token_invalid for a token of an ended session, remembered or not', async () => {
  const remembered = await tokenWith(genuine);
  await authenticate(remembered);
  await redisLink.redis.set(revokedKey(sessionId), '1', 'EX', 60);
  const fresh = await tokenWith(genuine, { claims: { jti: 'two' } });
  for (const token of [fresh, fresh, remembered])
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'token_invalid' });
});

describe('a function that hears of ended sessions', () => {
  let ended: EndedSessions;
  let hearing: Authenticate;
  const listens = () => until('it listens', async () => ended.hasHeardSince(clock + 1), 10_000);
  beforeEach(() => {
    ended = new EndedSessions(redisLink, () => clock);
    hearing = authenticator(config, redisLink, () => clock, ended);
  });
  afterEach(() => ended.close());

  /** As if Redis had forgotten: what is refused now is known from hearing alone. */
  async function endUnnoted(): Promise<void> {
    await announceEnded(redisLink, [sessionId]);
    await until('it is heard', async () => ended.has(sessionId));
    await redisLink.redis.del(revokedKey(sessionId));
  }

  test('401 as soon as it has heard, without asking', async () => {
    const token = await tokenWith(genuine);
    await hearing(token);
    await listens();
    clock += 2;
    await hearing(token);
    await endUnnoted();
    await expect(hearing(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('a session that is not heard of is asked about once in 5 s', async () => {
    const token = await tokenWith(genuine);
    await listens();
    clock += 2;
    await hearing(token);
    await redisLink.redis.set(revokedKey(sessionId), '1', 'EX', 60);
    clock += 5_000;
    expect((await hearing(token)).userId).toBe(userId);
    clock += 1;
    await expect(hearing(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('what ended before it listened, or while it could not, is asked about', async () => {
    const token = await tokenWith(genuine);
    await hearing(token);
    await listens();
    // Asked before it listened: it may have missed the end.
    await redisLink.redis.set(revokedKey(sessionId), '1', 'EX', 60);
    await expect(hearing(token)).rejects.toMatchObject({ code: 'token_invalid' });
    await redisLink.redis.del(revokedKey(sessionId));
    clock += 2;
    await hearing(token);
    expect(ended.hasHeardSince(clock)).toBe(true);
    await redisLink.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until('it has noticed', async () => !ended.hasHeardSince(clock));
    await redisLink.redis.set(revokedKey(sessionId), '1', 'EX', 60);
    await expect(hearing(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});

test('another session of the same user goes on', async () => {
  await redisLink.redis.set(revokedKey(sessionId), '1');
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
  const [added] = tokenSettings.JWKS.parse(next.jwks).keys;
  if (!added) throw new Error('no key');
  const [old, fresh] = [await tokenWith(genuine), await tokenWith({ ...genuine, jwk: next.jwk })];
  const both = tokenVerifier({ ...config, JWKS: { keys: [...config.JWKS.keys, added] } });
  expect([(await both(old)).sub, (await both(fresh)).sub]).toEqual([userId, userId]);
  const after = tokenVerifier({ ...config, JWKS: { keys: [added] } });
  expect((await after(fresh)).sub).toBe(userId);
  await expect(after(old)).rejects.toMatchObject({ code: 'token_invalid' });
});
