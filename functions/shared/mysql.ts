/**
 * Small typed helpers over mysql2. SQL stands in view at the caller. Connection trouble becomes a 503 `unavailable`,
 * a deadlock is tried again, and a COMMIT whose answer was lost becomes `outcome_unknown`, never a guess.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { Problem, unavailable } from './problem.ts';
import { type SqlValue, sqlText, type Statement } from './sql-text.ts';

export type { Pool } from 'mysql2/promise';

/** What a pool hands to listeners is not the promise flavour. */
interface CallbackConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

/** A pool (one statement) or a connection in a transaction. */
export type Db = Pool | PoolConnection;

const STATEMENT_TIMEOUT_MS = 5_000;
const ACQUIRE_TIMEOUT_MS = 3_000;
const ROLLBACK_TIMEOUT_MS = 1_000;
/** A readiness probe may wait a second. */
const OPENING_MS = 500;
/** Below the statement's, so that it is the server that says so, and the transaction can be tried again. */
const LOCK_WAIT_SECONDS = 3;
const DEADLOCK_RETRIES = 6;
/** No attempt begins later than this. */
const RETRY_MS = 10_000;
/** Of a process that was paused or cut off within a transaction, the server takes its locks away after so long. */
const SILENCE_SECONDS = 20;
/** Unused connections go before the server would end them. */
const IDLE_MS = 15_000;
/** By default the server has room for 16,382 prepared statements in all. */
const STATEMENTS_PER_CONNECTION = 100;

const DUPLICATE_KEY = 1062;
const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
/** Server errors that mean "never": no right to this database, no such account or password, no such database. */
const REFUSED = new Set([1044, 1045, 1049, 1251, 1698]);
/** Server errors that mean "not now": too many connections, shutting down, read-only, connection killed or ended for silence. */
const AWAY = new Set([1040, 1053, 1203, 1290, 1317, 1792, 1836, 1927, 3024, 3168, 4031]);

/**
 * Opens a pool; connections are made when first needed.
 * @param together lets `sendTogether` send several statements at once on these connections
 */
export function openPool(url: string, connectionLimit: number, together = false): Pool {
  const pool = createPool({
    uri: url,
    multipleStatements: together,
    connectionLimit,
    // Below the limit, or mysql2 never looks for idle connections.
    maxIdle: Math.max(1, connectionLimit - 1),
    idleTimeout: IDLE_MS,
    maxPreparedStatements: STATEMENTS_PER_CONNECTION,
    queueLimit: 1_000,
    connectTimeout: 3_000,
    enableKeepAlive: true,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    // A stack trace of each statement's caller, made whether it fails or not, would cost a tenth of an order.
    trace: false,
  });
  pool.on('connection', (connection) => {
    // Whoever uses a connection that breaks hears of it; the pool listens for the first error only.
    connection.on('error', () => {});
    const settings = [
      // No gap locks between orders of one event; what must not be missed is locked by name.
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      // Not as the server happens to be set: a value that does not fit is an error, and text is quoted one way only.
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
      `SET SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, SESSION wait_timeout = ${SILENCE_SECONDS}`,
    ];
    for (const sql of settings) {
      (connection as unknown as CallbackConnection).query(sql, (error) => {
        if (error) connection.destroy(); // it must not be used without them
      });
    }
  });
  return pool;
}

/** Why a pool can never open a connection, as it is set up; undefined when it can, or could if its server were not away. */
export async function refusalOf(pool: Pool): Promise<unknown> {
  const opening = acquire(pool).then((connection) => connection.release());
  try {
    await within(OPENING_MS, opening);
    return undefined;
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return REFUSED.has(errnoOf(error) ?? 0) || code === 'ENOTFOUND' ? error : undefined;
  }
}

/** Runs a SELECT. */
export async function rows<Row>(db: Db, sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
  return (await run<RowDataPacket[]>(db, sql, values)) as Row[];
}

/** Runs an INSERT, UPDATE or DELETE and tells how many rows it matched and the generated id. */
export async function write(
  db: Db,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<{ affected: number; insertId: number }> {
  const { affectedRows, insertId } = await run<ResultSetHeader>(db, sql, values);
  return { affected: affectedRows, insertId };
}

/**
 * Sends statements in one round trip, on a connection of a pool opened for it. The server stops at the first that fails.
 * @returns what each replied, in order
 */
export async function sendTogether(connection: PoolConnection, statements: readonly Statement[]): Promise<unknown[]> {
  const [replies] = await answered(connection, connection.query(statements.map(sqlText).join(';\n')));
  return replies as unknown[];
}

/** `?,?,?` for a list of n values; n is at least 1. */
export function placeholders(n: number): string {
  return '?,'.repeat(n).slice(0, -1);
}

/** True when a unique key refused a row. */
export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_KEY;
}

