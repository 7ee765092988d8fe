/**
 * Orders whose word may not have reached Redis, noted on their shard: book's rounds set the live state of their seats right.
 */
import { wireType } from '../../events/catalog.ts';
import { type Db, placeholders, write } from './mysql.ts';
import type { Stored } from './outbox.ts';

const ORDER_EVENTS = new Set([wireType('order.confirmed.v1'), wireType('order.cancelled.v1')]);

/** An order with its event. */
export interface OrderOfEvent {
  eventId: string;
  orderId: string;
}

/** Notes orders; one that is noted already stays so. */
export async function noteRepairs(db: Db, orders: readonly OrderOfEvent[]): Promise<void> {
  if (orders.length === 0) return;
  await write(
    db,
    `INSERT IGNORE INTO seat_repairs (order_id, event_id) VALUES ${orders.map(() => `(${placeholders(2)})`).join(',')}`,
    orders.flatMap(({ orderId, eventId }) => [orderId, eventId]),
  );
}

/**
 * Whoever wrote these died before it could tell the broker, so perhaps before it told Redis. Noted in the transaction that
 * takes them out of the outbox: nothing else would remember them.
 */
export async function noteSwept(db: Db, swept: readonly Stored[]): Promise<void> {
  const orders = swept
    .filter(({ type }) => ORDER_EVENTS.has(type))
    .map(({ data }) => JSON.parse(data) as { event: { id: string }; orderId: string })
    .map(({ event, orderId }) => ({ eventId: event.id, orderId }));
  await noteRepairs(
    db,
    orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1)),
  );
}
