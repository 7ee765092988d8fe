/**
 * Small typed helpers over mysql2. SQL stands in view at the caller. Connection trouble becomes a 503 `unavailable`,
 * a deadlock is tried again, and a COMMIT whose answer was lost becomes `outcome_unknown`, never a guess.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { Problem, unavailable } from './problem.ts';

export type { Pool } from 'mysql2/promise';

/** A pool (one statement) or a connection in a transaction. */
export type Db = Pool | PoolConnection;

/** A value of a `?` placeholder. */
export type SqlValue = string | number | bigint | boolean | Date | Buffer | null;

const STATEMENT_TIMEOUT_MS = 5_000;
const ACQUIRE_TIMEOUT_MS = 3_000;
const DEADLOCK_RETRIES = 6;

const DUPLICATE_KEY = 1062;
const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
/** Server errors that mean "not now": too many connections, shutting down, read-only, connection killed. */
const AWAY = new Set([1040, 1053, 1203, 1290, 1317, 1792, 1836, 1927, 3024, 3168]);

/** Opens a pool; connections are made when first needed. */
export function openPool(url: string, connectionLimit: number): Pool {
  const pool = createPool({
    uri: url,
    connectionLimit,
    maxIdle: connectionLimit,
    idleTimeout: 60_000,
    queueLimit: 1_000,
    connectTimeout: 3_000,
    enableKeepAlive: true,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
  });
  pool.on('connection', (connection) => {
    // Read committed: no gap locks between orders of one event; what must not be missed is locked by name.
    void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    void connection.query("SET SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = 5");
  });
  return pool;
}

/** Runs a SELECT. */
export async function rows<Row>(db: Db, sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
  return answered(async () => {
    const [result] = await db.execute<RowDataPacket[]>({ sql, timeout: STATEMENT_TIMEOUT_MS }, [...values]);
    return result as Row[];
  });
}

/** Runs an INSERT, UPDATE or DELETE and tells how many rows it matched and the generated id. */
export async function write(
  db: Db,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<{ affected: number; insertId: number }> {
  return answered(async () => {
    const [result] = await db.execute<ResultSetHeader>({ sql, timeout: STATEMENT_TIMEOUT_MS }, [...values]);
    return { affected: result.affectedRows, insertId: result.insertId };
  });
}

/** `?,?,?` for a list of n values; n is at least 1. */
export function placeholders(n: number): string {
  return Array.from({ length: n }, () => '?').join(',');
}

/** True when a unique key refused a row. */
export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_KEY;
}

/**
 * Runs `work` in one transaction. A deadlock or lock time-out rolls back and runs it again (so `work` keeps nothing
 * between runs); anything else it throws rolls back and is thrown on.
 * @throws Problem `outcome_unknown` when the connection was lost during COMMIT
 */
export async function transaction<T>(pool: Pool, work: (connection: PoolConnection) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const connection = await acquire(pool);
    let committing = false;
    try {
      await answered(() => connection.query('START TRANSACTION'));
      const result = await work(connection);
      committing = true;
      await connection.query({ sql: 'COMMIT', timeout: STATEMENT_TIMEOUT_MS });
      connection.release();
      return result;
    } catch (error) {
      await abandon(connection);
      const errno = errnoOf(error);
      if (committing && errno === undefined) {
        throw new Problem(
          'outcome_unknown',
          'repeat the request with the same key to learn the outcome',
          {},
          { cause: error },
        );
      }
      if (errno !== DEADLOCK && errno !== LOCK_WAIT_TIMEOUT) throw committing ? asProblem(error) : error;
      if (attempt > DEADLOCK_RETRIES) throw unavailable('the database', error);
      await wait(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function acquire(pool: Pool): Promise<PoolConnection> {
  const asked = answered(() => pool.getConnection());
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ACQUIRE_TIMEOUT_MS);
  });
  const first = await Promise.race([asked, tooLong]).finally(() => clearTimeout(timer));
  if (first !== 'late') return first;
  asked.then(
    (connection) => connection.release(),
    () => {},
  );
  throw unavailable('the database', new Error(`no free connection within ${ACQUIRE_TIMEOUT_MS} ms`));
}

async function abandon(connection: PoolConnection): Promise<void> {
  try {
    await connection.query({ sql: 'ROLLBACK', timeout: 1_000 });
    connection.release();
  } catch {
    connection.destroy(); // whatever state it is in, nobody gets it again
  }
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): unknown {
  const errno = errnoOf(error);
  const code = (error as { code?: string } | null)?.code ?? '';
  const lost =
    /^(ECONN|ETIMEDOUT|EPIPE|EAI_|ENOTFOUND|EHOST|PROTOCOL_)/.test(code) ||
    /Queue limit reached|closed state/.test(String(error));
  return lost || (errno !== undefined && AWAY.has(errno)) ? unavailable('the database', error) : error;
}

/** The server's error number; undefined when the server said nothing (network trouble). */
function errnoOf(error: unknown): number | undefined {
  const { errno } = (error ?? {}) as { errno?: unknown };
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}
