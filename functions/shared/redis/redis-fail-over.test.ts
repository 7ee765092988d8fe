import { afterEach, expect, test } from 'vitest';
import { startRedisServer } from '../../../scripts/testing/servers/redis-server.ts';
import { openWire } from '../../../scripts/testing/servers/wire.ts';
import { openRedis } from './connection.ts';
import { script } from './script.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Two servers, of which the second follows the first, and a wire that leads to the first. */
async function pair() {
  const [first, second] = await Promise.all([startRedisServer(), startRedisServer()]);
  const wire = await openWire(first.url);
  closers.push(
    () => first.stop(),
    () => second.stop(),
    () => wire.close(),
  );
  await second.admin.call('REPLICAOF', '127.0.0.1', first.port);
  await expect.poll(() => first.admin.info('replication'), { timeout: 10_000 }).toContain('state=online');
  return { first, second, wire };
}

function open(url: string, maxAgeMs?: number) {
  const redisLink = openRedis(url, maxAgeMs);
  closers.push(() => redisLink.close());
  return redisLink;
}

const claim = script<string>({ parts: ["redis.call('SET', KEYS[1], ARGV[1]) return 'claimed'"], constants: {} });

test('after a fail-over a live connection to the old master is left, and what writes goes to the new one', async () => {
  const { first, second, wire } = await pair();
  const redisLink = open(wire.url);
  expect(await redisLink.ready()).toBe(true);
  expect(await claim(redisLink.redis, ['{evt}:a'], [1])).toBe('claimed');
  // The old master goes on as a replica of the new one, and keeps its connections.
  await first.admin.call('FAILOVER', 'TO', '127.0.0.1', second.port);
  await expect.poll(() => second.admin.info('replication'), { timeout: 10_000 }).toContain('role:master');
  wire.aim(second.port);
  await expect(claim(redisLink.redis, ['{evt}:a'], [2])).rejects.toThrow('READONLY');
  const again = () => claim(redisLink.redis, ['{evt}:a'], [3]).catch(() => 'refused');
  await expect.poll(again, { interval: 20, timeout: 3_000 }).toBe('claimed');
  expect(await second.admin.get('{evt}:a')).toBe('3');
});

test('a connection is left after its time, too: nobody notices, and it leads to where the name leads by then', async () => {
  const { second, wire } = await pair();
  const redisLink = open(wire.url, 400);
  await redisLink.ready();
  const failures: unknown[] = [];
  let asked = 0;
  const end = performance.now() + 1_500;
  await second.admin.call('REPLICAOF', 'NO', 'ONE'); // and the old one knows nothing of it
  wire.aim(second.port);
  await Promise.all(
    Array.from({ length: 8 }, async (_, caller) => {
      while (performance.now() < end) {
        asked += 1;
        if (!(await redisLink.ready())) failures.push('not ready');
        await claim(redisLink.redis, [`{evt}:${caller}`], [asked]).catch((error: unknown) => failures.push(error));
      }
    }),
  );
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(100);
  expect(await second.admin.exists('{evt}:0')).toBe(1);
});

test('a connection that cannot be made anew is one that is away', async () => {
  const { wire } = await pair();
  const redisLink = open(wire.url, 200);
  await redisLink.ready();
  wire.freeze();
  wire.cut();
  await expect.poll(() => redisLink.isReady, { timeout: 3_000 }).toBe(false);
  await expect(claim(redisLink.redis, ['{evt}:a'], [1])).rejects.toThrow(/\S/);
  wire.mend();
  wire.thaw();
  await expect.poll(() => redisLink.isReady, { timeout: 5_000 }).toBe(true);
});
