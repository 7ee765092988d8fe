/** Cancels an order in one transaction, with the outbox event that says so. */
import type { Shard } from '../../shared/mysql/databases.ts';
import type { EventRecord } from '../../shared/event/row.ts';
import { write } from '../../shared/mysql/statements.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import { outboxInsert, type OutboxEvent } from '../../shared/messages/outbox.ts';
import type { Trace } from '../../shared/trace.ts';
import { orderEvent, seatsOf } from '../commit/pending-order.ts';
import * as store from '../store.ts';

/**
 * Cancels an order and frees its seats.
 * @returns the outbox event; undefined when it was not confirmed any more
 */
export async function commitCancellation(
  shard: Shard,
  event: EventRecord,
  order: store.OrderRecord,
  at: Date,
  trace: Trace,
): Promise<OutboxEvent | undefined> {
  const seats = seatsOf(order);
  return transaction(shard.pool, async (connection) => {
    // A limit per buyer that is being introduced counts what is there: not this order, or it waits.
    await store.lockEvent(connection, event.id);
    if (!(await store.endOrder(connection, order.id, at))) return undefined;
    // In the order in which an order is placed, so that neither waits for the other.
    await store.returnBuyerSeats(connection, event.id, order.buyerId, seats.length);
    const freed = await store.deleteClaims(connection, event.id, order.id, seats);
    if (freed !== seats.length) throw new Error(`order ${order.id} had ${freed} claims for ${seats.length} seats`);
    const outboxEvent = orderEvent(event, { ...order, version: 2, status: 'cancelled', cancelledAt: at }, trace);
    const { sql, values } = outboxInsert([outboxEvent]);
    await write(connection, sql, values);
    // Last, for this row is the one that all orders of an event share: it is locked for the shortest time.
    await store.countSold(connection, event.id, -seats.length);
    return outboxEvent;
  });
}
