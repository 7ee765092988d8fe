/**
 * Orders whose word may not have reached Redis, noted on their shard: book's sweep sets the live state of their seats right.
 */
import { type Db, placeholders, write } from '../mysql/statements.ts';
import { orderEventsIn, type OrderOfEvent } from '../messages/order-events.ts';
import type { OutboxEvent } from '../messages/outbox.ts';

/** Notes orders; one that is noted already stays so. */
export async function noteRepairs(db: Db, orders: readonly OrderOfEvent[]): Promise<void> {
  if (orders.length === 0) return;
  await write(
    db,
    `INSERT INTO seat_repairs (order_id, event_id) VALUES ${orders.map(() => `(${placeholders(2)})`).join(',')}
     ON DUPLICATE KEY UPDATE order_id = VALUES(order_id)`,
    orders.flatMap(({ orderId, eventId }) => [orderId, eventId]),
  );
}

/**
 * Whoever wrote these died before it could publish, so perhaps before it marked seats in Redis. Noted in the transaction that
 * takes them out of the outbox: nothing else would remember them.
 */
export async function noteSwept(db: Db, swept: readonly OutboxEvent[]): Promise<void> {
  await noteRepairs(
    db,
    orderEventsIn(swept).toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1)),
  );
}
