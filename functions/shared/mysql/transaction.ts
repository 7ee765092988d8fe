/** Transactions: a deadlock is tried again, and a COMMIT whose answer was lost becomes `outcome_unknown`, never a guess. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { abandon, acquire, answered, errnoOf } from './answers.ts';
import { Problem, unavailable } from '../problem.ts';

const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK_RETRIES = 6;
/** No attempt begins later than this. */
const RETRY_MS = 10_000;

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

function unknownOutcome(cause: unknown): Problem {
  return new Problem('outcome_unknown', 'repeat the request with the same key to learn the outcome', {}, { cause });
}
