import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { serverUrl } from '../../../scripts/testing/servers/of-run.ts';
import { type RedisLink, openRedis } from '../redis/connection.ts';
import { pseudonym } from './limits.ts';
import { type Pace, paces } from './pace.ts';

let shared: RedisLink;
let away: RedisLink;
let pace: Pace;
let who: string;
beforeAll(async () => {
  shared = openRedis(await serverUrl('redis'));
  away = openRedis('redis://127.0.0.1:1'); // where nobody listens
});
afterAll(() => Promise.all([shared.close(), away.close()]));
beforeEach(() => {
  // One a minute: none comes back while a test goes on.
  pace = { name: `test-${randomUUID()}`, atOnce: 5, perMinute: 1 };
  who = randomUUID();
});
afterEach(() => void vi.useRealTimers());

const tooMany = { code: 'too_many_requests', status: 429 };

describe.each([
  ['in Redis', () => shared],
  ['in memory, Redis being away', () => away],
])('%s', (_, cacheOf) => {
  test('so many at once, of however many come at the same moment; then 429 with the seconds until the next', async () => {
    const take = paces(cacheOf());
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => take(pace, who)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const refused = await take(pace, who).catch((error: unknown) => error);
    expect(refused).toMatchObject(tooMany);
    const { retryAfterSeconds } = refused as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThan(30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('each has a bucket of his own, for each pace', async () => {
    const take = paces(cacheOf());
    for (let index = 0; index < 5; index++) await take(pace, who);
    await take(pace, `${who}.au`);
    await take({ ...pace, name: `${pace.name}-2` }, who);
    await expect(take(pace, who)).rejects.toMatchObject(tooMany);
  });
});

test('one comes back after its time, and no more than fit; whoever was refused has not taken any', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const take = paces(away);
  const taken = async (): Promise<number> => {
    let count = 0;
    while (
      await take(pace, who).then(
        () => true,
        () => false,
      )
    )
      count++;
    return count;
  };
  expect(await taken()).toBe(5);
  for (const [seconds, count] of [
    [59, 0],
    [1, 1],
    [120, 2],
    [100_000, 5],
  ] as const) {
    vi.setSystemTime(Date.now() + seconds * 1_000);
    expect([seconds, await taken()]).toEqual([seconds, count]);
  }
});

test('in Redis a bucket is a key that tells nobody, and goes when it is full', async () => {
  const take = paces(shared);
  await take(pace, who);
  await take(pace, who);
  const key = `limit:${pace.name}:${pseudonym(who)}`;
  const left = await shared.redis.pttl(key);
  expect(left).toBeGreaterThan(60_000);
  expect(left).toBeLessThanOrEqual(120_000);
  // As if all that time were over.
  const [seconds] = await shared.redis.time();
  await shared.redis.set(key, Number(seconds) * 1000 - 1, 'PX', 60_000);
  for (let index = 0; index < 5; index++) await take(pace, who);
  await expect(take(pace, who)).rejects.toMatchObject(tooMany);
});
