/** Knex migrations, run over the shards one after the other. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { Fault } from '../../cli/fault.ts';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { isConnectionLost, reasonOf } from './database-error.ts';
import type { RunOfMigrations } from '../../../migrations/in-steps.ts';
import type { Target } from './database-targets.ts';

/** To the newest schema, one batch back, or only look. */
export type Step = 'up' | 'down' | 'status';

const CONNECT_MS = 5_000;
const MOST_ATTEMPTS = 4;
/** Half of what passes before the second attempt, give or take a half. */
const PAUSE_MS = 250;
/** How long to wait for somebody else who migrates the same database. */
const TURN_SECONDS = 60;
/** A migration that takes longer says how far it is, at most so often. */
const PROGRESS_MS = 5_000;
/** For Knex, whose warnings repeat the error it throws. */
const SILENT = { warn() {}, error() {}, debug() {}, deprecate() {} };

/**
 * Runs a step on every target, saying what it did with each. A database that is not there yet is created by `up`.
 * @throws Fault that names the shard, at the first failure; those before it keep what they got, and a repeat goes on
 */
export async function migrateShards(
  targets: readonly Target[],
  step: Step,
  say: (line: string) => void,
  progress: { everyMs?: number; rows?: number } = {},
): Promise<void> {
  for (const [index, target] of targets.entries()) {
    const started = performance.now();
    using saying = new Progress(
      `[${index + 1}/${targets.length}] ${target.name} (${target.kind})`,
      say,
      progress.everyMs,
    );
    let outcome: string;
    try {
      outcome = await migrateOnceThere(target, step, saying, progress.rows);
    } catch (error) {
      throw new Fault(`shard ${target.name} at ${new URL(target.url).host}: ${reasonOf(error)}`, { cause: error });
    }
    const ms = Math.round(performance.now() - started);
    say(`[${index + 1}/${targets.length}] ${target.name} (${target.kind}): ${outcome}, ${ms} ms`);
  }
}

/** Says now and then what takes long, and how far it is, until it is disposed of. */
class Progress {
  readonly #timer: NodeJS.Timeout;
  readonly #began = performance.now();
  #at = '';
  #told = '';

  constructor(whose: string, say: (line: string) => void, everyMs = PROGRESS_MS) {
    this.#timer = setInterval(() => {
      const seconds = Math.round((performance.now() - this.#began) / 1_000);
      if (this.#at) say(`${whose}: ${[this.#at, this.#told, `${seconds} s so far`].filter(Boolean).join(', ')}`);
    }, everyMs);
  }

  /** Whether a migration has. */
  get hasBegun(): boolean {
    return this.#at !== '';
  }

  /** Another migration begins. */
  begin(name: string): void {
    this.#at = name;
    this.#told = '';
  }

  tell(progress: string): void {
    this.#told = progress;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/**
 * A server that has much to do resets a connection, or lets one wait too long: it is asked again, each time after about twice as long. Not once a
 * migration has begun, of which the server may still be doing what it was told: that is repeated by who has looked.
 */
async function migrateOnceThere(
  target: Target,
  step: Step,
  progress: Progress,
  rows: number | undefined,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrate(target, step, progress, rows);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || progress.hasBegun || !isConnectionLost(error)) throw error;
    }
    await pause(PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
  }
}

async function migrate(target: Target, step: Step, progress: Progress, rows: number | undefined): Promise<string> {
  const name = databaseName(target.url);
  const server = new URL(target.url);
  server.pathname = '/';
  const guard = await createConnection({ ...mysqlOptions(server.href), connectTimeout: CONNECT_MS });
  // A connection that breaks also emits its error; the next query tells it.
  guard.on('error', () => {});
  try {
    if (!(await hasDatabase(guard, name))) {
      if (step !== 'up') return step === 'down' ? 'nothing to take back' : 'no database yet';
      await guard.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    }
    if (step !== 'status') await takeTurn(guard, name);
    return await withKnex(target, progress, rows, (database) => run(database, step, progress));
  } finally {
    guard.destroy();
  }
}

/** A database name is an identifier, not a value: it cannot be a placeholder, so it is checked instead. */
export function databaseName(url: string): string {
  const name = new URL(url).pathname.slice(1);
  if (/^[A-Za-z0-9_]{1,64}$/.test(name)) return name;
  throw new Fault(`"${name}" is no database name: letters, digits and _ only`);
}

async function hasDatabase(connection: Connection, name: string): Promise<boolean> {
  const [found] = await connection.query<RowDataPacket[]>(
    'SELECT 1 FROM information_schema.schemata WHERE schema_name = ?',
    [name],
  );
  return found.length > 0;
}

/**
 * One at a time on a database. The server gives this lock back when its holder's connection ends, however that happens;
 * Knex' own, a row, stays behind when a run is killed. So a row that is found in our turn is nobody's.
 */
async function takeTurn(connection: Connection, name: string): Promise<void> {
  const lock = `migrate ${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
  const [[answer]] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS mine', [lock, TURN_SECONDS]);
  if (answer?.['mine'] !== 1)
    throw new Fault(`another run has been migrating it for ${TURN_SECONDS} s; try again when that one is done`);
}

async function withKnex<T>(
  { url, kind }: Target,
  progress: Progress,
  rows: number | undefined,
  work: (database: Knex) => Promise<T>,
): Promise<T> {
  const given: RunOfMigrations = { tell: (text) => progress.tell(text), ...(rows !== undefined && { rows }) };
  const database = knex({
    client: 'mysql2',
    connection: { ...mysqlOptions(url) } as Knex.MySql2ConnectionConfig,
    pool: { min: 0, max: 1 },
    acquireConnectionTimeout: CONNECT_MS,
    log: SILENT,
    migrations: {
      directory: join(import.meta.dirname, '../../../migrations', kind),
      loadExtensions: ['.ts'],
      tableName: 'migrations',
    },
  });
  database.userParams = given;
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

async function run(database: Knex, step: Step, progress: Progress): Promise<string> {
  if (step === 'status') {
    const [done, pending] = (await database.migrate.list()) as [{ name: string }[], { file: string }[]];
    return `${done.length} done, ${pending.length} to do${pending.map((entry) => `, ${entry.file}`).join('')}`;
  }
  await database.migrate.forceFreeMigrationsLock();
  const hooks = {
    beforeEach: async (_: Knex, [migration]: unknown[]) => progress.begin((migration as { file: string }).file),
  };
  const [, names] = (await (step === 'up' ? database.migrate.latest(hooks) : database.migrate.rollback(hooks))) as [
    number,
    string[],
  ];
  const done = step === 'up' ? 'migrated' : 'taken back';
  return names.length > 0 ? `${done} ${names.join(', ')}` : step === 'up' ? 'up to date' : 'nothing to take back';
}
