/** The seats an order is about: those of a hold, or reserved for the moment of the order. */
import type { Call } from '../../shared/http/call.ts';
import { isMeant } from '../../shared/http/condition.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { eventTag } from '../../shared/http/etag.ts';
import { Problem } from '../../shared/problem.ts';
import type { placeOrder } from '../api.ts';
import type { Context } from '../context.ts';
import { askOfHold, keepsChanging } from '../holds/hold-seats.ts';
import { pinHold, type TakenFor } from '../live/live-seats.ts';
import { nameOf, type Reservation, SELLING_MS, setRight, type SeatsToReserve } from './reserve.ts';
import { requireAge } from '../holds/refusals.ts';
import { requireOpen, type EventOnSale } from '../event-on-sale.ts';
import { wantedSeats } from '../choice/seat-choice.ts';
import { laterUntil, namesVersion, requireHoldTerms, requireStated, type Stated, termsOf, totalNow } from '../terms.ts';

/** One call of placeOrder. */
export type OrderCall = Call<typeof placeOrder>;

/** An order of named seats, or of so many of a section. */
type SeatsOfOrder = Exclude<OrderCall['body'], { holdId: string }>;

const ATTEMPTS = 6;

/** What an order from seats asks of the live state, for its own moment. */
export function seatsAsked(call: OrderCall, body: SeatsOfOrder, fingerprint: Buffer): SeatsToReserve {
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

function statedIn({ body, condition }: OrderCall): Stated {
  return { expectedTotalCents: body.expectedTotalCents, condition };
}

/** What will be refused keeps nobody's seats: it is not to become a way of holding them for longer. */
function pinMs(onSale: EventOnSale, { condition }: Stated): number {
  return isMeant(condition, eventTag(onSale.event)) ? SELLING_MS : 0;
}

function takenFor(onSale: EventOnSale, { expectedTotalCents, condition }: Stated): TakenFor {
  return { totalCents: expectedTotalCents, where: namesVersion(condition) ? undefined : onSale.where };
}

function noSuchHold(): Problem {
  return new Problem('hold_expired', 'it has expired, was released or sold, or is not yours', {
    reason: 'expired',
    seats: [],
  });
}
