/** The seats an order is about: those of a hold, or reserved for the moment of the order. */
import type { Call } from '../../shared/http/call.ts';
import { isMeant } from '../../shared/http/condition.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { eventTag } from '../../shared/http/etag.ts';
import { Problem } from '../../shared/problem.ts';
import type { placeOrder } from '../api.ts';
import type { Context } from '../context.ts';
import { askOfHold, keepsChanging } from '../holds/hold.ts';
import { pinHold, type TakenFor } from '../live/live-seats.ts';
import { nameOf, type Reservation, reserveSeats, SELLING_MS, setRight, type Wish } from './reserve.ts';
import { requireAge } from '../holds/refusals.ts';
import { requireOpen, type EventOnSale } from '../event-on-sale.ts';
import { wantedSeats } from '../choice/seat-choice.ts';
import { namesVersion, requireHoldTerms, requireStated, type Stated, termsOf, totalNow } from '../terms.ts';

/** One call of placeOrder. */
export type OrderCall = Call<typeof placeOrder>;

const ATTEMPTS = 6;

/** @throws Problem: why the seats cannot be had; `terms_changed` when they are not what the buyer was shown */
export async function reserve(
  context: Context,
  shard: Shard,
  call: OrderCall,
  fingerprint: Buffer,
  attempt: number,
): Promise<Reservation> {
  const { body } = call;
  if ('holdId' in body) return fromHold(context, shard, call, body.holdId);
  const buyer = call.user.userId;
  const wish: Wish = {
    eventId: call.params.eventId,
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
  return reserveSeats(context, shard, wish, attempt);
}

async function fromHold(context: Context, shard: Shard, call: OrderCall, holdId: string): Promise<Reservation> {
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
