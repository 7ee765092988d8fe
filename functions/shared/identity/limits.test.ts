import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Limit, limiter } from './limits.ts';
import { type RedisLink, openRedis } from '../redis/connection.ts';
import { serverUrl } from '../../../scripts/testing/servers/of-run.ts';

let shared: RedisLink;
let other: RedisLink;
let away: RedisLink;
let limit: Limit;
let who: string;

beforeAll(async () => {
  const redisUrl = await serverUrl('redis');
  shared = openRedis(redisUrl);
  other = openRedis(redisUrl);
  away = openRedis('redis://127.0.0.1:1'); // where nobody listens
});
afterAll(async () => {
  for (const redisLink of [shared, other, away]) await redisLink.close();
});
beforeEach(() => {
  limit = { name: `test-${randomUUID()}`, attempts: 3, windowSeconds: 60 };
  who = `${randomUUID()}@example.com`;
});
afterEach(() => void vi.useRealTimers());

const tooMany = { code: 'too_many_requests', status: 429 };

describe.each([
  ['counted in Redis', () => shared],
  ['counted in memory, Redis being away', () => away],
])('%s', (_, cacheOf) => {
  test('429 with the seconds to wait once the limit is passed', async () => {
    const count = limiter(cacheOf());
    for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
    const refused = await count(limit, who).catch((error: unknown) => error);
    expect(refused).toMatchObject(tooMany);
    const { retryAfterSeconds } = refused as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('of 40 attempts at the same moment as many pass as the limit says', async () => {
    const count = limiter(cacheOf());
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => count(limit, who)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled').length).toBe(3);
  });

  test('nobody is counted for somebody else, nor for another limit', async () => {
    const count = limiter(cacheOf());
    for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
    await count(limit, `${who}.au`);
    await count({ ...limit, name: `${limit.name}-2` }, who);
    await expect(count(limit, who)).rejects.toMatchObject(tooMany);
  });

  test('what is refused is not counted: when those that passed are given back, there is room for all again', async () => {
    const count = limiter(cacheOf());
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => count(limit, who)));
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.giveBack();
    for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
    await expect(count(limit, who)).rejects.toMatchObject(tooMany);
  });

  test('an attempt given back does not count', async () => {
    const count = limiter(cacheOf());
    for (let attempt = 1; attempt <= 10; attempt++) await (await count(limit, who)).giveBack();
    for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
    await expect(count(limit, who)).rejects.toMatchObject(tooMany);
  });
});

test('processes share one count', async () => {
  const [one, two] = [limiter(shared), limiter(other)];
  await one(limit, who);
  await two(limit, who);
  await one(limit, who);
  await expect(two(limit, who)).rejects.toMatchObject(tooMany);
});

test('the window ends by itself, however many were counted or refused in it', async () => {
  const count = limiter(shared);
  await count(limit, who);
  const [key = ''] = await shared.redis.keys(`limit:${limit.name}:*`);
  expect(await shared.redis.pttl(key)).toBeGreaterThan(50_000);
  await shared.redis.pexpire(key, 5_000);
  for (let attempt = 1; attempt <= 5; attempt++) {
    await count(limit, who).catch(() => {});
    expect(await shared.redis.pttl(key)).toBeLessThanOrEqual(5_000);
  }
  expect(await shared.redis.keys(`*${who}*`)).toEqual([]);
});

test('in memory, too, the window ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const count = limiter(away);
  for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
  await expect(count(limit, who)).rejects.toMatchObject(tooMany);
  vi.setSystemTime(Date.now() + 60_000);
  await count(limit, who);
});

test('the count in memory is bounded: after 10,000 others the oldest is forgotten', async () => {
  const count = limiter(away);
  for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
  for (let index = 0; index < 10_000; index++) await count(limit, String(index));
  for (let attempt = 1; attempt <= 3; attempt++) await count(limit, who);
  await expect(count(limit, who)).rejects.toMatchObject(tooMany);
});
