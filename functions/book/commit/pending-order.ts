/** One order on its way through the group commit, and how it ended. */
import { wordsOf } from '../../shared/event/buyer-words.ts';
import type { StoredEvent } from '../../shared/event/row.ts';
import { slotOf } from '../../shared/ids.ts';
import { outboxRow, typedMessage, type OutboxEvent } from '../../shared/messages/outbox.ts';
import type { Trace } from '../../shared/trace.ts';
import { orderView, type StoredOrder } from '../store.ts';

/** Seats of a hold. */
export interface SeatsOfHold {
  holdId: string;
  seats: readonly number[];
}

/** What is to be sold to whom, under which key. */
export interface PendingOrder {
  event: StoredEvent;
  order: StoredOrder;
  /** Idempotency-Key. */
  key: string;
  /** The hold its seats are reserved by; none without Redis. */
  holdId: string | undefined;
  /** Those of its seats that other holds of the buyer's have. */
  ownHolds: readonly SeatsOfHold[];
  /** What its buyer is found by, made once, however often it is tried. */
  buyerWords: string | null;
  /** The outbox event that will be published of it. */
  outboxEvent: OutboxEvent;
}

/** How an order ended: placed, or why not. Nothing is left behind unless it was placed. */
export type OrderOutcome =
  | { outcome: 'placed' }
  | { outcome: 'taken'; seats: number[] }
  /** Over the limit per buyer; the key was used before; the event was changed or cancelled meanwhile. */
  | { outcome: 'limit' | 'repeated' | 'changed' };

/** Makes an order ready for its transaction. */
export function pendingOrder(
  event: StoredEvent,
  order: StoredOrder,
  key: string,
  holdId: string | undefined,
  trace: Trace,
  ownHolds: readonly SeatsOfHold[] = [],
): PendingOrder {
  const buyerWords = wordsOf(order.buyer);
  return { event, order, key, holdId, ownHolds, buyerWords, outboxEvent: orderEvent(event, order, trace) };
}

/** The seats an order is about, in ascending order: those it has, and those of it that were cancelled. */
export function seatsOf(order: Pick<StoredOrder, 'items'>): number[] {
  return order.items.map((item) => item.seat);
}

/** The outbox event of an order as it is: confirmed, still confirmed without some of its seats, or cancelled. */
export function orderEvent(event: StoredEvent, order: StoredOrder, trace: Trace): OutboxEvent {
  const { id, eventId: _eventId, ...view } = orderView(order);
  const data = {
    ...view,
    orderId: id,
    version: order.version,
    buyerId: order.buyerId,
    updatedAt: order.updatedAt?.toISOString() ?? null,
    event: factsOf(event),
  };
  return outboxRow(typedMessage({ type: typeOf(order), subject: id, slot: slotOf(event.id), data }), trace);
}

/** What those need who write to a buyer, or print his tickets. */
function factsOf({ id, version, title, startsAt, endsAt, organizerId, venue, updatedAt }: StoredEvent) {
  return { id, version, title, startsAt, endsAt, organizerId, venue, updatedAt };
}

function typeOf({ status, version }: StoredOrder) {
  if (status === 'cancelled') return 'order.cancelled.v1';
  return version === 1 ? 'order.confirmed.v1' : 'order.updated.v1';
}
