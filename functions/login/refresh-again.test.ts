/** A refresh token that comes again: from a client whose answer was lost, from two tabs, or from who has stolen it. */
import { createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { revokedKey } from '../shared/identity/tokens.ts';

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

const REFUSED = [401, 'refresh_token_invalid'];
const refresh = (refreshToken: string) => system.ask('POST', '/v1/auth/refresh', { body: { refreshToken } });
const outcome = ({ status, body }: Reply): unknown[] => [status, body?.code];
const isActive = async (token: string): Promise<boolean> =>
  (await system.ask('POST', '/v1/auth/verify', { body: { token } })).body.active;
const database = () => system.database(Number.parseInt(ada.id.slice(4, 7), 16) < 0x800 ? 'u0' : 'u1');
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
const sessionOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid as string;

/** As if it had been used so long ago. */
const usedAgo = (token: string, seconds: number) =>
  database().query('UPDATE refresh_tokens SET used_at = UTC_TIMESTAMP(3) - INTERVAL ? SECOND WHERE hash = ?', [
    seconds,
    hashOf(token),
  ]);

async function expectEnded(...accessTokens: string[]): Promise<void> {
  for (const token of accessTokens) expect(await isActive(token)).toBe(false);
  const left = await system.redis.ttl(revokedKey(sessionOf(ada.token)));
  expect(left).toBeGreaterThan(890);
  expect(left).toBeLessThanOrEqual(900);
}

describe('200 for 30 seconds more, while its successor is unused', () => {
  test('gives another successor, of the same session, and any one of them goes on', async () => {
    const lost = (await refresh(ada.refreshToken)).body;
    await usedAgo(ada.refreshToken, 25);
    const { status, body: next } = await refresh(ada.refreshToken);
    expect(status).toBe(200);
    expect(next.refreshToken).not.toBe(lost.refreshToken);
    expect(sessionOf(next.accessToken)).toBe(sessionOf(ada.token));
    const third = await refresh(next.refreshToken);
    expect(third.status).toBe(200);
    expect((await refresh(third.body.refreshToken)).status).toBe(200);
    expect(await isActive(ada.token)).toBe(true);
  });

  test('the first successor is as good, should the answers of two tabs overtake each other', async () => {
    const first = (await refresh(ada.refreshToken)).body;
    await refresh(ada.refreshToken);
    expect((await refresh(first.refreshToken)).status).toBe(200);
  });

  test('to twenty tabs at once; each may go on, but no second one', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(ada.refreshToken)));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect((await refresh(replies[7]?.body.refreshToken)).status).toBe(200);
    expect(outcome(await refresh(replies[8]?.body.refreshToken))).toEqual(REFUSED);
  });

  test('a further retry is no extension: the time runs from the first use', async () => {
    await refresh(ada.refreshToken);
    await usedAgo(ada.refreshToken, 29);
    expect((await refresh(ada.refreshToken)).status).toBe(200);
    await usedAgo(ada.refreshToken, 31);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
  });
});

describe('401, which ends the session for all who hold a token of it', () => {
  test('after 30 seconds, though its successor is unused', async () => {
    const next = (await refresh(ada.refreshToken)).body;
    await usedAgo(ada.refreshToken, 31);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect(outcome(await refresh(next.refreshToken))).toEqual(REFUSED);
    await expectEnded(ada.token, next.accessToken);
  });

  test('at once, when its successor was used', async () => {
    const next = (await refresh(ada.refreshToken)).body;
    const third = (await refresh(next.refreshToken)).body;
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect(outcome(await refresh(third.refreshToken))).toEqual(REFUSED);
    await expectEnded(ada.token, third.accessToken);
  });

  test('for the one before the last, however soon', async () => {
    const next = (await refresh(ada.refreshToken)).body;
    await refresh(next.refreshToken);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect(outcome(await refresh(next.refreshToken))).toEqual(REFUSED);
  });

  test('when two successors are used: one of them is a thief’s', async () => {
    const [one, other] = [(await refresh(ada.refreshToken)).body, (await refresh(ada.refreshToken)).body];
    const next = (await refresh(one.refreshToken)).body;
    expect(outcome(await refresh(other.refreshToken))).toEqual(REFUSED);
    expect(outcome(await refresh(next.refreshToken))).toEqual(REFUSED);
    await expectEnded(ada.token, one.accessToken, other.accessToken, next.accessToken);
  });

  test('when two successors are used at the same time', async () => {
    for (let round = 0; round < 8; round++) {
      ada = await system.user(`Ada ${round}`);
      const [one, other] = [(await refresh(ada.refreshToken)).body, (await refresh(ada.refreshToken)).body];
      const replies = await Promise.all([refresh(one.refreshToken), refresh(other.refreshToken)]);
      expect(replies.map(({ status }) => status).toSorted((low, high) => low - high)).toEqual([200, 401]);
      const won = replies.find(({ status }) => status === 200);
      expect(outcome(await refresh(won?.body.refreshToken))).toEqual(REFUSED);
    }
  });

  test('when it comes again at the moment in which its successor is used, or that comes to nothing afterwards', async () => {
    for (let round = 0; round < 8; round++) {
      ada = await system.user(`Ada ${round}`);
      const next = (await refresh(ada.refreshToken)).body;
      const [again, used] = await Promise.all([refresh(ada.refreshToken), refresh(next.refreshToken)]);
      // Whichever was first: both were not taken as if the other had not been.
      const more = again.status === 200 ? await refresh(again.body.refreshToken) : again;
      expect([used.status, outcome(more)]).toEqual([expect.toBeOneOf([200, 401]), REFUSED]);
    }
  });

  test('for a token of before, which no successor says it came from', async () => {
    await refresh(ada.refreshToken);
    await database().query('UPDATE refresh_tokens SET parent_hash = NULL WHERE session_id = ?', [sessionOf(ada.token)]);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    await expectEnded(ada.token);
  });

  test('when a session ended meanwhile, a token that comes again stays refused', async () => {
    await refresh(ada.refreshToken);
    await system.ask('POST', '/v1/auth/logout', { body: { refreshToken: ada.refreshToken } });
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
  });
});

test('so many successors are kept, and no more', async () => {
  for (let count = 0; count < 50; count++) expect((await refresh(ada.refreshToken)).status).toBe(200);
  expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
  const [found] = await database().query<RowDataPacket[]>(
    'SELECT COUNT(*) AS n FROM refresh_tokens WHERE session_id = ?',
    [sessionOf(ada.token)],
  );
  expect(found[0]?.['n']).toBe(51);
});
