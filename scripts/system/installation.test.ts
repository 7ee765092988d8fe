import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installation, keptSigningKey } from './installation.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatmesh-installation-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const servers = {
  mysqlUrl: 'mysql://u:p@127.0.0.1:3306',
  redisUrl: 'redis://127.0.0.1',
  amqpUrl: 'amqp://127.0.0.1',
};

test('the signing key is made once, for its owner alone', async () => {
  const key = await keptSigningKey(folder);
  expect(await keptSigningKey(folder)).toEqual(key);
  expect(readdirSync(folder)).toEqual(['signing-key.json']);
  expect(statSync(join(folder, 'signing-key.json')).mode & 0o777).toBe(0o600);
});

test('a signing key that is damaged is not replaced: one line says what that would mean', async () => {
  const file = join(folder, 'signing-key.json');
  writeFileSync(file, '{"jwk":');
  const message = `${file} is damaged: delete it, and everybody logs in anew`;
  await expect(keptSigningKey(folder)).rejects.toMatchObject({ name: 'Fault', message });
});

test("a shard's database is its own variable's, otherwise by name on the one server", async () => {
  const other = 'mysql://u:p@10.0.0.1/elsewhere';
  const { secrets } = await installation(servers, await keptSigningKey(folder), undefined, { MYSQL_E1: other });
  expect(secrets['mysql-e0']).toEqual({ url: 'mysql://u:p@127.0.0.1:3306/seatmesh_e0' });
  expect(secrets['mysql-e1']).toEqual({ url: other });
});

test('on private servers functions have accounts of their own; on given ones, and on a given database, what the URL says', async () => {
  const key = await keptSigningKey(folder);
  const other = 'mysql://u:p@10.0.0.1/elsewhere';
  const redisUrl = 'redis://:p@127.0.0.1:6379';
  const own = { mysql: true, redis: true };
  const { secrets, targets } = await installation({ ...servers, redisUrl, own }, key, undefined, { MYSQL_E1: other });
  expect(secrets['mysql-e0']?.['url']).toMatch(
    /^mysql:\/\/seatmesh_e0_functions:[\w-]{43}@127\.0\.0\.1:3306\/seatmesh_e0$/,
  );
  expect(secrets['mysql-e1']?.['url']).toBe(other);
  expect(targets.find(({ name }) => name === 'e0')?.url).toBe('mysql://u:p@127.0.0.1:3306/seatmesh_e0');
  expect(secrets['redis-book']?.['url']).toMatch(/^redis:\/\/book:[\w-]{43}@127\.0\.0\.1:6379$/);
  const passwords = Object.entries(secrets).flatMap(([name, { url }]) =>
    url && name !== 'mysql-e1' ? new URL(url).password : [],
  );
  expect(new Set(passwords).size).toBe(passwords.length);
  const given = await installation({ ...servers, redisUrl }, key);
  expect(given.secrets['redis-book']).toEqual({ url: redisUrl });
  expect(given.secrets['mysql-e0']).toEqual({ url: 'mysql://u:p@127.0.0.1:3306/seatmesh_e0' });
});

test('functions are told CA files by their full path; databases of the machine’s own beside them stay without TLS', async () => {
  const key = await keptSigningKey(folder);
  const env = { MYSQL_CA_FILE: 'ca.pem', REDIS_CA_FILE: '/etc/redis.pem', MYSQL_E1: 'mysql://u:p@db.example/e1' };
  const settings = async (own: { mysql: boolean; redis: boolean }) => {
    const { configMaps, secrets } = await installation({ ...servers, own }, key, undefined, env);
    return { ...configMaps['seatmesh'], e0: new URL(secrets['mysql-e0']?.['url'] ?? '').search };
  };
  const MYSQL_CA_FILE = resolve('ca.pem');
  expect(await settings({ mysql: false, redis: false })).toEqual({
    CA_FILE: '',
    MYSQL_CA_FILE,
    REDIS_CA_FILE: '/etc/redis.pem',
    REDIS_CLUSTER: 'false',
    e0: '',
  });
  expect(await settings({ mysql: true, redis: true })).toEqual({
    CA_FILE: '',
    MYSQL_CA_FILE,
    REDIS_CA_FILE: '',
    REDIS_CLUSTER: 'false',
    e0: '?ssl-mode=DISABLED',
  });
});

test('CA_FILE is for MySQL and Redis alike; a file for one of them goes before it, a Redis of the machine’s own has none', async () => {
  const key = await keptSigningKey(folder);
  const settings = async (env: Record<string, string>, redis = false) =>
    (await installation({ ...servers, own: { mysql: false, redis } }, key, undefined, env)).configMaps['seatmesh'];
  const common = resolve('all.pem');
  expect(await settings({ CA_FILE: 'all.pem' })).toEqual({
    CA_FILE: '',
    MYSQL_CA_FILE: common,
    REDIS_CA_FILE: common,
    REDIS_CLUSTER: 'false',
  });
  expect(await settings({ CA_FILE: 'all.pem', MYSQL_CA_FILE: '/etc/mysql.pem' }, true)).toEqual({
    CA_FILE: '',
    MYSQL_CA_FILE: '/etc/mysql.pem',
    REDIS_CA_FILE: '',
    REDIS_CLUSTER: 'false',
  });
});

test('functions are told of a given cluster of Redis', async () => {
  const key = await keptSigningKey(folder);
  const own = { mysql: true, redis: false };
  const { configMaps } = await installation({ ...servers, own, isRedisCluster: true }, key);
  expect(configMaps['seatmesh']).toMatchObject({ REDIS_CLUSTER: 'true' });
});
