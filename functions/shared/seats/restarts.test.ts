import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../scripts/testing/servers/redis-server.ts';
import { type RedisLink, openRedis } from '../redis/connection.ts';
import { seatKeys } from './seat-keys.ts';
import { discardOldStates, noteRun, RUN_KEY } from './restarts.ts';

const EVENT = 'evt_001_01JDCMX0C1E6S9T4W2VZQK8M51';
const [META = ''] = seatKeys(EVENT);

let server: RedisServer;
let redisLink: RedisLink;
beforeAll(async () => {
  server = await startRedisServer('--appendonly', 'yes', '--appendfsync', 'always');
});
afterEach(async () => {
  await redisLink.close();
  await server.admin.flushall();
});
afterAll(() => server.stop());

async function openAs(rules: string): Promise<void> {
  await server.admin.call('ACL', 'SETUSER', 'somebody', 'reset', 'on', '>right', 'allkeys', ...rules.split(' '));
  redisLink = openRedis(`redis://somebody:right@127.0.0.1:${server.port}`);
  await expect.poll(() => redisLink.ready(), { timeout: 10_000 }).toBe(true);
}

/** A state as a former process left it. */
async function leaveState(): Promise<void> {
  await noteRun(redisLink.redis, EVENT);
  await server.admin.hset(META, { ready: '1', built: '7' });
}
const isReady = async () => (await server.admin.hget(META, 'ready')) === '1';

/** Ended and begun anew, with all that was written: what changes is that it is another run. */
async function startAnew(): Promise<void> {
  await redisLink.close();
  await server.restart();
}

test.each([
  ['with INFO', '+@all'],
  ['without INFO', '+@all -info'],
])('%s: states stay within a run, and are discarded once in the next', async (_, rules) => {
  await openAs(rules);
  await leaveState();
  await discardOldStates(redisLink.redis);
  expect(await isReady()).toBe(true);
  const before = await server.admin.get(RUN_KEY);
  await startAnew();
  await openAs(rules);
  expect(await isReady()).toBe(true);
  await discardOldStates(redisLink.redis);
  expect(await isReady()).toBe(false);
  expect(await server.admin.get(RUN_KEY)).not.toBe(before);
  await leaveState();
  await discardOldStates(redisLink.redis);
  expect(await isReady()).toBe(true);
});

test('a run that was noted with INFO is another one to who may not ask for it: states are built anew rather than believed', async () => {
  await openAs('+@all');
  await leaveState();
  await redisLink.close();
  await openAs('+@all -info');
  await discardOldStates(redisLink.redis);
  expect(await isReady()).toBe(false);
});
