/** POST …/holds: seats kept for a buyer for a while, in Redis alone. */
import type { Call } from '../../shared/http/call.ts';
import { requireCondition } from '../../shared/http/condition.ts';
import { eventTag } from '../../shared/http/etag.ts';
import { newId, slotOf } from '../../shared/ids.ts';
import type { holdSeats as holdRoute } from '../api.ts';
import { wantedSeats } from '../choice/seat-choice.ts';
import { type Context, requireRedis } from '../context.ts';
import { requireOpen } from '../event-on-sale.ts';
import { networkNames } from '../live/hold-limits.ts';
import { holdSeats } from './hold-seats.ts';
import { requireAge } from './refusals.ts';
import { holdView } from './view.ts';

/** POST …/holds */
export async function makeHold(context: Context, call: Call<typeof holdRoute>) {
  const { user, body, condition, address } = call;
  const { eventId } = call.params;
  const { pool } = context.databases.ofId(eventId);
  const redis = await requireRedis(context);
  const counted = await context.countHold(user.userId);
  const id = newId('hld', slotOf(eventId));
  const held = await holdSeats(context, redis, pool, {
    eventId,
    caller: user.userId,
    buyer: user.userId,
    holdId: id,
    times: context.times,
    keepsTerms: true,
    networks: networkNames(address),
    want: (onSale) => {
      const now = new Date();
      requireOpen(onSale, now);
      requireAge(onSale, user, now);
      requireCondition(condition, eventTag(onSale.event));
      return wantedSeats(onSale, body);
    },
  }).catch(async (error: unknown) => {
    // Who finds seats taken tries others.
    await counted.giveBack();
    throw error;
  });
  return holdView(held.onSale, id, held);
}
