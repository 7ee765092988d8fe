/**
 * Many orders in one transaction. Mostly as a whole, in one round trip. Where that is refused, or was not to be hoped for, in
 * two: try every order and claim, see who has what, take back what the losers tried, and commit. What is in the way of one
 * order never fails another.
 */
import type { PoolConnection } from 'mysql2/promise';
import { type Committing, placeholders, sendTogether, write } from '../../shared/mysql/statements.ts';
import type { Statement } from '../../shared/mysql/sql-text.ts';
import { outboxInsert } from '../../shared/messages/outbox.ts';
import { keyInEvent, type BatchReplies, decideBatch, type BatchOutcome } from './decision.ts';
import { type PendingOrder, seatsOf } from './pending-order.ts';
import { countForBuyers, countSales, insertClaims, insertNewOrders, takeBack } from './order-statements.ts';
import { placeWhole } from './whole.ts';

/** Runs a batch on a connection, COMMIT included. @throws whatever the server says that is no answer, with the transaction still open */
export async function placeBatch(
  connection: PoolConnection,
  batch: readonly PendingOrder[],
  committing: Committing,
): Promise<BatchOutcome[]> {
  // Without a live state before it, a crowd is after the same seats.
  const isReserved = batch.every(({ holdId }) => holdId !== undefined);
  if (isReserved && !(await placeWhole(connection, batch, committing))) return batch.map(() => ({ outcome: 'placed' }));
  return placeEach(connection, batch, committing);
}

async function placeEach(
  connection: PoolConnection,
  batch: readonly PendingOrder[],
  committing: Committing,
): Promise<BatchOutcome[]> {
  const replies = readReplies(await sendTogether(connection, tryStatements(batch)));
  const outcomes = decideBatch(batch, replies);
  const winners = batch.filter((_, index) => outcomes[index]?.outcome === 'placed');
  if (winners.length === 0) {
    await write(connection, 'ROLLBACK');
    return outcomes;
  }
  const losers = batch.filter((_, index) => outcomes[index]?.outcome !== 'placed');
  await sendTogether(connection, settleStatements(winners, losers), committing);
  return outcomes;
}

function tryStatements(batch: readonly PendingOrder[]): Statement[] {
  const events = [...new Set(batch.map((pending) => pending.event.id))];
  const limited = batch.filter((pending) => pending.event.limitPerBuyer !== null);
  return [
    { sql: 'START TRANSACTION', values: [] },
    {
      sql: `SELECT id, version FROM events WHERE id IN (${placeholders(events.length)}) AND status = 'published' AND elsewhere IS NULL ORDER BY id LOCK IN SHARE MODE`,
      values: events,
    },
    insertNewOrders(batch),
    limited.length === 0
      ? { sql: 'DO 0', values: [] }
      : {
          sql: `SELECT event_id, buyer_id, seats FROM buyer_seats WHERE ${limited.map(() => '(event_id = ? AND buyer_id = ?)').join(' OR ')} ORDER BY event_id, buyer_id FOR UPDATE`,
          values: limited.flatMap(({ event, order }) => [event.id, order.buyerId]),
        },
    insertClaims('INSERT IGNORE', batch),
    {
      sql: `SELECT id FROM orders WHERE id IN (${placeholders(batch.length)})`,
      values: batch.map((pending) => pending.order.id),
    },
    {
      sql: `SELECT event_id, seat, order_id FROM seat_claims WHERE ${seatsOfEvents(batch, events)}`,
      values: events.flatMap((event) => [event, ...seatsIn(batch, event)]),
    },
  ];
}

function settleStatements(winners: readonly PendingOrder[], losers: readonly PendingOrder[]): Statement[] {
  return [
    ...takeBack(losers),
    ...countForBuyers(winners),
    outboxInsert(winners.map((pending) => pending.outboxEvent)),
    ...countSales(winners),
    { sql: 'COMMIT', values: [] },
  ];
}

function readReplies([, events, , bought, , inserted, owners]: unknown[]): BatchReplies {
  const counts = Array.isArray(bought) ? (bought as { event_id: string; buyer_id: string; seats: number }[]) : [];
  return {
    events: new Map((events as { id: string; version: number }[]).map((row) => [row.id, row.version])),
    inserted: new Set((inserted as { id: string }[]).map((row) => row.id)),
    owners: new Map(
      (owners as { event_id: string; seat: number; order_id: string }[]).map((row) => [
        keyInEvent(row.event_id, row.seat),
        row.order_id,
      ]),
    ),
    bought: new Map(counts.map((row) => [keyInEvent(row.event_id, row.buyer_id), row.seats])),
  };
}

function seatsIn(batch: readonly PendingOrder[], event: string): number[] {
  return batch.filter((pending) => pending.event.id === event).flatMap((pending) => seatsOf(pending.order));
}

function seatsOfEvents(batch: readonly PendingOrder[], events: readonly string[]): string {
  return events
    .map((event) => `(event_id = ? AND seat IN (${placeholders(seatsIn(batch, event).length)}))`)
    .join(' OR ');
}
