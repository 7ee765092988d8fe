/** Knex migrations, run over the shards one after the other. */
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { createConnection } from 'mysql2/promise';
import type { ShardName } from './shards.ts';

/** To the newest schema, one batch back, or only look. */
export type Step = 'up' | 'down' | 'status';

/** A shard and where it is. */
export interface Target extends ShardName {
  url: string;
}

const CONNECT_MS = 5_000;

/** A server's URL with a database in it. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Runs a step on every target, saying what it did with each. A database that is not there yet is created by `up`.
 * @throws Error that names the shard, at the first failure; those before it keep what they got, and a repeat goes on
 */
export async function migrateShards(
  targets: readonly Target[],
  step: Step,
  say: (line: string) => void,
): Promise<void> {
  for (const [index, target] of targets.entries()) {
    const started = performance.now();
    try {
      const outcome = await migrate(target, step);
      say(
        `[${index + 1}/${targets.length}] ${target.name} (${target.kind}): ${outcome}, ${Math.round(performance.now() - started)} ms`,
      );
    } catch (error) {
      throw new Error(`shard ${target.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

async function migrate(target: Target, step: Step): Promise<string> {
  if (step === 'up') await createDatabase(target.url);
  const database = knex({
    client: 'mysql2',
    connection: target.url,
    pool: { min: 0, max: 1 },
    acquireConnectionTimeout: CONNECT_MS,
    migrations: {
      directory: join(import.meta.dirname, '../../migrations', target.kind),
      loadExtensions: ['.ts'],
      tableName: 'migrations',
    },
  });
  try {
    return await run(database, step);
  } finally {
    await database.destroy();
  }
}

async function run(database: Knex, step: Step): Promise<string> {
  if (step === 'status') {
    const [done, pending] = (await database.migrate.list()) as [{ name: string }[], { file: string }[]];
    return `${done.length} done, ${pending.length} to do${pending.map((entry) => `, ${entry.file}`).join('')}`;
  }
  const [, names] = (await (step === 'up' ? database.migrate.latest() : database.migrate.rollback())) as [
    number,
    string[],
  ];
  const done = step === 'up' ? 'migrated' : 'taken back';
  return names.length > 0 ? `${done} ${names.join(', ')}` : step === 'up' ? 'up to date' : 'nothing to take back';
}

/** A database name is an identifier, not a value: it cannot be a placeholder, so it is checked instead. */
async function createDatabase(url: string): Promise<void> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) throw new Error(`"${name}" is no database name: letters, digits and _ only`);
  server.pathname = '/';
  const connection = await createConnection({ uri: server.href, connectTimeout: CONNECT_MS });
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  } finally {
    await connection.end();
  }
}
