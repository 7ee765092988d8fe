/**
 * Many sales in one transaction of two round trips: try every order and claim, see who has what, take back what the
 * losers tried, and commit. What is in the way of one order never fails another.
 */
import type { PoolConnection } from 'mysql2/promise';
import { placeholders, sendTogether, type SqlValue, type Statement, write } from '../shared/mysql.ts';
import { outboxInsert } from '../shared/outbox.ts';
import { at, type BatchReplies, decide, type Fate } from './batch-decision.ts';
import { type SaleJob, seatsOf } from './sale-job.ts';

/** Runs a batch on a connection, COMMIT included; `committing` is called before the round trip that has it. */
export async function sellBatch(
  connection: PoolConnection,
  batch: readonly SaleJob[],
  committing: () => void,
): Promise<Fate[]> {
  const replies = readReplies(await sendTogether(connection, tryStatements(batch)));
  const fates = decide(batch, replies);
  const winners = batch.filter((_, index) => fates[index]?.outcome === 'placed');
  if (winners.length === 0) {
    await write(connection, 'ROLLBACK');
    return fates;
  }
  const losers = batch.filter((_, index) => fates[index]?.outcome !== 'placed');
  committing();
  await sendTogether(connection, settleStatements(winners, losers));
  return fates;
}

function tryStatements(batch: readonly SaleJob[]): Statement[] {
  const events = [...new Set(batch.map((job) => job.event.id))];
  // Ascending, so that two batches never wait for each other.
  const claims = batch
    .flatMap(({ event, order }) => seatsOf(order).map((seat) => ({ event: event.id, seat, order: order.id })))
    .toSorted((a, b) => (a.event < b.event ? -1 : a.event > b.event ? 1 : a.seat - b.seat));
  const limited = batch.filter((job) => job.event.limitPerBuyer !== null);
  return [
    { sql: 'START TRANSACTION', values: [] },
    {
      sql: `SELECT id, version FROM events WHERE id IN (${placeholders(events.length)}) AND status = 'published' ORDER BY id LOCK IN SHARE MODE`,
      values: events,
    },
    {
      sql: `INSERT IGNORE INTO orders (id, version, event_id, buyer_id, idempotency_key, fingerprint, status, total_cents, currency, created_at)
            VALUES ${batch.map(() => "(?, 1, ?, ?, ?, ?, 'confirmed', ?, ?, ?)").join(',')}`,
      values: batch.flatMap(({ event, order, key }): SqlValue[] => [
        order.id,
        event.id,
        order.buyerId,
        key,
        order.fingerprint,
        order.totalCents,
        order.currency,
        order.createdAt,
      ]),
    },
    {
      sql: `INSERT IGNORE INTO seat_claims (event_id, seat, order_id) VALUES ${claims.map(() => '(?,?,?)').join(',')}`,
      values: claims.flatMap((claim) => [claim.event, claim.seat, claim.order]),
    },
    {
      sql: `SELECT id FROM orders WHERE id IN (${placeholders(batch.length)})`,
      values: batch.map((job) => job.order.id),
    },
    {
      sql: `SELECT event_id, seat, order_id FROM seat_claims WHERE ${seatsOfEvents(batch, events)}`,
      values: events.flatMap((event) => [event, ...seatsIn(batch, event)]),
    },
    limited.length === 0
      ? { sql: 'DO 0', values: [] }
      : {
          sql: `SELECT event_id, buyer_id, seats FROM buyer_seats WHERE ${limited.map(() => '(event_id = ? AND buyer_id = ?)').join(' OR ')} FOR UPDATE`,
          values: limited.flatMap(({ event, order }) => [event.id, order.buyerId]),
        },
  ];
}

function settleStatements(winners: readonly SaleJob[], losers: readonly SaleJob[]): Statement[] {
  const sold = new Map<string, number>();
  for (const { event, order } of winners) sold.set(event.id, (sold.get(event.id) ?? 0) + order.items.length);
  const events = [...sold.keys()].toSorted();
  const items = winners.flatMap(({ order }) => order.items.map((item) => ({ order: order.id, ...item })));
  return [
    ...takeBack(losers),
    {
      sql: `INSERT INTO buyer_seats (event_id, buyer_id, seats, at_most) VALUES ${winners.map(() => '(?,?,?,?)').join(',')}
            ON DUPLICATE KEY UPDATE seats = seats + VALUES(seats), at_most = VALUES(at_most)`,
      values: winners.flatMap(({ event, order }) => [event.id, order.buyerId, order.items.length, event.limitPerBuyer]),
    },
    {
      sql: `INSERT INTO order_items (order_id, seat, label, price_cents) VALUES ${items.map(() => '(?,?,?,?)').join(',')}`,
      values: items.flatMap((item) => [item.order, item.seat, item.label, item.priceCents]),
    },
    outboxInsert(winners.map((job) => job.told)),
    // Last, for these rows are the ones that all orders of an event share: they are locked for the shortest time.
    ...events.map((event) => ({
      sql: 'UPDATE sales SET sold = sold + ?, version = version + 1 WHERE event_id = ?',
      values: [sold.get(event) ?? 0, event],
    })),
    { sql: 'COMMIT', values: [] },
  ];
}

/** Takes back what losers tried. Their claims name them, so nobody else's are touched. */
function takeBack(losers: readonly SaleJob[]): Statement[] {
  if (losers.length === 0) return [];
  return [
    ...losers.map(({ event, order }) => ({
      sql: `DELETE FROM seat_claims WHERE event_id = ? AND order_id = ? AND seat IN (${placeholders(order.items.length)})`,
      values: [event.id, order.id, ...seatsOf(order)],
    })),
    {
      sql: `DELETE FROM orders WHERE id IN (${placeholders(losers.length)})`,
      values: losers.map((job) => job.order.id),
    },
  ];
}

function readReplies([, events, , , inserted, owners, bought]: unknown[]): BatchReplies {
  const counts = Array.isArray(bought) ? (bought as { event_id: string; buyer_id: string; seats: number }[]) : [];
  return {
    events: new Map((events as { id: string; version: number }[]).map((row) => [row.id, row.version])),
    inserted: new Set((inserted as { id: string }[]).map((row) => row.id)),
    owners: new Map(
      (owners as { event_id: string; seat: number; order_id: string }[]).map((row) => [
        at(row.event_id, row.seat),
        row.order_id,
      ]),
    ),
    bought: new Map(counts.map((row) => [at(row.event_id, row.buyer_id), row.seats])),
  };
}

function seatsIn(batch: readonly SaleJob[], event: string): number[] {
  return batch.filter((job) => job.event.id === event).flatMap((job) => seatsOf(job.order));
}

function seatsOfEvents(batch: readonly SaleJob[], events: readonly string[]): string {
  return events
    .map((event) => `(event_id = ? AND seat IN (${placeholders(seatsIn(batch, event).length)}))`)
    .join(' OR ');
}
