/** Transactions: a deadlock is tried again, and a COMMIT whose answer was lost becomes `outcome_unknown`, never a guess. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { abandon, acquire, answered } from './waiting-for-mysql.ts';
import { leaveServer } from './connection-age.ts';
import { meaningOf } from './errors.ts';
import { Problem, unavailable } from '../problem.ts';
import type { Committing } from './statements.ts';

const DEADLOCK_RETRIES = 6;
/** No attempt begins later than this. */
const RETRY_MS = 10_000;
/** With these the server says of a COMMIT that there was none. */
const NOT_COMMITTED = new Set(['refused', 'rolled back', 'elsewhere']);

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

/**
 * As `transaction`, for work that begins and ends its transaction itself, in statements it sends together with `committing`. Of a server that
 * does not write any more the connections are left, and work is run once more, on one that leads to where the name leads now.
 */
export async function exchange<T>(
  pool: Pool,
  work: (connection: PoolConnection, committing: Committing) => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + RETRY_MS;
  let hasMoved = false;
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
      const meaning = meaningOf(error);
      if (meaning === 'elsewhere') leaveServer(pool);
      if (committing && !NOT_COMMITTED.has(meaning)) throw unknownOutcome(error);
      const again = meaning === 'rolled back' || (meaning === 'elsewhere' && !hasMoved);
      if (!again) throw error;
      if (attempt > DEADLOCK_RETRIES || Date.now() > giveUpAt) throw unavailable('the database', error);
      hasMoved ||= meaning === 'elsewhere';
      await wait(Math.random() * 10 * 2 ** attempt);
    }
  }
}

function unknownOutcome(cause: unknown): Problem {
  return new Problem('outcome_unknown', 'repeat the request with the same key to learn the outcome', {}, { cause });
}