/**
 * Runs `work` in one transaction. A deadlock or lock time-out rolls back and runs it again (so `work` keeps nothing
 * between runs); anything else it throws rolls back and is thrown on.
 * @throws Problem `outcome_unknown` when COMMIT was not answered, or with an error that does not say it was rolled back
 */
export async function transaction<T>(pool: Pool, work: (connection: PoolConnection) => Promise<T>): Promise<T> {
  return exchange(pool, async (connection, committing) => {
    await answered(connection, connection.query('START TRANSACTION'));
    const result = await work(connection);
    committing();
    await answered(connection, connection.query('COMMIT'));
    return result;
  });
}

/** Told before a COMMIT is sent; with false, that the server refused what was sent with it, so that it was not run. */
export type Committing = (isUnderWay?: boolean) => void;

/**
 * As `transaction`, for work that begins and ends its transaction itself, in statements it sends together. It calls
 * `committing` before it sends a COMMIT; that a server refused with an error of its own is known not to have happened.
 */
export async function exchange<T>(
  pool: Pool,
  work: (connection: PoolConnection, committing: Committing) => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + RETRY_MS;
  for (let attempt = 1; ; attempt++) {
    const connection = await acquire(pool);
    let committing = false;
    try {
      const result = await work(connection, (isUnderWay = true) => {
        committing = isUnderWay;
      });
      connection.release();
      return result;
    } catch (error) {
      await abandon(connection);
      const errno = errnoOf(error);
      const rolledBack = errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT;
      if (committing && !rolledBack && !isRefusal(error)) throw unknownOutcome(error);
      if (!rolledBack) throw error;
      if (attempt > DEADLOCK_RETRIES || Date.now() > giveUpAt) throw unavailable('the database', error);
      await wait(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** The server refused a statement's data (SQLSTATE classes 22 and 23): of a COMMIT it says no such thing. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test((error as { sqlState?: string }).sqlState ?? '');
}

/** Runs a statement, on a connection of its own when given a pool. */
async function run<Result extends RowDataPacket[] | ResultSetHeader>(
  db: Db,
  sql: string,
  values: readonly SqlValue[],
): Promise<Result> {
  const own = 'getConnection' in db ? await acquire(db) : undefined;
  const connection = own ?? (db as PoolConnection);
  try {
    const [result] = await answered(connection, connection.execute<Result>(sql, [...values]));
    return result;
  } catch (error) {
    if (error instanceof Problem) own?.destroy();
    throw error;
  } finally {
    own?.release();
  }
}

async function acquire(pool: Pool): Promise<PoolConnection> {
  const asked = pool.getConnection();
  const connection = await within(ACQUIRE_TIMEOUT_MS, asked).catch((error: unknown) => {
    throw asProblem(error);
  });
  if (connection !== LATE) return connection;
  asked.then(
    (late) => late.release(),
    () => {},
  );
  throw unavailable('the database', new Error(`no free connection within ${ACQUIRE_TIMEOUT_MS} ms`));
}

/** Rolls back; a connection that does not say so at once is in a state that nobody should get it in again. */
async function abandon(connection: PoolConnection): Promise<void> {
  const rolledBack = await within(ROLLBACK_TIMEOUT_MS, connection.query('ROLLBACK')).catch(() => LATE);
  if (rolledBack === LATE) connection.destroy();
  else connection.release();
}

/** Waits for an answer. mysql2's own time-outs begin when a statement's turn has come, which may be never. */
async function answered<T>(connection: PoolConnection, answer: Promise<T>): Promise<T> {
  const first = await within(STATEMENT_TIMEOUT_MS, answer).catch((error: unknown) => {
    throw asProblem(error);
  });
  if (first !== LATE) return first;
  connection.destroy();
  throw unavailable('the database', new Error(`no answer within ${STATEMENT_TIMEOUT_MS} ms`));
}

const LATE = Symbol('late');

async function within<T>(ms: number, answer: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function unknownOutcome(cause: unknown): Problem {
  return new Problem('outcome_unknown', 'repeat the request with the same key to learn the outcome', {}, { cause });
}

function asProblem(error: unknown): unknown {
  const errno = errnoOf(error);
  const code = (error as { code?: string } | null)?.code ?? '';
  const lost =
    /^(ECONN|ETIMEDOUT|EPIPE|EAI_|ENOTFOUND|EHOST|PROTOCOL_)/.test(code) ||
    /Queue limit reached|closed state|Pool is closed/.test(String(error));
  return lost || (errno !== undefined && AWAY.has(errno)) ? unavailable('the database', error) : error;
}

/** The server's error number; undefined when the server said nothing (network trouble). */
export function errnoOf(error: unknown): number | undefined {
  const { errno } = (error ?? {}) as { errno?: unknown };
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}
