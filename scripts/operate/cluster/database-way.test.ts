/** The way to a cluster's databases: its pod's own program and client against a real server, and all of it with a program in kubectl's place. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';
import { databasesIn, HAND_ON, namesDatabases, withDatabases, withWays } from './database-way.ts';
import { Kubectl, type KubeObject } from './kubectl.ts';

const secret = (name: string, url: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  data: { url: Buffer.from(url).toString('base64') },
});
const E0 = 'mysql://seatmesh_e0_functions:word@db.example.org/seatmesh_e0?ssl-mode=VERIFY_IDENTITY';
const SECRETS = [
  secret('mysql-e0', E0),
  secret('mysql-catalog', 'mysql://a:b@db.example.org:3306/c'),
  secret('mysql-u0', 'mysql://a:b@other.example.org:3307/u0'),
  secret('mysql-owner-e0', 'mysql://owner:word@db.example.org/x'),
  secret('mysql-e0-3f61c07a92', 'mysql://former:word@db.example.org/x'),
  secret('redis-book', 'redis://book:word@redis'),
];

test('databases are those that functions have, each under its own name, by one way for each server', () => {
  const urls = databasesIn(SECRETS);
  expect([...urls.keys()]).toEqual(['e0', 'catalog', 'u0']);
  const env = withWays({ HOME: '/' }, urls, ['db.example.org:3306', 'other.example.org:3307'], [40_001, 40_002]);
  expect(env).toEqual({
    HOME: '/',
    MYSQL_E0: `${E0}&way=40001`,
    MYSQL_CATALOG: 'mysql://a:b@db.example.org:3306/c?way=40001',
    MYSQL_U0: 'mysql://a:b@other.example.org:3307/u0?way=40002',
  });
  // The server's name stays, by which its certificate is checked; nothing of the way gets to the client.
  const { stream, ...address } = mysqlOptions(env['MYSQL_E0'] ?? '');
  expect(stream).toBeTypeOf('function');
  expect(address).toEqual({ uri: E0.replace(/\?.*/, ''), ssl: { minVersion: 'TLSv1.2', verifyIdentity: true } });
});

test('who names databases is taken at his word; a file of CAs is none', () => {
  expect(namesDatabases({ MYSQL_E2: E0 })).toBe(true);
  expect(namesDatabases({ MYSQL_URL: E0 })).toBe(true);
  expect(namesDatabases({ MYSQL_CA_FILE: 'ca.pem', MYSQL_URL: '' })).toBe(false);
});

test("the pod's program hands on what a client and a server say, until it is ended", { timeout: 60_000 }, async () => {
  const { hostname: host, port, username, password } = new URL(await serverUrl('mysql'));
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port: at } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const SERVERS = JSON.stringify([{ host, port: Number(port), at }]);
  const program = spawn(process.execPath, ['-e', HAND_ON], { env: { SERVERS }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(program, 'exit');
  expect(String((await once(program.stdout, 'data'))[0])).toBe('open\n');
  const url = `mysql://${username}:${password}@database.invalid:3306/?way=${at}`;
  const connection = await createConnection(mysqlOptions(url));
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT REPEAT("x", 1000000) AS text');
  expect(String(row?.['text'])).toHaveLength(1_000_000);
  await connection.end();
  program.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-way-'));
  process.env['FAKE_CLUSTER'] = folder;
});
afterAll(async () => {
  delete process.env['FAKE_CLUSTER'];
  await rm(folder, { recursive: true });
});
const keep = (name: string, what: object) => writeFile(join(folder, name), JSON.stringify(what));
const read = async (name: string) =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, KubeObject>;
const cluster = () =>
  new Kubectl({ context: undefined, namespace: 'seatmesh' }, join(import.meta.dirname, 'fixtures/kubectl.mjs'));
const service: KubeObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'book' },
  spec: { template: { spec: { containers: [{ image: 'registry/book@sha256:1' }] } } },
};
beforeEach(() => keep('faults.json', { logs: 'open\n' }));

test('the pod is there while something is done, and gone when that fails, too', { timeout: 60_000 }, async () => {
  await keep('objects.json', { service, secret: SECRETS[0]! });
  const done = withDatabases(cluster(), {}, async (env) => {
    const pods = Object.values(await read('objects.json')).filter(({ kind }) => kind === 'Pod');
    expect(pods).toHaveLength(1);
    // As who migrates: knative/network.yaml lets nobody else to databases.
    expect(pods[0]?.metadata.labels).toMatchObject({ 'seatmesh.dev/migrates': 'true' });
    expect(JSON.stringify(pods[0])).not.toContain('word');
    throw new Error(env['MYSQL_E0']);
  });
  await expect(done).rejects.toThrow(`${E0}&way=4711`);
  expect(Object.values(await read('objects.json')).map(({ kind }) => kind)).toEqual(['Service', 'Secret']);
});

test('without Secrets it is said what to name', { timeout: 60_000 }, async () => {
  await keep('objects.json', { service });
  await expect(withDatabases(cluster(), {}, () => Promise.resolve())).rejects.toThrow(
    'where are the databases? seatmesh has no Secret mysql-<shard>; set MYSQL_<SHARD>, or MYSQL_URL for all',
  );
});
