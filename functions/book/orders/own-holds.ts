/**
 * Named seats that the buyer has on hold himself: sold from his holds, on the terms that he was shown there. Others among them are
 * reserved for the order's own moment, by the event as it is. What is left of a hold stays on hold.
 */
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem } from '../../shared/problem.ts';
import { numbersOf, wantedSeats } from '../on-sale/seat-choice.ts';
import type { SeatsOfHold } from '../commit/pending-order.ts';
import type { Context } from '../context.ts';
import { type EventOnSale, requireOpen } from '../on-sale/event-on-sale.ts';
import { askOfHold, holdInLiveState, type Reservation } from '../holds/hold-seats.ts';
import { keepsChanging, requireAge } from '../holds/refusals.ts';
import { holdsOf, pinHold } from '../live/live-seats.ts';
import { requireHoldTerms, termsWithHolds } from '../on-sale/terms.ts';
import { directHoldName, giveUp, newSharer, ORDER_TIMES, reserveInDatabase } from './reservation.ts';
import { type OrderCall, pinMs, expectedTermsOf, termsToMatch } from './expected-terms.ts';

/** So often the event or the holds may change while they are asked about. */
const OWN_HOLDS_ATTEMPTS = 6;
/** For these, seats that the buyer has on hold are judged otherwise: by the terms of the hold, which was given already. */
const NOT_OF_HOLDS: ReadonlySet<string> = new Set(['terms_changed', 'limit_exceeded', 'account_too_new']);

/** Whether an order of named seats was perhaps refused because, or although, its buyer has them on hold. */
function mayBeOwn({ code, extras }: Problem): boolean {
  return code === 'already_held' || extras.holdIds !== undefined || NOT_OF_HOLDS.has(code);
}

/**
 * Reserves the seats of an order that was refused them, where the buyer has some of them on hold himself.
 * @returns undefined when his hold of them has ended since: who has the seats now is to be found out anew
 * @throws the refusal where it is not about seats of his; Problem: why they cannot be had
 */
export async function reserveOwn(
  context: Context,
  shard: Shard,
  call: OrderCall,
  fingerprint: Buffer,
  refusal: unknown,
): Promise<Reservation | undefined> {
  const { body } = call;
  if (!('seats' in body) || !(refusal instanceof Problem) || !mayBeOwn(refusal)) throw refusal;
  const isHeld = refusal.code === 'already_held';
  const own = await reserveHeld(context, shard, call, body.seats, fingerprint).catch((error: unknown) => {
    // Without Redis there are no holds, and the refusal stands.
    throw !isHeld && error instanceof Problem && error.status >= 500 ? refusal : error;
  });
  if (!own && !isHeld) throw refusal;
  return own;
}

/**
 * Reserves named seats of which the buyer has some on hold.
 * @returns undefined when he has none of them on hold
 * @throws Problem: why they cannot be had; `terms_changed` when they are not what he was shown
 */
async function reserveHeld(
  context: Context,
  shard: Shard,
  call: OrderCall,
  names: string[],
  fingerprint: Buffer,
): Promise<Reservation | undefined> {
  const { params, user } = call;
  for (let attempt = 1; attempt <= OWN_HOLDS_ATTEMPTS; attempt++) {
    const { onSale, reply } = await askOfHold(context, params.eventId, (redis, known) =>
      holdsOf(redis, known, user.userId),
    );
    const seats = numbersOf(onSale, names);
    const holds = reply.filter((hold) => hold.seats.some((seat) => seats.includes(seat)));
    if (holds.length === 0) return undefined;
    const { terms, rest } = termsWithHolds(onSale, holds, seats);
    const isAsKnown = await context.eventsOnSale.decideByFresh(shard.pool, params.eventId, (known) => {
      requireOpen(known, new Date());
      if (known.event.version !== onSale.event.version) return false;
      requireHoldTerms(known, terms, seats, expectedTermsOf(call));
      return true;
    });
    if (!isAsKnown) continue;
    const reserved =
      rest.length > 0 ? await reserveRest(context, shard, call, names, rest, fingerprint).catch(unlessHeld) : undefined;
    if (reserved === 'held') continue;
    const isSameEvent = reserved === undefined || reserved.onSale.event.version === onSale.event.version;
    const ownHolds = holds.map((hold) => ({
      holdId: hold.id,
      seats: hold.seats.filter((seat) => seats.includes(seat)),
    }));
    const areKept = await keep(context, call, ownHolds).catch(async (error: unknown) => {
      if (reserved) await giveUp(context, shard, reserved, reserved.seats);
      throw error;
    });
    if (isSameEvent && areKept) {
      return {
        onSale,
        seats,
        prices: terms.prices,
        cancelUntil: terms.cancelUntil,
        holdId: reserved ? reserved.holdId : holds[0]?.id,
        part: reserved?.part,
        ownHolds,
        replaceable: false,
      };
    }
    if (reserved) await giveUp(context, shard, reserved, reserved.seats);
  }
  throw keepsChanging();
}

/** Reserves those that are on no hold, under a name of their own: all that were asked for under the other would be other seats. */
async function reserveRest(
  context: Context,
  shard: Shard,
  call: OrderCall,
  names: string[],
  rest: readonly string[],
  fingerprint: Buffer,
): Promise<Reservation> {
  const { user, key } = call;
  const want = (known: EventOnSale) => {
    const now = new Date();
    requireOpen(known, now);
    requireAge(known, user, now);
    // The limit is one of the whole order.
    wantedSeats(known, { seats: names });
    return { seats: numbersOf(known, rest) };
  };
  const asked = {
    eventId: call.params.eventId,
    caller: user.userId,
    buyer: user.userId,
    holdId: `rest_${directHoldName(user.userId, key, fingerprint)}`,
    sharer: newSharer(),
    times: ORDER_TIMES,
    want,
  };
  const reserved = await holdInLiveState(context, shard, asked, reserveInDatabase);
  const isAll = reserved.seats.map((seat) => reserved.onSale.seating.labelOf(seat)).join() === rest.join();
  // Sent twice at once, and the hold of some of them ended in between: the first has another rest.
  if (!isAll) throw new Problem('order_in_progress', 'repeat the request to learn the outcome');
  return reserved;
}

/** The buyer has put some of the rest on hold meanwhile. */
function unlessHeld(error: unknown): 'held' {
  if (error instanceof Problem && error.code === 'already_held') return 'held';
  throw error;
}

/** Makes sure that the holds last while the order is placed. @returns false when one of them has ended, or has less by now */
async function keep(context: Context, call: OrderCall, ownHolds: readonly SeatsOfHold[]): Promise<boolean> {
  const { params, user } = call;
  const expected = expectedTermsOf(call);
  for (const { holdId, seats } of ownHolds) {
    const { reply } = await askOfHold(context, params.eventId, (redis, known) =>
      pinHold(redis, known, user.userId, holdId, pinMs(known, expected), {
        ...termsToMatch(known, expected),
        totalCents: undefined,
      }),
    );
    if (typeof reply === 'string' || !seats.every((seat) => reply.seats.includes(seat))) return false;
  }
  return true;
}
