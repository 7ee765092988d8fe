/** What a variant is measured on: databases of its own, a live state of its own, and functions set up for them. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { rows } from '../../../../functions/shared/mysql/statements.ts';
import { openPool, type Pool } from '../../../../functions/shared/mysql/pool.ts';
import { installation } from '../../../system/installation.ts';
import { migrateShards } from '../../../system/databases/run-migrations.ts';
import type { Command } from '../../../platform/spec/options.ts';
import { readPlan } from '../../../platform/platform-plan.ts';
import { processEnvironment } from '../../../platform/platform.ts';
import { FEW_FOR_MANY } from '../../../system/own-limits.ts';
import type { ProgramOptions } from './measured-program.ts';
import { bundled, type BenchRun } from './bench-run.ts';

/** What a test bed needs. */
export interface TestBedOptions {
  /** The databases to make; default: all. */
  shards?: readonly string[];
}

/** How a function is to be run. */
export interface FunctionOptions {
  /** Where its events go (K_SINK). */
  sink?: string;
  /** Default: its bundle. */
  command?: (folder: string) => Command;
  /** Over what the manifests say. */
  env?: Record<string, string>;
  core?: number;
}

/** Databases and a live state. */
export interface TestBed {
  redis: Redis;
  redisUrl: string;
  /** What proves a tick. */
  tick: string;
  /** The URL of a shard's database. */
  url(shard: string): string;
  pool(shard: string): Pool;
  /** How a Service's process is started, as its manifest says. */
  service(name: string, options?: FunctionOptions): Promise<ProgramOptions>;
  /** Empties what orders fill, for the next round. */
  clear(shard: string): Promise<void>;
  close(): Promise<void>;
}

/** What an order writes into, and its event. */
const ORDER_TABLES = ['orders', 'seat_claims', 'buyer_seats', 'sales', 'events', 'outbox', 'seat_repairs'] as const;
/** Redis has so many databases unless configured otherwise. */
const REDIS_DATABASES = 16;
/** There is no CA of a cluster's API, which nobody asks here. */
const WITHOUT_CLUSTER = { KUBERNETES_CA_FILE: '' };
const CONNECTIONS = 4;
let testBeds = 0;

/** Makes and migrates databases. */
export async function openTestBed(run: BenchRun, { shards }: TestBedOptions = {}): Promise<TestBed> {
  const number = testBeds++;
  const redisUrl = new URL(run.servers.redisUrl);
  redisUrl.pathname = `/${number % REDIS_DATABASES}`;
  const { mysqlUrl, amqpUrl } = run.servers;
  const installed = await installation({ mysqlUrl, amqpUrl, redisUrl: redisUrl.href }, run.key, `b${number}_`);
  const targets = installed.targets.filter(({ name }) => shards === undefined || shards.includes(name));
  await migrateShards(targets, 'up', () => {});
  const redis = new Redis(redisUrl.href);
  await redis.flushdb();
  const pools = new Map(targets.map(({ name, url }) => [name, openPool(url, CONNECTIONS, true)]));
  const pool = (shard: string): Pool => {
    const found = pools.get(shard);
    if (!found) throw new Error(`this test bed has no shard ${shard}`);
    return found;
  };
  return {
    redis,
    redisUrl: redisUrl.href,
    tick: installed.secrets['ticks']?.['proof'] ?? '',
    pool,
    url: (shard) => installed.targets.find(({ name }) => name === shard)?.url ?? '',
    service: (name, options = {}) => serviceProgram(run, installed, name, options),
    clear: async (shard) => {
      // An empty table is left alone: emptying it would cost as much as any.
      for (const table of ORDER_TABLES)
        if ((await rows(pool(shard), `SELECT 1 FROM ${table} LIMIT 1`)).length > 0)
          await pool(shard).query(`TRUNCATE TABLE ${table}`);
      await redis.flushdb();
    },
    close: async () => {
      await redis.flushdb();
      redis.disconnect();
      for (const { name } of targets) await pool(name).query(`DROP DATABASE \`b${number}_${name}\``);
      await Promise.all([...pools.values()].map((open) => open.end()));
    },
  };
}

async function serviceProgram(
  run: BenchRun,
  installed: Awaited<ReturnType<typeof installation>>,
  name: string,
  { sink, command = bundled, env = {}, core }: FunctionOptions,
): Promise<ProgramOptions> {
  const { amqpUrl } = run.servers;
  const log = join(run.folder, `${name}.log`);
  const note = (line: Record<string, unknown>): void => appendFileSync(log, `${JSON.stringify(line)}\n`);
  const plan = readPlan({ ...installed, manifests: [...run.manifests], amqpUrl, command, log: note });
  const service = plan.functions.find(({ pool }) => pool.spec.name === name);
  if (!service) throw new Error(`the manifests have no Service ${name}`);
  const { file, args, cwd } = service.command;
  const environment = await processEnvironment(service, async (wanted) =>
    wanted.endsWith('-broker-ingress') ? sink : undefined,
  );
  return {
    name,
    file,
    args,
    cwd,
    env: { ...environment, ...WITHOUT_CLUSTER, ...FEW_FOR_MANY, ...env },
    log,
    ...(core === undefined ? {} : { core }),
  };
}

/** How many rows a table has. */
export async function countRows(pool: Pool, table: string): Promise<number> {
  const [row] = await rows<{ n: number }>(pool, `SELECT COUNT(*) AS n FROM ${table}`);
  return row?.n ?? 0;
}
