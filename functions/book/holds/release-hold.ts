/** DELETE …/holds/{holdId}: its seats are given back. */
import type { Call } from '../../shared/http/call.ts';
import { Problem } from '../../shared/problem.ts';
import type { releaseHold } from '../api.ts';
import { type Context, requireRedis } from '../context.ts';
import { releaseSeats } from '../live/live-seats.ts';
import { isHoldIdOf } from './hold-id.ts';
import { orUnavailable } from './hold-seats.ts';
import { noHold } from './hold-view.ts';

/**
 * DELETE …/holds/{holdId}
 * The caller's own is given back once, and repeating it is no error; of anything else there is nothing, as for who asks to see it.
 * @throws Problem `hold_not_found`, `precondition_failed`
 */
export async function answerReleaseHold(
  context: Context,
  { params, user, condition }: Call<typeof releaseHold>,
): Promise<void> {
  const { pool } = context.databases.ofId(params.eventId);
  await context.eventsOnSale.get(pool, params.eventId);
  const redis = await requireRedis(context);
  const { eventId, holdId } = params;
  const outcome = await orUnavailable(() => releaseSeats(redis, pool, eventId, user.userId, holdId, condition));
  if (outcome === 'failed')
    throw new Problem('precondition_failed', 'the hold is gone, or ends at another time by now; nothing was released');
  if (outcome === 'missing' && !isHoldIdOf(holdId, user.userId)) throw noHold();
}
