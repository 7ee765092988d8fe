/** POST …/holds: seats kept for a buyer for a while, in Redis alone. Who asks for the same again gets the same hold. */
import type { Call } from '../../shared/http/call.ts';
import { requireCondition } from '../../shared/http/condition.ts';
import { eventTag } from '../../shared/http/etag.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem } from '../../shared/problem.ts';
import type { holdSeats } from '../api.ts';
import { printOf } from '../on-sale/same-request.ts';
import { wantedSeats } from '../on-sale/seat-choice.ts';
import { type Context, noHolds, requireRedis } from '../context.ts';
import { requireOpen } from '../on-sale/event-on-sale.ts';
import { networkNames } from '../live/hold-limits.ts';
import { holdKey } from '../live/hold-request.ts';
import { newHoldId } from './hold-id.ts';
import { lookAtHold } from '../live/live-seats.ts';
import { askOfHold, holdInLiveState, type SeatsAsked } from './hold-seats.ts';
import { holdUnderKey } from './hold-under-key.ts';
import { requireAge } from './refusals.ts';
import { type HoldView, holdView } from './hold-view.ts';

/**
 * POST …/holds
 * @returns the hold, and whether it was there: exactly these named seats are on hold for the buyer already, or the key stands for it
 */
export async function answerHoldSeats(
  context: Context,
  call: Call<typeof holdSeats>,
): Promise<{ hold: HoldView; repeated: boolean }> {
  const { user, body, condition, address } = call;
  const { eventId } = call.params;
  const shard = context.databases.ofId(eventId);
  await requireRedis(context);
  const counted = await context.countHold(user.userId);
  const id = newHoldId(eventId, user.userId);
  const key = call.key === undefined ? undefined : holdKey(call.key, printOf(body));
  try {
    const asked: SeatsAsked = {
      eventId,
      caller: user.userId,
      buyer: user.userId,
      holdId: id,
      times: context.times,
      keepsTerms: true,
      networks: networkNames(address),
      key,
      want: (onSale) => {
        const now = new Date();
        requireOpen(onSale, now);
        requireAge(onSale, user, now);
        requireCondition(condition, eventTag(onSale.event));
        return wantedSeats(onSale, body);
      },
    };
    const held = await holdInLiveState(context, shard, asked, withoutRedis);
    const repeated = held.holdId !== id;
    if (!repeated) return { hold: holdView(held.onSale, held.holdId, held), repeated };
    await counted.giveBack();
    // The sale may end sooner than when it was made.
    const { onSale, reply } = await askOfHold(context, eventId, (redis, known) =>
      lookAtHold(redis, known, user.userId, held.holdId),
    );
    return { hold: holdView(onSale, held.holdId, typeof reply === 'string' ? held : reply), repeated };
  } catch (refusal) {
    // Who finds seats taken tries others.
    await counted.giveBack();
    if (key === undefined || !(refusal instanceof Problem) || refusal.status >= 500) throw refusal;
    // A repeat comes first: whatever has changed since, it is told of what the key has made.
    const named = 'seats' in body ? body.seats : [];
    const hold = await holdUnderKey(context, shard, eventId, user.userId, key, named).catch(() => undefined);
    if (!hold) throw refusal;
    return { hold, repeated: true };
  }
}

async function withoutRedis(_context: Context, _shard: Shard, _asked: SeatsAsked, why = noHolds()): Promise<never> {
  throw why;
}
