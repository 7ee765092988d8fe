/** The queries of book, on an events shard. */
import type { NumberRange, Seating } from '../shared/event/chart.ts';
import type { ShownSeat } from '../shared/event/shown-seat.ts';
import { type OrderView, shownItems } from '../shared/event/order-view.ts';
import { cancelUntil, type StoredEvent } from '../shared/event/row.ts';
import { NO_MORE_HERE, requireHere } from '../shared/mysql/moving-slots.ts';
import { type Db, placeholders, rows, write } from '../shared/mysql/statements.ts';

type CancelUntil = StoredEvent['cancelUntil'];

/** A sold seat: its number in the chart, the label that the buyer was shown, what it cost. */
export interface OrderItem {
  seat: number;
  label: string;
  priceCents: number;
  status: 'confirmed' | 'cancelled';
  /** What people read of it: by the chart, not kept with the order. */
  shown?: ShownSeat;
}

/** How an order's row keeps until when its buyer may cancel. */
export const CANCEL_UNTIL = cancelUntil('cancel_until');

/** What a buyer was called as he bought: null once his account is closed, or where his token did not say. */
export interface Buyer {
  name: string | null;
  email: string | null;
}

/** An order as it stands. */
export interface StoredOrder {
  id: string;
  version: number;
  eventId: string;
  buyerId: string;
  fingerprint: Buffer;
  status: 'confirmed' | 'cancelled';
  items: OrderItem[];
  /** Of the confirmed items. */
  totalCents: number;
  currency: string;
  createdAt: Date;
  cancelledAt: Date | null;
  /** When seats of it were cancelled last. */
  updatedAt: Date | null;
  /** Until when its buyer may cancel, as an event says it (`shared/event/row.ts`). */
  cancelUntil: CancelUntil;
  buyer: Buyer;
}

export interface OrderRow {
  id: string;
  version: number;
  event_id: string;
  buyer_id: string;
  fingerprint: Buffer;
  status: 'confirmed' | 'cancelled';
  total_cents: number;
  currency: string;
  created_at: Date;
  cancelled_at: Date | null;
  updated_at: Date | null;
  cancel_until: Date | null;
  buyer_name: string | null;
  buyer_email: string | null;
  items: string;
}

/** The columns of `orderOf`. */
export const ORDER_COLUMNS =
  'id, version, event_id, buyer_id, fingerprint, status, total_cents, currency, created_at, cancelled_at, updated_at, cancel_until, buyer_name, buyer_email, items';

const ORDER = `SELECT ${ORDER_COLUMNS} FROM orders`;

/** The version of an event; undefined when there is none with this id. */
export async function readVersion(db: Db, eventId: string): Promise<number | undefined> {
  const [row] = await rows<{ version: number }>(db, 'SELECT version FROM events WHERE id = ?', [eventId]);
  return row?.version;
}

/** The order a buyer placed with an Idempotency-Key. */
export async function readOrderByKey(
  db: Db,
  eventId: string,
  buyerId: string,
  key: string,
): Promise<StoredOrder | undefined> {
  const [row] = await rows<OrderRow>(db, `${ORDER} WHERE event_id = ? AND buyer_id = ? AND idempotency_key = ?`, [
    eventId,
    buyerId,
    key,
  ]);
  return row && orderOf(row);
}

/** An order of an event. */
export async function readOrder(db: Db, eventId: string, orderId: string): Promise<StoredOrder | undefined> {
  const [row] = await rows<OrderRow>(db, `${ORDER} WHERE id = ? AND event_id = ?`, [orderId, eventId]);
  return row && orderOf(row);
}

/**
 * Which orders, or blocks, have which of some seats.
 * @throws Problem `slot_moving` where the event is no more: by what was true there, seats would look free that were sold since
 */
