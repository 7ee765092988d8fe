/** The seats an order is about: what it asks for, and those of a hold. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem } from '../../shared/problem.ts';
import type { Context } from '../context.ts';
import { askOfHold, type Reservation, type SeatsAsked } from '../holds/hold-seats.ts';
import { pinHold } from '../live/live-seats.ts';
import { directHoldName, ORDER_TIMES } from './reservation.ts';
import { keepsChanging, requireAge } from '../holds/refusals.ts';
import { type EventOnSale, requireOpen } from '../on-sale/event-on-sale.ts';
import type { SeatRequest } from '../on-sale/seat-request.ts';
import { wantedSeats } from '../on-sale/seat-choice.ts';
import { laterUntil, requireHoldTerms, requireExpectedTerms, termsOf, totalNow } from '../on-sale/terms.ts';
import { type OrderCall, pinMs, expectedTermsOf, termsToMatch } from './expected-terms.ts';

/** So often the event may be another than the one by which the hold was asked about. */
const PIN_ATTEMPTS = 6;

/** What an order from seats asks of the live state, for its own moment. */
export function seatsAsked(
  call: OrderCall,
  body: SeatRequest,
  fingerprint: Buffer,
  { sharer, attempt }: { sharer: string; attempt: number },
): SeatsAsked {
  const buyer = call.user.userId;
  return {
    eventId: call.params.eventId,
    caller: buyer,
    buyer,
    holdId: `direct_${directHoldName(buyer, call.key, fingerprint)}`,
    sharer,
    times: ORDER_TIMES,
    attempt,
    want: (onSale) => {
      const now = new Date();
      requireOpen(onSale, now);
      requireAge(onSale, call.user, now);
      const wanted = wantedSeats(onSale, body);
      const expected = expectedTermsOf(call);
      // What is yet to be chosen among seats of several prices is looked at once it is.
      requireExpectedTerms(onSale, totalNow(onSale, wanted) ?? expected.expectedTotalCents ?? 0, expected);
      return wanted;
    },
  };
}

/**
 * The seats of a hold, which lasts until the order is placed.
 * @throws Problem: why they cannot be had; `terms_changed` when they are not what the buyer was shown
 */
export async function reserveHold(
  context: Context,
  shard: Shard,
  call: OrderCall,
  holdId: string,
): Promise<Reservation> {
  const { eventId } = call.params;
  const expected = expectedTermsOf(call);
  for (let attempt = 1; attempt <= PIN_ATTEMPTS; attempt++) {
    const { onSale, reply } = await askOfHold(context, eventId, (redis, known) =>
      pinHold(redis, known, call.user.userId, holdId, pinMs(known, expected), termsToMatch(known, expected)),
    );
    if (typeof reply === 'string') {
      // A hold ends with the sale: then that is why.
      await context.eventsOnSale.decideByFresh(shard.pool, eventId, (known) => requireOpen(known, new Date()));
      throw noSuchHold();
    }
    const { seats, lost } = reply;
    const terms = await context.eventsOnSale.decideByFresh(shard.pool, eventId, (known) => {
      requireOpen(known, new Date());
      // Of another version the chart may be another, too, where these would be other seats: the hold is asked about anew.
      if (known.event.version !== onSale.event.version) return undefined;
      if (lost && expected.expectedTotalCents === undefined) throw seatsLost(known, lost, seats);
      return requireHoldTerms(known, termsOf(reply.terms, seats.length), seats, expected);
    });
    if (!terms) continue;
    return {
      onSale,
      seats,
      prices: terms.prices,
      cancelUntil: laterUntil(terms.cancelUntil, onSale.event.cancelUntil),
      holdId,
      replaceable: false,
    };
  }
  throw keepsChanging();
}

/** Whoever orders a hold means all that he was shown: less of it he says. */
function seatsLost({ seating }: EventOnSale, lost: readonly number[], left: readonly number[]): Problem {
  const [gone, rest] = [lost, left].map((seats) => seats.map((seat) => seating.labelOf(seat)));
  const why = `the hold has lost ${gone?.join(', ')}; name ${rest?.join(', ')}, or what they cost as expectedTotalCents, to order what is left`;
  return new Problem('seats_unavailable', why, { reason: 'unavailable', seats: gone ?? [] });
}

function noSuchHold(): Problem {
  return new Problem('hold_expired', 'it has expired, was released or sold, or is not yours', {
    reason: 'expired',
    seats: [],
  });
}
