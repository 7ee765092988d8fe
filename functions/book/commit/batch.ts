/**
 * Many sales in one transaction. Mostly as a whole, in one round trip. Where that is refused, or was not to be hoped for, in
 * two: try every order and claim, see who has what, take back what the losers tried, and commit. What is in the way of one
 * order never fails another.
 */
import type { PoolConnection } from 'mysql2/promise';
import { placeholders, sendTogether, write } from '../../shared/mysql/statements.ts';
import type { Committing } from '../../shared/mysql/transaction.ts';
import type { Statement } from '../../shared/mysql/sql-text.ts';
import { outboxInsert } from '../../shared/messages/outbox.ts';
import { at, type BatchReplies, decide, type Fate } from './decision.ts';
import { type SaleJob, seatsOf } from './pending-order.ts';
import { countForBuyers, countSales, insertClaims, insertNewOrders, takeBack } from './statements.ts';
import { sellWhole } from './whole.ts';

/** Runs a batch on a connection, COMMIT included. @throws whatever the server says that is no answer, with the transaction still open */
export async function sellBatch(
  connection: PoolConnection,
  batch: readonly SaleJob[],
  committing: Committing,
): Promise<Fate[]> {
  // Without a live state before it, a crowd is after the same seats.
  const isReserved = batch.every(({ holdId }) => holdId !== '');
  if (isReserved && !(await sellWhole(connection, batch, committing))) return batch.map(() => ({ outcome: 'placed' }));
  return sellEach(connection, batch, committing);
}

async function sellEach(
  connection: PoolConnection,
  batch: readonly SaleJob[],
  committing: Committing,
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
  const limited = batch.filter((job) => job.event.limitPerBuyer !== null);
  return [
    { sql: 'START TRANSACTION', values: [] },
    {
      sql: `SELECT id, version FROM events WHERE id IN (${placeholders(events.length)}) AND status = 'published' ORDER BY id LOCK IN SHARE MODE`,
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
      values: batch.map((job) => job.order.id),
    },
    {
      sql: `SELECT event_id, seat, order_id FROM seat_claims WHERE ${seatsOfEvents(batch, events)}`,
      values: events.flatMap((event) => [event, ...seatsIn(batch, event)]),
    },
  ];
}

function settleStatements(winners: readonly SaleJob[], losers: readonly SaleJob[]): Statement[] {
  return [
    ...takeBack(losers),
    ...countForBuyers(winners),
    outboxInsert(winners.map((job) => job.told)),
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