export async function readClaims(db: Db, eventId: string, seats: readonly number[]): Promise<Map<number, string>> {
  const found = await rows<{ elsewhere: string | null; seat: number | null; order_id: string }>(
    db,
    `SELECT e.elsewhere, c.seat, c.order_id FROM events e
     LEFT JOIN seat_claims c ON c.event_id = e.id AND c.seat IN (${placeholders(seats.length)}) WHERE e.id = ?`,
    [...seats, eventId],
  );
  requireHere(eventId, found[0] ? found[0].elsewhere : NO_MORE_HERE);
  return new Map(found.flatMap(({ seat, order_id: owner }) => (seat === null ? [] : [[seat, owner] as const])));
}

/** The sold seats of a section, by the numbers that it covers. */
export async function readTaken(db: Db, eventId: string, parts: readonly NumberRange[]): Promise<Set<number>> {
  const claims = await rows<{ seat: number }>(
    db,
    `SELECT seat FROM seat_claims WHERE event_id = ? AND (${parts.map(() => 'seat BETWEEN ? AND ?').join(' OR ')})`,
    [eventId, ...parts.flat()],
  );
  return new Set(claims.map((claim) => claim.seat));
}

/** Frees the seats of an order or block. @returns how many claims it had */
export async function deleteClaims(
  db: Db,
  eventId: string,
  orderId: string,
  seats: readonly number[],
): Promise<number> {
  const { affected } = await write(
    db,
    `DELETE FROM seat_claims WHERE event_id = ? AND order_id = ? AND seat IN (${placeholders(seats.length)})`,
    [eventId, orderId, ...seats],
  );
  return affected;
}

/** Replaces an order by its next version. @returns false when it is not as it was read: somebody else was faster */
export async function replaceOrder(db: Db, { id, buyerId, version }: StoredOrder, next: StoredOrder): Promise<boolean> {
  const { affected } = await write(
    db,
    `UPDATE orders SET status = ?, version = ?, items = ?, total_cents = ?, cancelled_at = ?, updated_at = ?
     WHERE id = ? AND buyer_id = ? AND status = 'confirmed' AND version = ?`,
    [
      next.status,
      next.version,
      itemsText(next.items),
      next.totalCents,
      next.cancelledAt,
      next.updatedAt,
      id,
      buyerId,
      version,
    ],
  );
  return affected === 1;
}

/**
 * An event on sale in the version that a buyer or organizer saw. The row is locked: until the transaction ends, nobody changes it.
 * Its values are the event and its version.
 */
export const ON_SALE_LOCKED =
  "SELECT id FROM events WHERE id = ? AND version = ? AND status = 'published' AND elsewhere IS NULL LOCK IN SHARE MODE";

/** Locks an event's row against changes, and against being moved to another shard. @throws Problem `slot_moving` where it is no more */
export async function lockEventForSales(db: Db, eventId: string): Promise<void> {
  requireHere(eventId, await lockElsewhere(db, eventId));
}

/** As `lockEventForSales`, and says where else the event is; null for here. */
export async function lockElsewhere(db: Db, eventId: string): Promise<string | null> {
  const [row] = await rows<{ elsewhere: string | null }>(
    db,
    'SELECT elsewhere FROM events WHERE id = ? LOCK IN SHARE MODE',
    [eventId],
  );
  return row ? row.elsewhere : NO_MORE_HERE;
}

/** Takes seats from what a buyer has of an event, where that is counted: while there is a limit per buyer. */
export async function returnBuyerSeats(db: Db, eventId: string, buyerId: string, seats: number): Promise<void> {
  await write(db, 'UPDATE buyer_seats SET seats = seats - ? WHERE event_id = ? AND buyer_id = ?', [
    seats,
    eventId,
    buyerId,
  ]);
}

/** Changes what an event has sold by so many seats, more or fewer. */
export async function countSold(db: Db, eventId: string, change: number): Promise<void> {
  await write(db, 'UPDATE sales SET sold = sold + ?, version = version + 1 WHERE event_id = ?', [change, eventId]);
}

