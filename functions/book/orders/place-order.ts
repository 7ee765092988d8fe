/** Orders: from a hold, from named seats, or so many of a section; once per Idempotency-Key. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { newId, slotOf } from '../../shared/ids.ts';
import { log } from '../../shared/log.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { type Context, repairIfUnknown } from '../context.ts';
import { reserveHold, seatsAsked } from './order-seats.ts';
import { reserveOwn } from './own-holds.ts';
import { giveUp, newSharer, reserveInDatabase } from './reservation.ts';
import { expectedTermsOf, type OrderCall } from './expected-terms.ts';
import { holdInLiveState, type Reservation } from '../holds/hold-seats.ts';
import { keepsChanging } from '../holds/refusals.ts';
import { requireOpen, type EventOnSale } from '../on-sale/event-on-sale.ts';
import { isSameRequest, printOf } from '../on-sale/same-request.ts';
import { seatsTaken } from '../on-sale/seat-choice.ts';
import { requireExpectedTerms } from '../on-sale/terms.ts';
import { type StoredOrder, readOrderByKey, withShown } from '../store.ts';
import { shownOrder } from './show-order.ts';
import { type PendingOrder, pendingOrder, type OrderOutcome } from '../commit/pending-order.ts';
import { plural } from '../../shared/plural.ts';

/** So often the seats or the event may turn out to be others than Redis, or the buyer's holds, said. */
const ORDER_ATTEMPTS = 6;

/**
 * POST …/orders
 * The same key with the same body is answered with the same order, whatever has happened since.
 * @throws Problem: why the seats cannot be had; `idempotency_key_reused` for another body under the same key
 */
export async function answerPlaceOrder(
  context: Context,
  call: OrderCall,
): Promise<{ placed: StoredOrder; repeated: boolean }> {
  const { body } = call;
  const shard = context.databases.ofId(call.params.eventId);
  const fingerprint = printOf(body);
  const sharer = newSharer();
  let reserved: Reservation | undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      const reservation =
        'holdId' in body
          ? await reserveHold(context, shard, call, body.holdId)
          : await holdInLiveState(
              context,
              shard,
              seatsAsked(call, body, fingerprint, { sharer, attempt }),
              reserveInDatabase,
            ).catch((refusal: unknown) => reserveOwn(context, shard, call, fingerprint, refusal));
      if (!reservation) {
        if (attempt < ORDER_ATTEMPTS) continue;
        throw unavailable('the order', new Error('the holds of the buyer keep changing'));
      }
      const { onSale, holdId, ownHolds } = reservation;
      const placed = withShown(newOrder(reservation, call, fingerprint), onSale.seating);
      const pending = pendingOrder(onSale.event, placed, call.key, holdId, call.trace, ownHolds);
      reserved = reservation;
      if ('section' in body) requireExpectedTerms(onSale, placed.totalCents, expectedTermsOf(call));
      const sold = await commitOrder(context, shard, pending);
      reserved = undefined;
      if (sold.outcome === 'placed') {
        // What is left of those holds can be ordered as soon as this is answered, so it is to be all that they say they have.
        if (ownHolds) await context.groupCommits.followed();
        return { placed, repeated: false };
      }
      await giveUp(context, shard, reservation, lostSeats(sold, reservation));
      if (sold.outcome === 'repeated') throw inProgress();
      if (sold.outcome === 'limit') throw overBuyerLimit(reservation.onSale);
      if (sold.outcome === 'changed') context.eventsOnSale.forget(call.params.eventId);
      // Without a name, whoever had the seat has given it back meanwhile.
      if (sold.outcome === 'taken' && sold.seats.length > 0) {
        if (!reservation.replaceable) throw seatsTaken(reservation.onSale, sold.seats);
        // Not a refusal: others would have done as well.
        if (attempt >= ORDER_ATTEMPTS) throw unavailable('the order', new Error('too many want the same seats'));
      }
      if (attempt >= ORDER_ATTEMPTS) throw keepsChanging();
      log.debug({ event: call.params.eventId, attempt }, 'placing again');
    }
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal;
    // The seats may be gone because this very order has them, the hold because Redis is away; and what was not known may be by now. What
    // is reserved stays so while MySQL cannot say whether an earlier try, which had it under the same name, was placed.
    const earlier = await earlierOrder(shard, call).catch((error: unknown) => {
      throw refusal.status >= 500 && error instanceof Problem && error.status >= 500 ? refusal : error;
    });
    if (reserved && (earlier || refusal.code !== 'outcome_unknown'))
      await giveUp(context, shard, reserved, earlier ? seatsOfBoth(earlier, reserved) : []);
    if (!earlier) throw refusal;
    return { placed: await shownOrder(context, shard.pool, earlier), repeated: true };
  }
}

async function commitOrder(context: Context, shard: Shard, pending: PendingOrder): Promise<OrderOutcome> {
  await context.eventsOnSale.decideByFresh(shard.pool, pending.event.id, (known) =>
    requireOpen(known, pending.order.createdAt),
  );
  return repairIfUnknown(context, shard, context.groupCommits.of(context, shard).commit(pending));
}

function seatsOfBoth({ items }: StoredOrder, { seats }: Reservation): number[] {
  return [...new Set([...items.map(({ seat }) => seat), ...seats])];
}

/** Seats that Redis took for reserved, and MySQL says are sold. With the key used before, they may be this very order's. */
function lostSeats(sold: OrderOutcome, reservation: Reservation): readonly number[] {
  if (sold.outcome === 'taken') return sold.seats;
  return sold.outcome === 'repeated' ? reservation.seats : [];
}

function newOrder(
  { onSale, seats, prices, cancelUntil }: Reservation,
  call: OrderCall,
  fingerprint: Buffer,
): StoredOrder {
  const items = seats.map((seat, index) => ({
    seat,
    label: onSale.seating.labelOf(seat),
    priceCents: prices?.[index] ?? onSale.priceOf(seat),
    status: 'confirmed' as const,
  }));
  return {
    id: newId('ord', slotOf(onSale.event.id)),
    version: 1,
    eventId: onSale.event.id,
    buyerId: call.user.userId,
    fingerprint,
    status: 'confirmed',
    items,
    totalCents: items.reduce((sum, item) => sum + item.priceCents, 0),
    currency: onSale.event.currency,
    createdAt: new Date(),
    cancelledAt: null,
    updatedAt: null,
    cancelUntil,
    buyer: { name: call.user.name ?? null, email: call.user.email ?? null },
  };
}

async function earlierOrder(shard: Shard, call: OrderCall): Promise<StoredOrder | undefined> {
  const earlier = await readOrderByKey(shard.pool, call.params.eventId, call.user.userId, call.key);
  if (earlier && !isSameRequest(earlier.fingerprint, call.body)) {
    throw new Problem(
      'idempotency_key_reused',
      'it stands for another order of yours; take a fresh key for a new order',
    );
  }
  return earlier;
}

/** The key was used, and yet there is no order: it was being placed, and has failed since. */
function inProgress(): Problem {
  return new Problem('order_in_progress', 'repeat the request to learn the outcome', {
    reason: 'unavailable',
    seats: [],
  });
}

function overBuyerLimit(onSale: EventOnSale): Problem {
  return new Problem(
    'limit_exceeded',
    `one buyer may have ${plural(Number(onSale.event.limitPerBuyer), 'seat')} of this event`,
    {
      reason: 'limit',
      seats: [],
    },
  );
}
