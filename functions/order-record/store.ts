/** Order records: a user's orders, as messages have reported them. */
import type { EventData } from '../../events/catalog.ts';
import { type Db, rows } from '../shared/mysql/statements.ts';
import { MOST_AHEAD, refuseLeap, writeNewer } from '../shared/messages/versioned-rows.ts';
import { pageOf, type Place } from '../shared/http/page.ts';
import type { OrderRecord } from './api.ts';

/** Records an order, unless a newer version of it is recorded already. */
export async function keepOrder(db: Db, order: EventData<'order.confirmed.v1'>): Promise<void> {
  await writeNewer(db, 'order_records', recordRow(order));
  // Last, for it locks a row that all orders of the event share.
  await keepEventFacts(db, order.event);
}

/** An order's record. */
export function recordRow(order: Omit<EventData<'order.confirmed.v1'>, 'event'> & { event: { id: string } }) {
  return {
    user_id: order.buyerId,
    order_id: order.orderId,
    event_id: order.event.id,
    version: order.version,
    status: order.status,
    items: JSON.stringify(order.items),
    total_cents: order.totalCents,
    currency: order.currency,
    created_at: new Date(order.createdAt),
    cancelled_at: order.cancelledAt === null ? null : new Date(order.cancelledAt),
  };
}

/** Keeps what records show of an event, unless something newer is known. */
export async function keepEventFacts(
  db: Db,
  event: { id: string; version: number; title: string; startsAt: string },
): Promise<void> {
  await refuseLeap(db, 'event_facts', event.id, event.version, MOST_AHEAD);
  await writeNewer(db, 'event_facts', factsRow(event));
}

/** What records show of an event. */
export function factsRow(event: { id: string; version: number; title: string; startsAt: string }) {
  return { event_id: event.id, version: event.version, title: event.title, starts_at: new Date(event.startsAt) };
}

interface Row {
  order_id: string;
  event_id: string;
  status: OrderRecord['status'];
  items: string;
  total_cents: number;
  currency: string;
  created_at: Date;
  cancelled_at: Date | null;
  title: string;
  starts_at: Date;
}

const SELECT = `SELECT order_id, event_id, status, items, total_cents, currency, created_at, cancelled_at, title, starts_at
  FROM order_records JOIN event_facts USING (event_id)`;

/** A page of a user's orders, newest first. */
export async function findOrders(
  db: Db,
  userId: string,
  query: { cursor?: Place | undefined; limit: number },
): Promise<{ items: OrderRecord[]; next: string | null }> {
  const after = query.cursor && [query.cursor.at, query.cursor.at, query.cursor.id];
  const found = await rows<Row>(
    db,
    // The first of the two conditions on the cursor says nothing new, but the index understands it.
    `${SELECT} WHERE user_id = ? ${after ? 'AND created_at <= ? AND (created_at < ? OR order_id < ?)' : ''}
     ORDER BY created_at DESC, order_id DESC LIMIT ${query.limit + 1}`,
    [userId, ...(after ?? [])],
  );
  const page = pageOf(found, query.limit, (row) => ({ at: row.created_at, id: row.order_id }));
  return { items: page.entries.map(recordOf), next: page.next };
}

/** An order of a user; undefined when the user has no such order. */
export async function findOrder(db: Db, userId: string, orderId: string): Promise<OrderRecord | undefined> {
  const [row] = await rows<Row>(db, `${SELECT} WHERE user_id = ? AND order_id = ?`, [userId, orderId]);
  return row && recordOf(row);
}

function recordOf(row: Row): OrderRecord {
  return {
    id: row.order_id,
    eventId: row.event_id,
    status: row.status,
    items: JSON.parse(row.items) as OrderRecord['items'],
    totalCents: row.total_cents,
    currency: row.currency,
    createdAt: row.created_at.toISOString(),
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    event: { id: row.event_id, title: row.title, startsAt: row.starts_at.toISOString() },
  };
}
