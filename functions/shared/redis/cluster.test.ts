import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../../../scripts/testing/servers/redis-cluster.ts';
import { until } from '../../../scripts/testing/until.ts';
import { type RedisLink, openRedis } from './connection.ts';
import { script } from './script.ts';
import { serverOf, serversOf } from './redis-client.ts';

let cluster: RedisCluster;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  cluster = await startRedisCluster({ masters: 3, replicasEach: 1 });
}, 60_000);
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
afterAll(() => cluster.stop());

async function open(): Promise<RedisLink> {
  const redisLink = openRedis({ url: cluster.url, isCluster: true });
  closers.push(() => redisLink.close());
  expect(await redisLink.ready()).toBe(true);
  return redisLink;
}

const put = script<string>({
  parts: ["redis.call('SET', KEYS[1], ARGV[1]) redis.call('SET', KEYS[2], ARGV[1]) return redis.call('GET', KEYS[2])"],
  constants: {},
});
const keysOf = (name: string) => [`{evt_${name}}:a`, `{evt_${name}}:b`];
const NAMES = Array.from({ length: 30 }, (_, index) => String(index));
const putAll = (redisLink: RedisLink, value: string) =>
  Promise.allSettled(NAMES.map((name) => put(redisLink.redis, keysOf(name), [value])));
const refused = (outcomes: PromiseSettledResult<string>[]) => outcomes.filter(({ status }) => status === 'rejected');

/** A name of which the keys are on a server. */
function nameOn(redisLink: RedisLink, port: number): string {
  const name = NAMES.find((one) => serverOf(redisLink.redis, keysOf(one)[0] ?? '')?.options.port === port);
  if (!name) throw new Error('no key of the test is there');
  return name;
}

test('each key goes to its server, scripts too, which each server is told for itself', async () => {
  const redisLink = await open();
  for (const { admin } of cluster.masters) await admin.script('FLUSH');
  expect(refused(await putAll(redisLink, 'x'))).toEqual([]);
  for (const { admin } of cluster.masters) expect(await admin.dbsize()).toBeGreaterThan(0);
  const ports = new Set(serversOf(redisLink.redis).map(({ options }) => options.port));
  expect(ports).toEqual(new Set(cluster.masters.map(({ port }) => port)));
});

test('a Redis slot that is being moved is followed, and one that has been', async () => {
  const redisLink = await open();
  const [from, to] = cluster.masters as [(typeof cluster.masters)[0], (typeof cluster.masters)[0]];
  const name = nameOn(redisLink, from.port);
  const [key = ''] = keysOf(name);
  const slot = await from.admin.cluster('KEYSLOT', key);
  await from.admin.del(...keysOf(name));
  await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
  await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  // Nothing of it is left where it was: it is asked where it goes.
  expect(await redisLink.redis.set(key, 'moved')).toBe('OK');
  for (const { admin } of [to, from, cluster.masters[2]!]) await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  expect(await put(redisLink.redis, keysOf(name), ['there'])).toBe('there');
  expect(serverOf(redisLink.redis, key)?.options.port).toBe(to.port);
});

test('after a fail-over writes go to the new master, and whoever wants to know is told of it', async () => {
  const redisLink = await open();
  const met: (number | undefined)[] = [];
  redisLink.onServer((server) => met.push(server.options.port));
  const [old, replica] = [cluster.masters[1]!, cluster.replicas[1]![0]!];
  const name = nameOn(redisLink, old.port);
  await replica.admin.call('CLUSTER', 'FAILOVER');
  // The old one goes on as a replica, and keeps its connections.
  await until('it has taken over', async () => ((await old.admin.call('ROLE')) as string[])[0] === 'slave');
  await until(
    'it is written to',
    async () => (await put(redisLink.redis, keysOf(name), ['y']).catch(() => '')) === 'y',
  );
  expect(await replica.admin.get(keysOf(name)[0] ?? '')).toBe('y');
  await expect.poll(() => met).toContain(replica.port);
}, 40_000);

test('a plain connection to a server of a cluster, and a cluster’s to a plain server, are mistakes', async () => {
  const plain = openRedis(cluster.url);
  closers.push(() => plain.close());
  expect(await plain.letsIn()).toBe(false);
  const redisLink = await open();
  expect(await redisLink.letsIn()).toBe(true);
});

test('a server that is gone costs the others nothing; its keys are refused at once, until another has taken over', async () => {
  const redisLink = await open();
  const owner = cluster.masters[2]!;
  const theirs = NAMES.filter((name) => serverOf(redisLink.redis, keysOf(name)[0] ?? '')?.options.port === owner.port);
  owner.kill();
  const outcomes = await putAll(redisLink, 'z');
  const lost = NAMES.filter((_, index) => outcomes[index]?.status === 'rejected');
  expect(theirs).toEqual(expect.arrayContaining(lost));
  expect(redisLink.isReady).toBe(true);
  await until('another has taken over', async () => refused(await putAll(redisLink, 'z')).length === 0, 20_000);
}, 40_000);
