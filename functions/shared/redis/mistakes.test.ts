import { afterEach, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../scripts/testing/servers/redis-server.ts';
import { until } from '../../../scripts/testing/until.ts';
import { openRedis } from './connection.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(...settings: string[]): Promise<RedisServer> {
  const server = await startRedisServer(...settings);
  closers.push(() => server.stop());
  return server;
}

function open(url: string, isCluster = false) {
  const redisLink = openRedis({ url, isCluster });
  closers.push(() => redisLink.close());
  return redisLink;
}

const account = (server: RedisServer, rules: string) =>
  server.admin.call('ACL', 'SETUSER', 'somebody', 'on', '>right', ...rules.split(' '));
const as = (server: RedisServer, password: string) => `redis://somebody:${password}@127.0.0.1:${server.port}`;

test('a wrong password, and an account that is not there, let nobody in, with one server and with a cluster', async () => {
  const server = await start();
  await account(server, 'allkeys allcommands');
  expect(await open(as(server, 'right')).letsIn()).toBe(true);
  for (const isCluster of [false, true]) {
    expect(await open(as(server, 'wrong'), isCluster).letsIn()).toBe(false);
    expect(await open(`redis://nobody:right@127.0.0.1:${server.port}`, isCluster).letsIn()).toBe(false);
  }
});

test('who must give a password and gives none is not let in', async () => {
  const server = await start();
  await server.admin.config('SET', 'requirepass', 'right');
  expect(await open(server.url).letsIn()).toBe(false);
});

test('a mistake that is mended is none any more', async () => {
  const server = await start();
  await account(server, 'allkeys allcommands');
  const redisLink = open(as(server, 'second'));
  expect(await redisLink.letsIn()).toBe(false);
  await server.admin.call('ACL', 'SETUSER', 'somebody', '>second');
  await until('it is let in', () => redisLink.letsIn(), 10_000);
});

test('whether all of it answers is another question than whether it lets in: who is away, and who refuses, does not answer', async () => {
  const server = await start();
  await account(server, 'allkeys allcommands');
  expect(await open(as(server, 'right')).away()).toEqual([]);
  for (const [url, isCluster] of [
    [as(server, 'wrong'), false],
    ['redis://127.0.0.1:9', false],
    ['redis://127.0.0.1:9', true],
  ] as const)
    expect(await open(url, isCluster).away()).toEqual(['redis']);
});

test('a server that is away is no mistake, nor is one that will not say what it is', async () => {
  expect(await open('redis://127.0.0.1:9').letsIn()).toBe(true);
  expect(await open('redis://127.0.0.1:9', true).letsIn()).toBe(true);
  const server = await start();
  await account(server, 'allkeys +@all -info -hello');
  const redisLink = open(as(server, 'right'));
  expect(await redisLink.letsIn()).toBe(true);
});

test('a name that is none, a database that is none, and a cluster’s client at a server by itself are mistakes', async () => {
  const server = await start();
  expect(await open('redis://nowhere.invalid:6379').letsIn()).toBe(false);
  expect(await open(`${server.url}/99`).letsIn()).toBe(false);
  expect(await open(server.url, true).letsIn()).toBe(false);
});

test('an account without INFO can be worked with', async () => {
  const server = await start();
  await account(server, 'allkeys +@all -info');
  const redisLink = open(as(server, 'right'));
  expect(await redisLink.ready()).toBe(true);
  expect(await redisLink.letsIn()).toBe(true);
  expect(await redisLink.redis.set('a', '1')).toBe('OK');
});
