/** DELETE …/holds/{holdId}: its seats are given back. */
import type { Call } from '../../shared/http/call.ts';
import { Problem } from '../../shared/problem.ts';
import type { releaseHold } from '../api.ts';
import { type Context, requireRedis } from '../context.ts';
import { releaseSeats } from '../live/live-seats.ts';
import { orUnavailable } from './hold-seats.ts';

/** DELETE …/holds/{holdId} */
export async function answerReleaseHold(
  context: Context,
  { params, user, condition }: Call<typeof releaseHold>,
): Promise<void> {
  await context.eventsOnSale.get(context.databases.ofId(params.eventId).pool, params.eventId);
  const redis = await requireRedis(context);
  const { eventId, holdId } = params;
  if (!(await orUnavailable(() => releaseSeats(redis, eventId, user.userId, holdId, condition))))
    throw new Problem('precondition_failed', 'the hold is gone, or ends at another time by now; nothing was released');
}
