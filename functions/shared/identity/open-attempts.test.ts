/** Attempts that count when they fail: how many are under way at once, who waits, and who is refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serverUrl } from '../../../scripts/testing/servers/of-run.ts';
import { type RedisLink, openRedis } from '../redis/connection.ts';
import { Problem } from '../problem.ts';
import type { Limit } from './limits.ts';
import { type OpenAttempt, openAttempts } from './open-attempts.ts';

type Begin = (limit: Limit, who: string) => Promise<OpenAttempt>;

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

const turn = () => new Promise((resolve) => setImmediate(resolve));
const AT_ONCE = expect.toSatisfy((most: number) => most >= 1 && most <= 3);
const tooMany = { code: 'too_many_requests', status: 429 };

/** Makes so many attempts at once, in turn by each of some processes. @returns how many were under way at most, and how many were refused */
async function attempts(processes: readonly Begin[], count: number, isFailure: (index: number) => boolean) {
  let [open, most, refused] = [0, 0, 0];
  const one = async (index: number): Promise<void> => {
    const attempt = await processes[index % processes.length]?.(limit, who).catch((error: unknown) => {
      if (!(error instanceof Problem && error.code === tooMany.code)) throw error;
      refused++;
    });
    if (!attempt) return;
    most = Math.max(most, ++open);
    for (let step = 0; step < 3; step++) await turn();
    open--;
    await attempt.end(isFailure(index));
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  return { most, refused };
}

describe.each<[string, () => Begin[]]>([
  ['by one process', () => [openAttempts(shared)]],
  ['by two processes', () => [openAttempts(shared), openAttempts(other)]],
  ['in memory, Redis being away', () => [openAttempts(away)]],
])('%s', (_, processesOf) => {
  test('sixty at once that do not fail all pass, three at a time', async () => {
    expect(await attempts(processesOf(), 60, () => false)).toEqual({ most: AT_ONCE, refused: 0 });
  });

  test('of sixty at once that fail three are tried; then nobody is, until the window ends', async () => {
    const processes = processesOf();
    expect(await attempts(processes, 60, () => true)).toEqual({ most: AT_ONCE, refused: 57 });
    for (const begin of processes) await expect(begin(limit, who)).rejects.toMatchObject(tooMany);
    await expect(processes[0]?.(limit, `not ${who}`)).resolves.toBeDefined();
  });

  test('two that fail among sixty are no reason to refuse anybody', async () => {
    expect(await attempts(processesOf(), 60, (index) => index === 0 || index === 7)).toMatchObject({ refused: 0 });
  });
});

test('what was under way in a process that has died counts as failed', async () => {
  const [dead, alive] = [openAttempts(shared), openAttempts(other)];
  for (let index = 0; index < 3; index++) await dead(limit, who);
  const [key = ''] = await shared.redis.keys(`limit:${limit.name}:*`);
  expect(await shared.redis.hgetall(key)).toMatchObject({ n: '3', open: '3' });
  await shared.redis.hset(key, 'until', Date.now() - 1);
  await expect(alive(limit, who)).rejects.toMatchObject(tooMany);
  expect(await shared.redis.ttl(key)).toBeLessThanOrEqual(60);
});

test('the window ends while one is under way: it leaves nothing behind', async () => {
  const begin = openAttempts(shared);
  const attempt = await begin(limit, who);
  const [key = ''] = await shared.redis.keys(`limit:${limit.name}:*`);
  await shared.redis.del(key);
  await attempt.end(true);
  expect(await shared.redis.exists(key)).toBe(0);
});

test('503 unavailable once two hundred wait', async () => {
  const begin = openAttempts(shared);
  const held = await Promise.all([begin(limit, who), begin(limit, who), begin(limit, who)]);
  const waiting = Array.from({ length: 200 }, () => begin(limit, who).then((attempt) => attempt.end(false)));
  await expect(begin(limit, who)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
  await expect(begin(limit, `not ${who}`)).resolves.toBeDefined();
  for (const attempt of held) await attempt.end(false);
  await Promise.all(waiting);
});
