import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeAuthority } from '../../../scripts/testing/servers/certificates.ts';
import { type RedisCluster, startRedisCluster } from '../../../scripts/testing/servers/redis-cluster.ts';
import { openRedis } from './connection.ts';
import { serversOf } from './redis-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-cluster-tls-'));
chmodSync(folder, 0o711);
const ours = makeAuthority(folder, 'ours');
const theirs = makeAuthority(folder, 'theirs');

let cluster: RedisCluster;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  cluster = await startRedisCluster({ tls: { ...ours.certify('localhost'), ca: ours.ca } });
  for (const { admin } of cluster.masters)
    await admin.call('ACL', 'SETUSER', 'somebody', 'on', '>right', 'allkeys', '+@all');
}, 60_000);
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(ca: string, password = 'right') {
  const url = `rediss://somebody:${password}@localhost:${cluster.masters[0]?.tlsPort}`;
  const redisLink = openRedis({ url, ca: readFileSync(ca, 'utf8'), isCluster: true });
  closers.push(() => redisLink.close());
  return redisLink;
}

test('every server is spoken to with TLS, by the name that the cluster says, and with the account of the URL', async () => {
  const redisLink = open(ours.ca);
  expect(await redisLink.ready()).toBe(true);
  expect(await redisLink.letsIn()).toBe(true);
  const names = Array.from({ length: 30 }, (_, index) => `key ${index}`);
  expect(await Promise.all(names.map((name) => redisLink.redis.set(name, '1')))).toEqual(names.map(() => 'OK'));
  expect(serversOf(redisLink.redis).map(({ options }) => [options.host, options.port])).toEqual(
    expect.arrayContaining(cluster.masters.map(({ tlsPort }) => ['localhost', tlsPort])),
  );
  for (const { admin } of cluster.masters) expect(await admin.dbsize()).toBeGreaterThan(0);
});

test('another CA, and a wrong password, let nobody in', async () => {
  expect(await open(theirs.ca).letsIn()).toBe(false);
  expect(await open(ours.ca, 'wrong').letsIn()).toBe(false);
});
