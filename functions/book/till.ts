/**
 * Where a sale is decided: one transaction that writes the order, its items, its claims and the events that tell of
 * it. The claims' primary key has the last word on who gets a seat.
 */
import type { Shard } from '../shared/databases.ts';
import type { EventRecord } from '../shared/event-row.ts';
import { slotOf } from '../shared/ids.ts';
import { type Db, isDuplicateKey, transaction } from '../shared/mysql.ts';
import { enqueue, type Outgoing, outgoing, type Stored } from '../shared/outbox.ts';
import type { Trace } from '../shared/trace.ts';
import * as store from './store.ts';

/** How a sale ended: placed, or why not. Nothing is left behind unless it was placed. */
export type SaleOutcome =
  | { outcome: 'placed'; stored: Stored[] }
  | { outcome: 'taken'; seats: number[] }
  /** Over the limit per buyer; the key was used before; the event was changed or cancelled meanwhile. */
  | { outcome: 'limit' | 'repeated' | 'changed' };

/** Thrown inside the transaction to roll it back. */
class NotPlaced extends Error {
  readonly why: Exclude<SaleOutcome, { outcome: 'placed' }>;

  constructor(why: Exclude<SaleOutcome, { outcome: 'placed' }>) {
    super(why.outcome);
    this.why = why;
  }
}

/** Sells seats to a buyer, once per Idempotency-Key. */
export async function sell(
  shard: Shard,
  event: EventRecord,
  order: store.OrderRecord,
  key: string,
  trace: Trace,
): Promise<SaleOutcome> {
  const seats = order.items.map((item) => item.seat);
  try {
    const stored = await transaction(shard.pool, async (connection) => {
      const onSale = await unlessDuplicate(store.insertOrder(connection, order, key, event.version), {
        outcome: 'repeated',
      });
      if (!onSale) throw new NotPlaced({ outcome: 'changed' });
      const has = await store.countBuyerSeats(connection, event.id, order.buyerId, seats.length);
      if (event.limitPerBuyer !== null && has > event.limitPerBuyer) throw new NotPlaced({ outcome: 'limit' });
      await unlessDuplicate(store.insertClaims(connection, event.id, order.id, seats), { outcome: 'taken', seats });
      await store.insertItems(connection, order.id, order.items);
      return tell(connection, 'order.confirmed.v1', event, order, seats.length, trace);
    });
    return { outcome: 'placed', stored };
  } catch (error) {
    if (!(error instanceof NotPlaced)) throw error;
    if (error.why.outcome !== 'taken') return error.why;
    const claims = await store.readClaims(shard.pool, event.id, seats);
    return { outcome: 'taken', seats: seats.filter((seat) => claims.has(seat)) };
  }
}

/**
 * Cancels an order and frees its seats.
 * @returns the events to tell; undefined when it was not confirmed any more
 */
export async function refund(
  shard: Shard,
  event: EventRecord,
  order: store.OrderRecord,
  at: Date,
  trace: Trace,
): Promise<Stored[] | undefined> {
  const seats = order.items.map((item) => item.seat);
  return transaction(shard.pool, async (connection) => {
    if (!(await store.endOrder(connection, order.id, at))) return undefined;
    // In the order of `sell`, so that neither waits for the other.
    await store.countBuyerSeats(connection, event.id, order.buyerId, -seats.length);
    const freed = await store.deleteClaims(connection, event.id, order.id, seats);
    if (freed !== seats.length) throw new Error(`order ${order.id} had ${freed} claims for ${seats.length} seats`);
    return tell(
      connection,
      'order.cancelled.v1',
      event,
      { ...order, version: 2, status: 'cancelled', cancelledAt: at },
      -seats.length,
      trace,
    );
  });
}

async function tell(
  db: Db,
  type: 'order.confirmed.v1' | 'order.cancelled.v1',
  event: EventRecord,
  order: store.OrderRecord,
  seats: number,
  trace: Trace,
): Promise<Stored[]> {
  // Last, for this row is the one that all orders of an event share: it is locked for the shortest time.
  const figure = await store.countSold(db, event.id, seats);
  const slot = slotOf(event.id);
  const events: Outgoing[] = [
    outgoing({ type, subject: order.id, slot, data: orderData(event, order) }),
    outgoing({
      type: 'availability.changed.v1',
      subject: event.id,
      slot,
      data: { eventId: event.id, seatsTotal: event.seatsTotal, ...figure },
    }),
  ];
  return enqueue(db, events, trace);
}

function orderData(event: EventRecord, order: store.OrderRecord) {
  const { id, eventId: _eventId, ...view } = store.orderView(order);
  return {
    ...view,
    orderId: id,
    version: order.version,
    buyerId: order.buyerId,
    event: { id: event.id, version: event.version, title: event.title, startsAt: event.startsAt },
  };
}

async function unlessDuplicate<T>(inserted: Promise<T>, why: NotPlaced['why']): Promise<T> {
  try {
    return await inserted;
  } catch (error) {
    throw isDuplicateKey(error) ? new NotPlaced(why) : error;
  }
}
