import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startRedisServer } from '../testing/servers/redis-server.ts';
import { openDataFolder } from './data-folder.ts';
import { type Machine, thisMachine } from './machine.ts';
import { serve } from './serve.ts';
import { type Servers, startServers, type StartOptions } from './start-servers.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatmesh-faults-')));
chmodSync(folder, 0o711); // servers that root starts run as somebody else, who must get there
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(name: string, options: Partial<StartOptions> = {}): Promise<Servers> {
  return await startServers({ dataDir: join(folder, name), throwaway: true, env: {}, say: () => {}, ...options });
}

/** A machine with these programs only; each does nothing, successfully or not. */
function machineWith(programs: Record<string, '/bin/true' | '/bin/false'>): Machine {
  const path = mkdtempSync(join(folder, 'machine-'));
  for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(path, name));
  return { searchPath: [path], uid: 1000, terminal: false };
}

function processesIn(path: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(path);
    } catch {
      return false;
    }
  });
}

const packages = 'mariadb-server-core, redis-server, rabbitmq-server';
const byHand =
  'run "sudo apt-get install --no-install-recommends mariadb-server-core redis-server rabbitmq-server", ' +
  'or set MYSQL_URL, REDIS_URL, AMQP_URL to servers you have';

test('no permission to install: the packages, the command and the variables', async () => {
  const message = `${packages} missing and no permission to install (not root, no sudo): ${byHand}`;
  for (const programs of [{ 'apt-get': '/bin/true' }, { 'apt-get': '/bin/true', sudo: '/bin/false' }] as const) {
    await expect(start('permission', { machine: machineWith(programs) })).rejects.toMatchObject({
      name: 'Fault',
      message,
    });
  }
});

test('no apt-get: the same way out', async () => {
  const message = `${packages} missing and no apt-get here: ${byHand}`;
  await expect(start('apt', { machine: machineWith({}) })).rejects.toMatchObject({ name: 'Fault', message });
});

test('an installation that brings nothing is an error with the log', async () => {
  const machine = machineWith({ 'apt-get': '/bin/true', sudo: '/bin/true' });
  const said: string[] = [];
  const log = join(folder, 'nothing/log/install.log');
  await expect(start('nothing', { machine, say: (line) => said.push(line) })).rejects.toMatchObject({
    name: 'Fault',
    message: `Could not install ${packages} (exit 0; see ${log}): ${byHand}`,
  });
  expect(said).toEqual([`Installing ${packages} with apt-get (output in ${log})`]);
});

test('what has a URL is not asked for', async () => {
  const env = { MYSQL_URL: 'mysql://127.0.0.1:1' };
  await expect(start('url', { env })).rejects.toMatchObject({
    name: 'Fault',
    message: 'MYSQL_URL: 127.0.0.1:1 does not answer (ECONNREFUSED): start that server, or correct or unset MYSQL_URL',
  });
});

test.each(['AMQP_URL', 'REDIS_URL'] as const)(
  '%s that does not answer is named, without its password',
  async (name) => {
    const scheme = name === 'AMQP_URL' ? 'amqp' : 'redis';
    await expect(start('silent', { env: { [name]: `${scheme}://u:secret@127.0.0.1:1` } })).rejects.toMatchObject({
      name: 'Fault',
      message: `${name}: 127.0.0.1:1 does not answer (ECONNREFUSED): start that server, or correct or unset ${name}`,
    });
  },
);

test('a data folder that is a file', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(start('file')).rejects.toMatchObject({
    name: 'Fault',
    message: `The data folder ${folder}/file cannot be used (it is a file, or lies in one): choose another one`,
  });
});

test('a server that cannot start: its name, its words and its log, and the others are stopped', async () => {
  mkdirSync(join(folder, 'broken/mariadb'), { recursive: true });
  writeFileSync(join(folder, 'broken/mariadb/data'), '');
  const error = await start('broken').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Fault' });
  const { message } = error as Error;
  expect(message).toMatch(/^MariaDB did not start \(exit 1\): .*Can't change dir to/);
  expect(message).toContain(`its log: ${folder}/broken/log/mariadb.log`);
  expect(message).not.toContain('\n');
  expect(processesIn(join(folder, 'broken'))).toEqual([]);
  // The folder is free again.
  await (await openDataFolder(join(folder, 'broken'))).release();
});

test('a start that is called off leaves nothing running', async () => {
  const called = new AbortController();
  const starting = start('off', { signal: called.signal });
  called.abort(new Error('called off'));
  await expect(starting).rejects.toThrow('called off');
  expect(processesIn(join(folder, 'off'))).toEqual([]);
});

test('a port that somebody else took in between is tried no longer than five times', async () => {
  const data = await openDataFolder(join(folder, 'port'));
  const setting = { data, machine: thisMachine(), throwaway: true, signal: new AbortController().signal };
  const ports: number[] = [];
  const plan = {
    name: 'taken',
    title: 'Taken',
    accounts: [],
    readyLimitMs: 10_000,
    stopLimitMs: 1000,
    ready: () => Promise.reject(new Error('not yet')),
    prepare: (_folder: string, port: number) => {
      ports.push(port);
      return Promise.resolve({ program: '/bin/sh', args: ['-c', 'echo "bind: Address already in use"; exit 1'] });
    },
  };
  await expect(serve(plan, setting)).rejects.toMatchObject({ name: 'Fault' });
  expect(ports).toHaveLength(5);
  const comesUp = { ...plan, name: 'up', ready: () => (ports.length > 6 ? Promise.resolve() : plan.ready()) };
  const prepare = async (own: string, port: number): ReturnType<typeof plan.prepare> =>
    ports.length < 6 ? plan.prepare(own, port) : { ...(await plan.prepare(own, port)), args: ['-c', 'exec sleep 60'] };
  const running = await serve({ ...comesUp, prepare }, setting);
  expect(ports).toHaveLength(7);
  await running.stop();
  await data.release();
});

const begin = (REDIS_URL: string, REDIS_CLUSTER: string) =>
  start('redis-mode', { env: { REDIS_URL, REDIS_CLUSTER }, only: ['redis'] });
const fault = (message: string) => ({ name: 'Fault', message });

test('REDIS_CLUSTER that is not what REDIS_URL leads to is told, with the server and what to do', async () => {
  const [cluster, server] = await Promise.all([startRedisServer('--cluster-enabled', 'yes'), startRedisServer()]);
  try {
    await expect(begin(cluster.url, '')).rejects.toMatchObject(
      fault(`REDIS_URL: 127.0.0.1:${cluster.port} is a server of a cluster: set REDIS_CLUSTER=true`),
    );
    await expect(begin(server.url, 'true')).rejects.toMatchObject(
      fault(`REDIS_URL: 127.0.0.1:${server.port} is a server by itself, and no cluster: unset REDIS_CLUSTER`),
    );
    await expect(begin(server.url, 'yes')).rejects.toMatchObject(fault('REDIS_CLUSTER is true or false'));
    const used = await begin(cluster.url, 'true');
    expect(used).toMatchObject({ redisUrl: cluster.url, isRedisCluster: true });
    await used.stop();
  } finally {
    await Promise.all([cluster.stop(), server.stop()]);
  }
});
