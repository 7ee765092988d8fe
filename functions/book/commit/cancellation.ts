/** Cancels seats of an order in one transaction, with the outbox event that says so. */
import type { Shard } from '../../shared/mysql/databases.ts';
import type { StoredEvent } from '../../shared/event/row.ts';
import { confirmedCents } from '../../shared/event/order-view.ts';
import { write } from '../../shared/mysql/statements.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import { outboxInsert, type OutboxEvent } from '../../shared/messages/outbox.ts';
import type { Trace } from '../../shared/trace.ts';
import { orderEvent } from './pending-order.ts';
import * as store from '../store.ts';

/** An order without some seats that it had, and the outbox event that says so. */
export interface Cancellation {
  order: store.StoredOrder;
  outboxEvent: OutboxEvent;
}

/**
 * Cancels confirmed seats of an order and frees them; with the last of them the order is cancelled.
 * @returns undefined when the order is not as it was read: somebody else was faster
 */
export async function commitCancellation(
  shard: Shard,
  event: StoredEvent,
  order: store.StoredOrder,
  seats: readonly number[],
  at: Date,
  trace: Trace,
): Promise<Cancellation | undefined> {
  const next = withoutSeats(order, seats, at);
  return transaction(shard.pool, async (connection) => {
    // A limit per buyer that is being introduced counts what is there: not these seats, or it waits.
    await store.lockEventForSales(connection, event.id);
    if (!(await store.replaceOrder(connection, order, next))) return undefined;
    // In the order in which an order is placed, so that neither waits for the other.
    await store.returnBuyerSeats(connection, event.id, order.buyerId, seats.length);
    const freed = await store.deleteClaims(connection, event.id, order.id, seats);
    if (freed !== seats.length) throw new Error(`order ${order.id} had ${freed} claims for ${seats.length} seats`);
    const outboxEvent = orderEvent(event, next, trace);
    const { sql, values } = outboxInsert([outboxEvent]);
    await write(connection, sql, values);
    // Last, for this row is the one that all orders of an event share: it is locked for the shortest time.
    await store.countSold(connection, event.id, -seats.length);
    return { order: next, outboxEvent };
  });
}

/** The next version of an order, which has some of its seats no more. */
export function withoutSeats(order: store.StoredOrder, seats: readonly number[], at: Date): store.StoredOrder {
  const gone = new Set(seats);
  const items = order.items.map((item) => (gone.has(item.seat) ? { ...item, status: 'cancelled' as const } : item));
  const isOver = items.every(({ status }) => status === 'cancelled');
  return {
    ...order,
    version: order.version + 1,
    status: isOver ? 'cancelled' : order.status,
    items,
    totalCents: confirmedCents(items),
    cancelledAt: isOver ? at : null,
    updatedAt: at,
  };
}
