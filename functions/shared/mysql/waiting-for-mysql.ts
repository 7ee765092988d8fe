/**
 * Waiting for MySQL. Every wait has an end. A server that is away, has become another's replica, or refuses for good is a Problem 503
 * `unavailable`, and its connection is not used again; everything else is thrown on as the server said it.
 */
import type { Pool, PoolConnection } from 'mysql2/promise';
import { hasServed } from './connection-age.ts';
import { errnoOf, meaningOf } from './errors.ts';
import { unavailable } from '../problem.ts';
import { measureFigure } from '../telemetry/telemetry.ts';

const STATEMENT_TIMEOUT_MS = 5_000;
const ACQUIRE_TIMEOUT_MS = 3_000;
const ROLLBACK_TIMEOUT_MS = 1_000;

/** Takes a connection out of a pool. @throws Problem `unavailable` when none is to be had in time */
export async function acquire(pool: Pool): Promise<PoolConnection> {
  const giveUpAt = performance.now() + ACQUIRE_TIMEOUT_MS;
  for (;;) {
    const connection = await acquireWithin(giveUpAt - performance.now(), pool);
    if (!hasServed(pool, connection)) return connection;
    connection.destroy();
  }
}

async function acquireWithin(ms: number, pool: Pool): Promise<PoolConnection> {
  const asked = pool.getConnection();
  const connection = await within(ms, asked).catch((error: unknown) => {
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
  const began = performance.now();
  const noteTime = (why = ''): void =>
    measureFigure('db.client.operation.duration', (performance.now() - began) / 1_000, 'mysql', why);
  const first = await within(STATEMENT_TIMEOUT_MS, answer).catch((error: unknown) => {
    noteTime(String(errnoOf(error) ?? 'away'));
    if (isUseless(error)) connection.destroy();
    throw asProblem(error);
  });
  noteTime(first === LATE ? 'late' : undefined);
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
  return isUseless(error) ? unavailable('the database', error) : error;
}

/** Whether an error says that its connection is not to be used again. */
function isUseless(error: unknown): boolean {
  return ['away', 'elsewhere', 'for good'].includes(meaningOf(error));
}
