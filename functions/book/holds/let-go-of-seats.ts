/** PATCH …/holds/{holdId} with `release`: single seats of it are given back. */
import type { Call } from '../../shared/http/call.ts';
import { notThere } from '../../shared/http/condition.ts';
import { Problem } from '../../shared/problem.ts';
import type { extendHold } from '../api.ts';
import type { Context } from '../context.ts';
import { letGoOf } from '../live/live-seats.ts';
import { numbersOf } from '../on-sale/seat-choice.ts';
import { askOfHold } from './hold-seats.ts';
import { holdView, noHold } from './hold-view.ts';

/**
 * What is left of the hold keeps its price and its end. Whoever repeats it has given nothing more back, and is told the same, also of the last seats.
 * @throws Problem `hold_not_found`, `seats_unknown`, `precondition_failed`
 */
export async function letGoOfSeats(
  context: Context,
  { params: { eventId, holdId }, user, condition }: Call<typeof extendHold>,
  labels: readonly string[],
) {
  const { pool } = context.databases.ofId(eventId);
  const { onSale, reply } = await askOfHold(
    context,
    eventId,
    (redis, known) => {
      const seats = numbersOf(known, labels, 'release');
      return letGoOf(redis, pool, known, { buyer: user.userId, holdId, seats }, condition);
    },
    user.userId,
  );
  if (reply === 'failed')
    throw new Problem('precondition_failed', 'the hold ends at another time by now, or has other seats');
  if (typeof reply === 'string') throw notThere(condition, noHold());
  return holdView(onSale, holdId, reply, reply.isReleased ? 'released' : 'held');
}
