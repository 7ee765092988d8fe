/** PATCH …/holds/{holdId}: its time begins anew, or seats of it are given back. */
import type { Call } from '../../shared/http/call.ts';
import { notThere } from '../../shared/http/condition.ts';
import { Problem } from '../../shared/problem.ts';
import type { extendHold } from '../api.ts';
import type { Context } from '../context.ts';
import { requireOpen } from '../on-sale/event-on-sale.ts';
import { extendTime } from '../live/live-seats.ts';
import { askOfHold } from './hold-seats.ts';
import { holdView, noHold } from './hold-view.ts';
import { letGoOfSeats } from './let-go-of-seats.ts';

/** PATCH …/holds/{holdId} */
export async function answerExtendHold(context: Context, call: Call<typeof extendHold>) {
  const { params, user, condition, body } = call;
  if (body?.release) return letGoOfSeats(context, call, body.release);
  const { pool } = context.databases.ofId(params.eventId);
  await context.eventsOnSale.decideByFresh(
    pool,
    params.eventId,
    (known) => requireOpen(known, new Date()),
    user.userId,
  );
  const { onSale, reply } = await askOfHold(context, params.eventId, (redis, known) => {
    // Redis may know of a newer event than the one that was judged.
    requireOpen(known, new Date());
    return extendTime(redis, known, user.userId, params.holdId, context.times, condition);
  });
  if (reply === 'limit')
    throw new Problem('limit_exceeded', 'this hold cannot be extended further', { reason: 'limit', seats: [] });
  if (reply === 'failed') throw new Problem('precondition_failed', 'the hold ends at another time by now');
  if (typeof reply === 'string') throw notThere(condition, noHold());
  return holdView(onSale, params.holdId, reply);
}
