/** The seats an order is about: those of a hold, or reserved for the moment of the order. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import type { Context } from '../context.ts';
import { askOfHold, keepsChanging } from '../holds/hold-seats.ts';
import { pinHold } from '../live/live-seats.ts';
import { mayBeOwn, reserveOwn } from './own-holds.ts';
import { nameOf, type Reservation, reserveSeats, setRight, type SeatsToReserve } from './reserve.ts';
import { requireAge } from '../holds/refusals.ts';
import { requireOpen } from '../on-sale/event-on-sale.ts';
import { wantedSeats } from '../on-sale/seat-choice.ts';
import { laterUntil, requireHoldTerms, requireStated, termsOf, totalNow } from '../on-sale/terms.ts';
import { type OrderCall, pinMs, statedIn, takenFor } from './stated.ts';

/** An order of named seats, or of so many of a section. */
type SeatsOfOrder = Exclude<OrderCall['body'], { holdId: string }>;

const ATTEMPTS = 6;

/**
 * The seats of an order that names them, or so many of a section: for its own moment, or from holds that the buyer has.
 * @throws Problem: why they cannot be had; `terms_changed` when they are not what the buyer was shown
 */
export async function reserveAsked(
  context: Context,
  shard: Shard,
  call: OrderCall,
  body: SeatsOfOrder,
  fingerprint: Buffer,
  attempt: number,
): Promise<Reservation> {
  for (let tries = 1; tries <= ATTEMPTS; tries++) {
    try {
      return await reserveSeats(context, shard, seatsAsked(call, body, fingerprint), attempt);
    } catch (refusal) {
      if (!('seats' in body) || !(refusal instanceof Problem) || !mayBeOwn(refusal)) throw refusal;
      const isHeld = refusal.code === 'already_held';
      const own = await reserveOwn(context, shard, call, body.seats, fingerprint).catch((error: unknown) => {
        // Without Redis there are no holds, and the refusal stands.
        throw !isHeld && error instanceof Problem && error.status >= 500 ? refusal : error;
      });
      if (own) return own;
      // The hold has ended since, and who has the seats now is found out anew.
      if (!isHeld) throw refusal;
    }
  }
  throw unavailable('the order', new Error('the holds of the buyer keep changing'));
}

/** What an order from seats asks of the live state, for its own moment. */
function seatsAsked(call: OrderCall, body: SeatsOfOrder, fingerprint: Buffer): SeatsToReserve {
  const buyer = call.user.userId;
  return {
    eventId: call.params.eventId,
    caller: buyer,
    buyer,
    holdId: `direct_${nameOf(buyer, call.key, fingerprint)}`,
    want: (onSale) => {
      const now = new Date();
      requireOpen(onSale, now);
      requireAge(onSale, call.user, now);
      const wanted = wantedSeats(onSale, body);
      requireStated(onSale, totalNow(onSale, wanted), statedIn(call));
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
  const stated = statedIn(call);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { onSale, reply } = await askOfHold(context, eventId, (redis, known) =>
      pinHold(redis, known, call.user.userId, holdId, pinMs(known, stated), takenFor(known, stated)),
    );
    if (typeof reply === 'string') throw noSuchHold();
    const { seats } = reply;
    const terms = await context.events.judge(shard.pool, eventId, (known) => {
      requireOpen(known, new Date());
      // Of another version the chart may be another, too, where these would be other seats: the hold is asked about anew.
      if (known.event.version !== onSale.event.version) return undefined;
      return requireHoldTerms(known, termsOf(reply.terms, seats.length), seats, stated);
    });
    if (!terms) continue;
    return {
      onSale,
      seats,
      prices: terms.prices,
      cancelUntil: laterUntil(terms.cancelUntil, onSale.event.cancelUntil),
      holdId,
      replaceable: false,
      giveUp: (taken) => setRight(context.cache.redis, shard, eventId, taken),
    };
  }
  throw keepsChanging();
}

function noSuchHold(): Problem {
  return new Problem('hold_expired', 'it has expired, was released or sold, or is not yours', {
    reason: 'expired',
    seats: [],
  });
}