/** Confirmed orders of an event that was cancelled; without an event, of any on this shard. */
export async function readOrdersOfCancelledEvents(
  db: Db,
  eventId: string | null,
  limit: number,
): Promise<{ id: string; event_id: string }[]> {
  return rows(
    db,
    `SELECT o.id, o.event_id FROM events e JOIN orders o ON o.event_id = e.id AND o.status = 'confirmed'
     WHERE e.status = 'cancelled' AND e.elsewhere IS NULL AND (? IS NULL OR e.id = ?) LIMIT ${limit}`,
    [eventId, eventId],
  );
}

/** What is to be set right. */
export async function readRepairs(
  db: Db,
  after: string,
  limit: number,
): Promise<{ order_id: string; event_id: string }[]> {
  return rows(db, `SELECT order_id, event_id FROM seat_repairs WHERE order_id > ? ORDER BY order_id LIMIT ${limit}`, [
    after,
  ]);
}

/**
 * Takes a repair, in a transaction that commits when it is done: whoever notes the same order meanwhile waits, and his note
 * stays. @returns false when somebody else has done it
 */
export async function takeRepair(db: Db, orderId: string): Promise<boolean> {
  return (await write(db, 'DELETE FROM seat_repairs WHERE order_id = ?', [orderId])).affected === 1;
}

/** An order as callers see it. */
export function orderView(order: StoredOrder): OrderView {
  return {
    id: order.id,
    eventId: order.eventId,
    status: order.status,
    ...shownItems(
      order.status,
      order.items.map(({ label, ...item }) => ({ ...item, seat: label })),
    ),
    currency: order.currency,
    createdAt: order.createdAt.toISOString(),
    cancelledAt: order.cancelledAt?.toISOString() ?? null,
  };
}

/** An order with what people read of its seats. */
export function withShown(order: StoredOrder, { shownOf }: Pick<Seating, 'shownOf'>): StoredOrder {
  const items = order.items.map((item) => {
    const shown = shownOf(item.label);
    return shown ? { ...item, shown } : item;
  });
  return { ...order, items };
}

/** The tag of an order: its version. */
export function orderTag({ version }: Pick<StoredOrder, 'version'>): string {
  return `"o${version}"`;
}

/**
 * An order's items as its row keeps them: JSON, `[[seat, label, price], …]`, with a 1 behind the price of a seat that was cancelled.
 * They are read with it alone.
 */
export function itemsText(items: readonly OrderItem[]): string {
  return JSON.stringify(
    items.map(({ seat, label, priceCents, status }) => [
      seat,
      label,
      priceCents,
      ...(status === 'cancelled' ? [1] : []),
    ]),
  );
}

/** The items that a row keeps. Of an order that was cancelled before seats could be, none is marked. */
export function itemsIn(text: string, orderStatus: StoredOrder['status']): OrderItem[] {
  const items = JSON.parse(text) as [seat: number, label: string, priceCents: number, cancelled?: 1][];
  return items.map(([seat, label, priceCents, cancelled]) => ({
    seat,
    label,
    priceCents,
    status: cancelled || orderStatus === 'cancelled' ? 'cancelled' : 'confirmed',
  }));
}

/** An order by its row. */
export function orderOf(row: OrderRow): StoredOrder {
  return {
    id: row.id,
    version: row.version,
    eventId: row.event_id,
    buyerId: row.buyer_id,
    fingerprint: row.fingerprint,
    status: row.status,
    items: itemsIn(row.items, row.status),
    totalCents: row.total_cents,
    currency: row.currency,
    createdAt: row.created_at,
    cancelledAt: row.cancelled_at,
    updatedAt: row.updated_at,
    cancelUntil: CANCEL_UNTIL.read(row.cancel_until),
    buyer: { name: row.buyer_name, email: row.buyer_email },
  };
}
