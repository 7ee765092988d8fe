/** What a reader must know of the machine to judge the figures. */
import { execFileSync } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { closeQuietly } from '../../../servers/close-quietly.ts';
import type { Options } from '../options.ts';
import { CAN_PIN, CORES } from '../load/pinned.ts';
import { ROOT, type BenchRun } from './bench-run.ts';

/** Our own servers' start alone makes less. */
const BUSY = 1;

type Fact = [name: string, value: string];

/** Names and values, as they are before anything is measured. */
export async function environmentFacts(run: BenchRun, options: Options): Promise<Fact[]> {
  const { mysqlUrl, redisUrl, amqpUrl } = run.servers;
  return [
    ...machineFacts(),
    ['file system of the servers', await fileSystem(run.folder)],
    ['pinning', pinning()],
    ['database', await databaseVersion(mysqlUrl)],
    ['Redis', await redisVersion(redisUrl)],
    ['RabbitMQ', await rabbitVersion(amqpUrl)],
    ['durability', 'innodb_flush_log_at_trx_commit=1, no binlog; Redis appendfsync everysec; quorum queues'],
    roundsFact(options),
  ];
}

/** Of a system that runs somewhere: what is known of it, and of the machine of its callers. */
export function factsFromOutside(url: URL, options: Options): Fact[] {
  return [
    ['system', url.origin],
    ...machineFacts().map(([name, value]): Fact => [`callers: ${name}`, value]),
    roundsFact(options),
  ];
}

function machineFacts(): Fact[] {
  const load = loadavg().map((average) => average.toFixed(2));
  return [
    ['commit', commit()],
    ['processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `Linux ${release()}`],
    ['load average at the start (1, 5, 15 min)', load.join(', ')],
    ['Node', process.version],
  ];
}

function roundsFact({ rounds, seconds, seed }: Options): Fact {
  return ['rounds', `${rounds} of ${seconds} s each, variants in an order of chance (seed ${seed})`];
}

/** A sentence for the reader when others use the machine, too; undefined when it is idle enough. */
export function busyness(): string | undefined {
  const [lastMinute = 0] = loadavg();
  if (lastMinute < BUSY) return undefined;
  return `The machine was busy when this run began (load average ${lastMinute.toFixed(1)}): rates and latencies say little, CPU per answer more.`;
}

function pinning(): string {
  if (!CAN_PIN) return 'none: no taskset, or one core';
  return `programs under test on core ${CORES.program}, callers and sinks on core ${CORES.callers}, servers anywhere`;
}

function commit(): string {
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=10'];
    return execFileSync('git', args, { cwd: ROOT, timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

/** By the magic numbers of statfs(2). */
async function fileSystem(folder: string): Promise<string> {
  const kinds: Record<number, string> = { 0xef53: 'ext4', 0x58465342: 'xfs', 0x9123683e: 'btrfs', 0x01021994: 'tmpfs' };
  const { type } = await statfs(folder);
  return kinds[type] ?? `0x${type.toString(16)}`;
}

async function databaseVersion(url: string): Promise<string> {
  const connection = await createConnection(url);
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  return String(row?.['version']);
}

async function redisVersion(url: string): Promise<string> {
  const redis = new Redis(url);
  const info = await redis.info('server');
  redis.disconnect();
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
}

async function rabbitVersion(url: string): Promise<string> {
  const connection = await connect(url);
  const { version } = connection.connection.serverProperties as { version?: string };
  await closeQuietly(connection);
  return version ?? 'unknown';
}
