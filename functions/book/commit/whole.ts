/**
 * Orders as a whole: all of them in one round trip, COMMIT included, or none. Every statement is a plain one, and the first
 * that the server refuses (the event was changed, the key was used, a seat is taken, the limit is passed) ends it: nothing
 * after it is run. Seats are held in the live state before, so this is how nearly all orders go.
 */
import type { PoolConnection } from 'mysql2/promise';
import { isDuplicateKey, sendTogether, write } from '../../shared/mysql/statements.ts';
import { errnoOf } from '../../shared/mysql/answers.ts';
import type { Committing } from '../../shared/mysql/transaction.ts';
import { outboxInsert } from '../../shared/messages/outbox.ts';
import type { PendingOrder } from './pending-order.ts';
import { countForBuyers, countSales, insertClaims, insertOrdersOnSale } from './statements.ts';

/** A CHECK constraint refused: MySQL's and MariaDB's number. */
const CHECK_FAILED = new Set([3819, 4025]);
const BAD_NULL = 1048;

/** What the server refused first. */
export type Refused = 'changed' | 'repeated' | 'taken' | 'limit';

/**
 * Places orders on a connection. After a refusal the transaction has been rolled back.
 * @returns undefined when all were placed
 * @throws whatever else the server says, with the transaction still open
 */
export async function placeWhole(
  connection: PoolConnection,
  orders: readonly PendingOrder[],
  committing: Committing,
): Promise<Refused | undefined> {
  try {
    committing();
    await sendTogether(connection, [
      { sql: 'START TRANSACTION', values: [] },
      insertOrdersOnSale(orders),
      ...countForBuyers(orders),
      insertClaims('INSERT', orders),
      outboxInsert(orders.map(({ outboxEvent }) => outboxEvent)),
      ...countSales(orders),
      { sql: 'COMMIT', values: [] },
    ]);
    return undefined;
  } catch (error) {
    const refused = refusalIn(error);
    if (!refused) throw error;
    committing(false);
    await write(connection, 'ROLLBACK');
    return refused;
  }
}

/** What a statement that failed says of the orders; undefined when it says nothing of them. */
function refusalIn(error: unknown): Refused | undefined {
  const errno = errnoOf(error) ?? 0;
  if (CHECK_FAILED.has(errno)) return 'limit';
  if (errno === BAD_NULL) return 'changed';
  if (!isDuplicateKey(error)) return undefined;
  return isRepeated(error) ? 'repeated' : 'taken';
}

/** The key's name is at the end; what stands before it is the caller's text. */
function isRepeated(error: unknown): boolean {
  return /for key '(?:orders\.)?once'$/.test((error as { sqlMessage?: string }).sqlMessage ?? '');
}
