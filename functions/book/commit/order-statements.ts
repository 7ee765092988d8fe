/** The statements that place orders, many at a time. */
import { placeholders } from '../../shared/mysql/statements.ts';
import type { SqlValue, Statement } from '../../shared/mysql/sql-text.ts';
import { type PendingOrder, seatsOf } from './pending-order.ts';
import { CANCEL_UNTIL, itemsText, ON_SALE_LOCKED } from '../store.ts';

const ON_SALE = `(${ON_SALE_LOCKED})`;

/**
 * The orders' rows, of those whose key was not used before: the others are left as they are. IGNORE would leave them out, too,
 * but would also cut short what does not fit.
 */
export function insertNewOrders(orders: readonly PendingOrder[]): Statement {
  const { sql, values } = insertOrders(
    orders,
    orders.map(({ event }) => ({ sql: '?', values: [event.id] })),
  );
  return { sql: `${sql} ON DUPLICATE KEY UPDATE version = orders.version`, values };
}

/**
 * The orders' rows, if every event is on sale in the version the buyers saw: the first order of each takes its event's id
 * from the event's own row. Without that the id is NULL, and the statement is refused.
 */
export function insertOrdersOnSale(orders: readonly PendingOrder[]): Statement {
  const seen = new Set<string>();
  const events = orders.map(({ event: { id, version } }) => {
    const name = `${id} ${version}`;
    if (seen.has(name)) return { sql: '?', values: [id] };
    seen.add(name);
    return { sql: ON_SALE, values: [id, version] };
  });
  return insertOrders(orders, events);
}

/** @param events what stands for the event of each */
function insertOrders(orders: readonly PendingOrder[], events: readonly Statement[]): Statement {
  return {
    sql: `INSERT INTO orders (event_id, id, version, buyer_id, idempotency_key, fingerprint, status, total_cents, currency, created_at, cancel_until, buyer_name, buyer_email, buyer_words, items)
          VALUES ${events.map(({ sql }) => `(${sql}, ?, 1, ?, ?, ?, 'confirmed', ?, ?, ?, ?, ?, ?, ?, ?)`).join(',')}`,
    values: orders.flatMap(({ order, key, buyerWords }, index): SqlValue[] => [
      ...(events[index]?.values ?? []),
      order.id,
      order.buyerId,
      key,
      order.fingerprint,
      order.totalCents,
      order.currency,
      order.createdAt,
      CANCEL_UNTIL.write(order.cancelUntil),
      order.buyer.name,
      order.buyer.email,
      buyerWords,
      itemsText(order.items),
    ]),
  };
}

/**
 * The orders' claims, in ascending order, so that two transactions never wait for each other. IGNORE leaves out the seats that
 * others have.
 */
export function insertClaims(verb: 'INSERT' | 'INSERT IGNORE', orders: readonly PendingOrder[]): Statement {
  const claims = orders
    .flatMap(({ event, order }) => seatsOf(order).map((seat) => ({ event: event.id, seat, order: order.id })))
    .toSorted((a, b) => (a.event < b.event ? -1 : a.event > b.event ? 1 : a.seat - b.seat));
  return {
    sql: `${verb} INTO seat_claims (event_id, seat, order_id) VALUES ${claims.map(() => '(?,?,?)').join(',')}`,
    values: claims.flatMap((claim) => [claim.event, claim.seat, claim.order]),
  };
}

/**
 * Adds to what buyers have of events with a limit per buyer; of others it is not counted, unless they get one: then publish
 * counts it anew. In ascending order, too.
 */
export function countForBuyers(orders: readonly PendingOrder[]): Statement[] {
  const limited = orders
    .filter(({ event }) => event.limitPerBuyer !== null)
    .map(({ event, order }) => [event.id, order.buyerId, order.items.length, event.limitPerBuyer] as const)
    .toSorted(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1));
  if (limited.length === 0) return [];
  return [
    {
      sql: `INSERT INTO buyer_seats (event_id, buyer_id, seats, at_most) VALUES ${limited.map(() => '(?,?,?,?)').join(',')}
            ON DUPLICATE KEY UPDATE seats = seats + VALUES(seats), at_most = VALUES(at_most)`,
      values: limited.flat(),
    },
  ];
}

/**
 * Adds to what events have sold. These rows are the ones that all orders of an event share: to be sent last, and in ascending order. One statement for
 * all of them: an order of a crowd over a hundred events cost the server 104 µs with one for each, and costs 87. An event has its row from its
 * publication on, so none is inserted here.
 */
export function countSales(orders: readonly PendingOrder[]): Statement[] {
  const sold = new Map<string, number>();
  for (const { event, order } of orders) sold.set(event.id, (sold.get(event.id) ?? 0) + order.items.length);
  if (sold.size === 0) return [];
  const counts = [...sold].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    {
      sql: `INSERT INTO sales (event_id, version, sold) VALUES ${counts.map(() => '(?,1,?)').join(',')}
            ON DUPLICATE KEY UPDATE sold = sold + VALUES(sold), version = version + 1`,
      values: counts.flat(),
    },
  ];
}

/** Takes back what orders tried. Their claims name them, so nobody else's are touched. */
export function takeBack(orders: readonly PendingOrder[]): Statement[] {
  if (orders.length === 0) return [];
  return [
    ...orders.map(({ event, order }) => ({
      sql: `DELETE FROM seat_claims WHERE event_id = ? AND order_id = ? AND seat IN (${placeholders(order.items.length)})`,
      values: [event.id, order.id, ...seatsOf(order)],
    })),
    {
      sql: `DELETE FROM orders WHERE id IN (${placeholders(orders.length)})`,
      values: orders.map((pending) => pending.order.id),
    },
  ];
}
