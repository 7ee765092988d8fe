/** GET …/holds: what the caller has on hold of an event. */
import type { Call } from '../../shared/http/call.ts';
import type { listHolds } from '../api.ts';
import type { Context } from '../context.ts';
import { holdsOf } from '../live/live-seats.ts';
import { askOfHold } from './hold-seats.ts';
import { type HoldView, holdView } from './hold-view.ts';

/** GET …/holds: as many as one buyer may have at once, the oldest first. */
export async function answerListHolds(
  context: Context,
  { params, user }: Call<typeof listHolds>,
): Promise<{ items: HoldView[] }> {
  const { onSale, reply } = await askOfHold(
    context,
    params.eventId,
    (redis, known) => holdsOf(redis, known, user.userId),
    user.userId,
  );
  return { items: reply.map((hold) => holdView(onSale, hold.id, hold)) };
}
