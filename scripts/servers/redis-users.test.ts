import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seatKeys } from '../../functions/shared/seats/seat-keys.ts';
import { ownRedisUrl } from '../testing/servers/own-redis.ts';
import { REDIS_FUNCTIONS, redisRules, redisUserUrl } from './redis-users.ts';

const EVENT = 'evt_0a7_01J00000000000000000000000';
const [META = ''] = seatKeys(EVENT);
/** Keys as functions name them, and who may read and write each. */
const KEYS: Record<string, { reads: string[]; writes: string[] }> = {
  [META]: { reads: ['publish', 'event-detail', 'book'], writes: ['publish', 'event-detail', 'book'] },
  'limit:logins:x': {
    reads: ['register', 'login', 'account', 'verify', 'publish', 'book'],
    writes: ['register', 'login', 'account', 'verify', 'publish', 'book'],
  },
  'revoked:ses_x': {
    reads: REDIS_FUNCTIONS.filter((name) => name !== 'register'),
    writes: ['login', 'account'],
  },
  'familiar:x': { reads: ['register', 'login', 'account'], writes: ['register', 'login', 'account'] },
  'seats:run': { reads: ['event-detail', 'book'], writes: ['event-detail', 'book'] },
  'seats:looked': { reads: ['event-detail', 'book'], writes: ['event-detail', 'book'] },
  "somebody's": { reads: [], writes: [] },
};
const redisUrl = await ownRedisUrl();
const admin = new Redis(redisUrl);
const clients = new Map(REDIS_FUNCTIONS.map((name) => [name, new Redis(redisUserUrl(redisUrl, name))]));

beforeAll(() => admin.flushdb());
afterAll(() => {
  for (const client of [admin, ...clients.values()]) client.disconnect();
});

/** Whether Redis refused it for want of a right; any other answer is one. */
async function isRefused(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return false;
  } catch (error) {
    return /NOPERM|can't (run this command|access at least one)|not allowed from script/i.test(
      (error as Error).message,
    );
  }
}

/** The first words of a command and of a script that do the same to a key. */
const WRITES: ((redis: Redis, key: string) => Promise<unknown>)[] = [
  (redis, key) => redis.del(key),
  (redis, key) => redis.hset(key, 'a', 1),
  (redis, key) => redis.expire(key, 60),
  (redis, key) => redis.rename(key, `${META}x`),
  (redis, key) => redis.eval("return redis.call('DEL', KEYS[1])", 1, key),
  // A key that the script was not given.
  (redis, key) => redis.eval("return redis.call('DEL', ARGV[1])", 0, key),
];
const READS: typeof WRITES = [
  (redis, key) => redis.exists(key),
  (redis, key) => redis.eval("return redis.call('EXISTS', ARGV[1])", 0, key),
];

describe.each(REDIS_FUNCTIONS)('the user of %s', (name) => {
  const redis = clients.get(name) as Redis;

  test('reads and writes its own keys, by command and script, and nobody else’s', async () => {
    const tellsReads = Number(/redis_version:(\d+)/.exec(await admin.info('server'))?.[1]) >= 7;
    for (const [key, { reads, writes }] of Object.entries(KEYS)) {
      for (const read of READS) expect(await isRefused(read(redis, key)), `read ${key}`).toBe(!reads.includes(name));
      const mayWrite = writes.includes(name) || (!tellsReads && reads.includes(name));
      for (const write of mayWrite ? WRITES.slice(0, 1) : WRITES)
        expect(await isRefused(write(redis, key)), `write ${key}`).toBe(!mayWrite);
    }
  });

  test.each([
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['KEYS', '*'],
    ['RANDOMKEY'],
    ['DBSIZE'],
    ['CONFIG', 'GET', '*'],
    ['CONFIG', 'SET', 'dir', '/tmp'],
    ['ACL', 'LIST'],
    ['ACL', 'SETUSER', 'default', 'nopass'],
    ['SHUTDOWN', 'NOSAVE'],
    ['MONITOR'],
    ['CLIENT', 'LIST'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['SCRIPT', 'FLUSH'],
    ['FUNCTION', 'LIST'],
    ['REPLICAOF', 'NO', 'ONE'],
    ['SAVE'],
    ['SWAPDB', '0', '1'],
    ['MIGRATE', '127.0.0.1', '1', 'x', '0', '1'],
    ['PUBLISH', 'x', 'y'],
    ['SUBSCRIBE', 'x'],
    ['EVAL', "return redis.call('FLUSHALL')", '0'],
    ['EVAL', "return redis.call('KEYS', '*')", '0'],
    ['EVAL', "return redis.call('CONFIG', 'GET', '*')", '0'],
  ])('may not %s %s', async (command, ...args) => {
    expect(await isRefused(redis.call(command, ...args))).toBe(true);
  });

  test('lists keys only where it must look for all states', async () => {
    expect(await isRefused(redis.scan('0'))).toBe(name !== 'book');
  });
});

test('Redis 6, which cannot tell reading from writing, gets rules that it understands', () => {
  for (const name of REDIS_FUNCTIONS) expect(redisRules(name, { tellsReads: false })).not.toContain('%');
  expect(redisRules('order-record', { tellsReads: false })).toContain('~revoked:*');
});

test('the password of one user is not that of another, nor of another Redis', () => {
  const passwords = REDIS_FUNCTIONS.map((name) => new URL(redisUserUrl(redisUrl, name)).password);
  const other = new URL(redisUserUrl('redis://:other@127.0.0.1', 'book')).password;
  expect(new Set([...passwords, other]).size).toBe(REDIS_FUNCTIONS.length + 1);
});
