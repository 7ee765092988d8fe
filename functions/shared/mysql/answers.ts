/**
 * Waiting for MySQL, and what its errors mean. Every wait has an end. A server that is away is a Problem 503 `unavailable`;
 * everything else is thrown on as the server said it.
 */
import type { Pool, PoolConnection } from 'mysql2/promise';
import { unavailable } from '../problem.ts';
import { isDistrust } from '../tls.ts';

const STATEMENT_TIMEOUT_MS = 5_000;
const ACQUIRE_TIMEOUT_MS = 3_000;
const ROLLBACK_TIMEOUT_MS = 1_000;
/** Server errors that mean "not now": too many connections, shutting down, read-only, connection killed or ended for silence. */
const AWAY = new Set([1040, 1053, 1203, 1290, 1317, 1792, 1836, 1927, 3024, 3168, 4031]);

/** Takes a connection out of a pool. @throws Problem `unavailable` when none is to be had in time */
export async function acquire(pool: Pool): Promise<PoolConnection> {
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
export async function abandon(connection: PoolConnection): Promise<void> {
  const rolledBack = await within(ROLLBACK_TIMEOUT_MS, connection.query('ROLLBACK')).catch(() => LATE);
  if (rolledBack === LATE) connection.destroy();
  else connection.release();
}

/** Waits for an answer. mysql2's own time-outs begin when a statement's turn has come, which may be never. */
export async function answered<T>(connection: PoolConnection, answer: Promise<T>): Promise<T> {
  const first = await within(STATEMENT_TIMEOUT_MS, answer).catch((error: unknown) => {
    throw asProblem(error);
  });
  if (first !== LATE) return first;
  connection.destroy();
  throw unavailable('the database', new Error(`no answer within ${STATEMENT_TIMEOUT_MS} ms`));
}

/** What was waited for has not come. */
export const LATE = Symbol('late');

/** Waits for so long. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function asProblem(error: unknown): unknown {
  const errno = errnoOf(error);
  const code = (error as { code?: string } | null)?.code ?? '';
  const lost =
    /^(ECONN|ETIMEDOUT|EPIPE|EAI_|ENOTFOUND|EHOST|PROTOCOL_)/.test(code) ||
    /Queue limit reached|closed state|Pool is closed/.test(String(error));
  return lost || isDistrust(error) || (errno !== undefined && AWAY.has(errno))
    ? unavailable('the database', error)
    : error;
}

/** The server's error number; undefined when the server said nothing (network trouble). */
export function errnoOf(error: unknown): number | undefined {
  const { errno } = (error ?? {}) as { errno?: unknown };
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}
