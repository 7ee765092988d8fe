import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test, vi } from 'vitest';
import { redisAnswers } from './answer.ts';
import { findProgram, thisMachine } from './machine.ts';
import { startServers } from './start-servers.ts';
import { folder, quiet, servers, start, startAgain, startKeptServers } from './fixtures/kept-servers.ts';

startKeptServers();

/** The processes that work in a folder. */
function processesIn(path: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => linkOf(`/proc/${pid}/cwd`).startsWith(path)).map(Number);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The addresses, as the kernel writes them, on which a process listens. */
function listensOn(pid: number): string[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((field) => field[3] === '0A' && sockets.has(`socket:[${field[9]}]`))
      .map((field) => String(field[1]).split(':')[0] ?? ''),
  );
}

async function sendToQuorumQueue(text: string): Promise<void> {
  const connection = await connect(servers.amqpUrl);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue('orders', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  channel.sendToQueue('orders', Buffer.from(text), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

async function readQuorumQueue(): Promise<string | undefined> {
  const connection = await connect(servers.amqpUrl);
  const channel = await connection.createChannel();
  const message = await channel.get('orders', { noAck: true });
  await connection.close();
  return message === false ? undefined : message.content.toString();
}

async function query(sql: string): Promise<unknown> {
  const connection = await createConnection(servers.mysqlUrl);
  const [rows] = await connection.query(sql);
  await connection.end();
  return rows;
}

async function redis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(servers.redisUrl, { retryStrategy: () => null });
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

const isRoot = process.getuid?.() === 0;

/** All the users, groups and further groups that a process has. */
function idsOf(pid: number): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return ['Uid', 'Gid', 'Groups'].flatMap((field) =>
    (new RegExp(`^${field}:(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).filter(Boolean).map(Number),
  );
}

/** A URL with another password. */
function without(url: string): string {
  return Object.assign(new URL(url), { password: 'wrong' }).href;
}

/** A run of its own with a Redis, the other two given; resolves to that Redis's pid. */
async function runWithRedis(dataDir: string, searchPath?: string[]): Promise<{ run: ChildProcess; pid: number }> {
  const options = {
    dataDir,
    throwaway: true,
    env: { MYSQL_URL: servers.mysqlUrl, AMQP_URL: servers.amqpUrl },
    ...(searchPath && { machine: { searchPath, uid: 1000, terminal: false } }),
  };
  const script = `import { startServers } from ${JSON.stringify(import.meta.resolve('./start-servers.ts'))};
    const servers = await startServers({ ...${JSON.stringify(options)}, say() {} });
    console.log(servers.running[0].pid);
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(run.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { run, pid: Number(line) };
}

/** A folder with nothing but the Redis that the machine has. */
function redisFolder(): string {
  const path = mkdtempSync(join(folder, 'redis-only-'));
  symlinkSync(findProgram(thisMachine(), 'redis-server', 'valkey-server') ?? '', join(path, 'redis-server'));
  return path;
}

describe('started servers', () => {
  test('each listen on loopback only', () => {
    for (const { pid } of servers.running) {
      const addresses = listensOn(pid);
      expect(addresses).not.toEqual([]);
      for (const address of addresses) expect(['0100007F', '00000000000000000000000001000000']).toContain(address);
    }
  });

  test('let nobody in without the password, which only the owner can read', async () => {
    await expect(createConnection(without(servers.mysqlUrl))).rejects.toThrow(/Access denied/);
    await expect(connect(without(servers.amqpUrl))).rejects.toThrow(/ACCESS.REFUSED/);
    await expect(redisAnswers(without(servers.redisUrl))).rejects.toThrow(/WRONGPASS/);
    const files = ['secrets.json', 'mariadb/account.sql', 'redis/redis.conf', 'rabbitmq/rabbitmq.conf'];
    const readable = files.filter((file) => (statSync(join(folder, 'kept', file)).mode & 0o077) !== 0);
    expect(readable).toEqual([]);
  });

  test('keep time in UTC, read what is committed, and sort as utf8mb4', async () => {
    const rows = await query('SELECT @@time_zone tz, @@character_set_server charset');
    expect(rows).toEqual([{ tz: '+00:00', charset: 'utf8mb4' }]);
    // MariaDB before 11 and MySQL name it differently.
    const level = await query("SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')");
    expect(level).toMatchObject([{ Value: 'READ-COMMITTED' }]);
  });

  test.runIf(isRoot)('do not run as root, and have folders that nobody else can enter', () => {
    expect(servers.running.map(({ name }) => name).toSorted()).toEqual(['epmd', 'mariadb', 'rabbitmq', 'redis']);
    for (const pid of processesIn(join(folder, 'kept'))) expect(idsOf(pid), String(pid)).not.toContain(0);
    for (const { name, pid } of servers.running) {
      const { uid, mode } = statSync(join(folder, 'kept', name));
      expect({ name, uid, mode: mode & 0o777 }).toEqual({ name, uid: idsOf(pid)[0], mode: 0o700 });
    }
    expect(statSync(join(folder, 'kept/log')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'kept/secrets.json')).uid).toBe(0);
  });

  test('refuse a second run in the same folder in one line that names the first', async () => {
    await expect(start()).rejects.toMatchObject({
      name: 'Fault',
      message: `${folder}/kept is in use by another run (pid ${process.pid}): stop that one, or choose another data folder`,
    });
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('that were killed start again with all their data', async () => {
    await query('CREATE DATABASE kept');
    await redis((client) => client.set('kept', 'yes'));
    await sendToQuorumQueue('kept');
    // Ra writes a new queue to its directory of queues half a second late; a queue younger than that does not survive.
    const directory = join(folder, 'kept/rabbitmq/mnesia/seatmesh@localhost/quorum/seatmesh@localhost/names.dets');
    await vi.waitFor(() => expect(readFileSync(directory, 'latin1')).toContain('orders'), 5000);
    for (const { pid } of servers.running) process.kill(pid, 'SIGKILL');
    await servers.stop();
    await startAgain();
    expect(await query("SHOW DATABASES LIKE 'kept'")).toHaveLength(1);
    expect(await redis((client) => client.get('kept'))).toBe('yes');
    expect(await readQuorumQueue()).toBe('kept');
  }, 60_000);
});

describe('given URLs', () => {
  test('are used, and nothing is started', async () => {
    const env = { MYSQL_URL: servers.mysqlUrl, REDIS_URL: servers.redisUrl, AMQP_URL: servers.amqpUrl };
    const given = await startServers({ dataDir: join(folder, 'given'), env, say: quiet });
    expect(given).toMatchObject({
      mysqlUrl: env.MYSQL_URL,
      redisUrl: env.REDIS_URL,
      amqpUrl: env.AMQP_URL,
      running: [],
    });
    await given.stop();
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a run that is killed', () => {
  test('takes its servers with it', async () => {
    const path = join(folder, 'killed');
    const { run, pid } = await runWithRedis(path);
    expect(processesIn(path)).toEqual([pid]);
    run.kill('SIGKILL');
    await vi.waitFor(() => expect(processesIn(path)).toEqual([]), 10_000);
  }, 30_000);

  test('and left a server behind, on a machine without setpriv, has it stopped by the next run', async () => {
    const path = join(folder, 'left');
    const { run, pid } = await runWithRedis(path, [redisFolder()]);
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect(processesIn(path)).toEqual([pid]);
    const env = { MYSQL_URL: servers.mysqlUrl, AMQP_URL: servers.amqpUrl };
    const next = await startServers({ dataDir: path, throwaway: true, env, say: quiet });
    expect(processesIn(path)).toEqual(next.running.map((server) => server.pid));
    expect(processesIn(path)).not.toContain(pid);
    await next.stop();
  }, 30_000);
});

test('stop leaves no process, and may be called twice', async () => {
  expect(processesIn(folder)).not.toEqual([]);
  await servers.stop();
  await servers.stop();
  // What Erlang has started beside itself ends when it notices, a moment later on a busy machine.
  await vi.waitFor(() => expect(processesIn(folder)).toEqual([]), 5_000);
}, 30_000);
