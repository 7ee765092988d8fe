/** Who wins in a batch of orders, by what the database replied. Pure. */
import { type PendingOrder, type OrderOutcome, seatsOf } from './pending-order.ts';

/** What the database said after every order and claim of a batch was tried. */
export interface BatchReplies {
  /** Events of the batch that are on sale, with their versions; locked until the transaction ends. */
  events: ReadonlyMap<string, number>;
  /** Orders whose row went in: their key was not used before. */
  inserted: ReadonlySet<string>;
  /** Which order has a seat, by event and seat. */
  owners: ReadonlyMap<string, string>;
  /** What buyers had before this batch, of events with a limit per buyer, by event and buyer. */
  bought: ReadonlyMap<string, number>;
}

/** An order's outcome in a batch; `again` when it lost only to an order that then lost itself. */
export type BatchOutcome = OrderOutcome | { outcome: 'again' };

/** The key of a seat or buyer of an event in the maps above. */
export function keyInEvent(eventId: string, of: number | string): string {
  return `${eventId} ${of}`;
}

/** Decides each order by itself: no order's loss is another's. In the order of the batch. */
export function decideBatch(batch: readonly PendingOrder[], replies: BatchReplies): BatchOutcome[] {
  const bought = new Map(replies.bought);
  const first = batch.map((pending) => firstLook(pending, replies, bought));
  const winners = new Set(
    batch.filter((_, index) => first[index]?.outcome === 'placed').map((pending) => pending.order.id),
  );
  const rivals = new Set(batch.map((pending) => pending.order.id));
  return batch.map((pending, index) => {
    const outcome = first[index] ?? { outcome: 'again' };
    if (outcome.outcome !== 'taken') return outcome;
    const lost = outcome.seats.filter((seat) => {
      const owner = replies.owners.get(keyInEvent(pending.event.id, seat)) ?? '';
      return winners.has(owner) || !rivals.has(owner);
    });
    return lost.length > 0 ? { outcome: 'taken', seats: lost } : { outcome: 'again' };
  });
}

function firstLook({ event, order }: PendingOrder, replies: BatchReplies, bought: Map<string, number>): OrderOutcome {
  if (replies.events.get(event.id) !== event.version) return { outcome: 'changed' };
  if (!replies.inserted.has(order.id)) return { outcome: 'repeated' };
  const seats = seatsOf(order);
  const lost = seats.filter((seat) => replies.owners.get(keyInEvent(event.id, seat)) !== order.id);
  if (lost.length > 0) return { outcome: 'taken', seats: lost };
  if (event.limitPerBuyer !== null) {
    const buyer = keyInEvent(event.id, order.buyerId);
    const has = (bought.get(buyer) ?? 0) + seats.length;
    if (has > event.limitPerBuyer) return { outcome: 'limit' };
    bought.set(buyer, has);
  }
  return { outcome: 'placed' };
}
