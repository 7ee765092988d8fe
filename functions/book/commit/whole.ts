/**
 * Orders as a whole: all of them in one round trip, COMMIT included, or none. Every statement is a plain one, and the first
 * that the server refuses (the event was changed, the key was used, a seat is taken, the limit is passed) ends it: nothing
 * after it is run. Seats are held in the live state before, so this is how nearly all orders go.
 */
import type { PoolConnection } from 'mysql2/promise';
import { BAD_NULL, CHECK_FAILED, DUPLICATE_KEY, errnoOf } from '../../shared/mysql/errors.ts';
import { type Committing, refusedStatement, sendTogether, write } from '../../shared/mysql/statements.ts';
import { outboxInsert } from '../../shared/messages/outbox.ts';
import type { PendingOrder } from './pending-order.ts';
import { countForBuyers, countSales, insertClaims, insertOrdersOnSale } from './order-statements.ts';

/** Which statement inserts the orders. */
const ORDERS = 1;

/** What the server refused first. */
export type CommitRefusal = 'changed' | 'repeated' | 'taken' | 'limit';

/**
 * Places orders on a connection. After a refusal the transaction has been rolled back.
 * @returns undefined when all were placed
 * @throws whatever else the server says, with the transaction still open
 */
export async function placeWhole(
  connection: PoolConnection,
  orders: readonly PendingOrder[],
  committing: Committing,
): Promise<CommitRefusal | undefined> {
  try {
    const statements = [
      { sql: 'START TRANSACTION', values: [] },
      insertOrdersOnSale(orders),
      ...countForBuyers(orders),
      insertClaims('INSERT', orders),
      outboxInsert(orders.map(({ outboxEvent }) => outboxEvent)),
      ...countSales(orders),
      { sql: 'COMMIT', values: [] },
    ];
    await sendTogether(connection, statements, committing);
    return undefined;
  } catch (error) {
    const refused = refusalIn(error);
    if (!refused) throw error;
    await write(connection, 'ROLLBACK');
    return refused;
  }
}

/** What a statement that failed says of the orders; undefined when it says nothing of them. */
function refusalIn(error: unknown): CommitRefusal | undefined {
  const errno = errnoOf(error) ?? 0;
  if (CHECK_FAILED.includes(errno)) return 'limit';
  if (errno === BAD_NULL) return 'changed';
  if (errno !== DUPLICATE_KEY) return undefined;
  return refusedStatement(error) === ORDERS ? 'repeated' : 'taken';
}
