/**
 * A sale by itself, in one round trip. The order's row decides: it is inserted only while the event is on sale in the
 * version the buyer saw, and everything after it is taken from that row, so without it nothing is written. The first
 * statement that fails (the key was used, a seat is taken, the limit is passed) ends the transaction.
 */
import type { PoolConnection } from 'mysql2/promise';
import { errnoOf, isDuplicateKey, sendTogether, type SqlValue, type Statement, write } from '../shared/mysql.ts';
import { outboxValues } from '../shared/outbox.ts';
import { type SaleJob, type SaleOutcome, seatsOf } from './sale-job.ts';
import { readClaims } from './store.ts';

/** A CHECK constraint refused: MySQL's and MariaDB's number. */
const CHECK_FAILED = new Set([3819, 4025]);
/** The order's row is the second reply. */
const ORDER_REPLY = 1;

/**
 * Runs a sale on a connection, COMMIT included; `committing` is called before it is sent.
 * @throws whatever else the server says, with the transaction still open
 */
export async function sellAlone(
  connection: PoolConnection,
  job: SaleJob,
  committing: () => void,
): Promise<SaleOutcome> {
  try {
    committing();
    const replies = await sendTogether(connection, loneStatements(job));
    const { affectedRows } = replies[ORDER_REPLY] as { affectedRows: number };
    return { outcome: affectedRows === 1 ? 'placed' : 'changed' };
  } catch (error) {
    const refused = refusalIn(error);
    if (!refused) throw error;
    await write(connection, 'ROLLBACK');
    if (refused !== 'taken') return { outcome: refused };
    const seats = seatsOf(job.order);
    const claims = await readClaims(connection, job.event.id, seats);
    return { outcome: 'taken', seats: seats.filter((seat) => claims.has(seat)) };
  }
}

/** What a statement that failed says of the sale; undefined when it says nothing of it. */
function refusalIn(error: unknown): 'limit' | 'repeated' | 'taken' | undefined {
  if (CHECK_FAILED.has(errnoOf(error) ?? 0)) return 'limit';
  if (!isDuplicateKey(error)) return undefined;
  return isRepeated(error) ? 'repeated' : 'taken';
}

/** The key's name is at the end; what stands before it is the caller's text. */
function isRepeated(error: unknown): boolean {
  return /for key '(?:orders\.)?once'$/.test((error as { sqlMessage?: string }).sqlMessage ?? '');
}

function loneStatements({ event, order, key, told }: SaleJob): Statement[] {
  const seats = seatsOf(order);
  return [
    { sql: 'START TRANSACTION', values: [] },
    {
      sql: `INSERT INTO orders (id, version, event_id, buyer_id, idempotency_key, fingerprint, status, total_cents, currency, created_at)
            SELECT ?, 1, id, ?, ?, ?, 'confirmed', ?, ?, ? FROM events
            WHERE id = ? AND version = ? AND status = 'published' LOCK IN SHARE MODE`,
      values: [
        order.id,
        order.buyerId,
        key,
        order.fingerprint,
        order.totalCents,
        order.currency,
        order.createdAt,
        event.id,
        event.version,
      ],
    },
    {
      sql: `INSERT INTO buyer_seats (event_id, buyer_id, seats, at_most)
            SELECT event_id, buyer_id, ?, ? FROM orders WHERE id = ?
            ON DUPLICATE KEY UPDATE seats = buyer_seats.seats + VALUES(seats), at_most = VALUES(at_most)`,
      values: [seats.length, event.limitPerBuyer, order.id],
    },
    {
      sql: `INSERT INTO seat_claims (event_id, seat, order_id)
            SELECT o.event_id, s.seat, o.id FROM orders o JOIN (${rowsOf(seats.map((seat) => ({ seat })))}) s WHERE o.id = ? ORDER BY s.seat`,
      values: [...seats, order.id],
    },
    {
      sql: `INSERT INTO order_items (order_id, seat, label, price_cents)
            SELECT o.id, s.seat, s.label, s.price_cents FROM orders o
            JOIN (${rowsOf(order.items.map((item) => ({ seat: item.seat, label: item.label, price_cents: item.priceCents })))}) s WHERE o.id = ?`,
      values: [...order.items.flatMap((item): SqlValue[] => [item.seat, item.label, item.priceCents]), order.id],
    },
    {
      sql: `INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data)
            SELECT ?, ?, ?, ?, ?, ?, ? FROM orders WHERE id = ?`,
      values: [...outboxValues(told), order.id],
    },
    // Last, for this row is the one that all orders of an event share: it is locked for the shortest time.
    {
      sql: `UPDATE sales SET sold = sold + ?, version = version + 1 WHERE event_id = ? AND EXISTS (SELECT 1 FROM orders WHERE id = ?)`,
      values: [seats.length, event.id, order.id],
    },
    { sql: 'COMMIT', values: [] },
  ];
}

/** Rows as a derived table: `SELECT ? AS seat UNION ALL SELECT ?`. */
function rowsOf(rows: readonly Record<string, SqlValue>[]): string {
  return rows
    .map(
      (row, index) =>
        `SELECT ${Object.keys(row)
          .map((name) => (index === 0 ? `? AS ${name}` : '?'))
          .join(', ')}`,
    )
    .join(' UNION ALL ');
}
