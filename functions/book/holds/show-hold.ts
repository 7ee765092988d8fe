/** GET …/holds/{holdId}: a hold as it is. */
import type { Call } from '../../shared/http/call.ts';
import type { getHold } from '../api.ts';
import type { Context } from '../context.ts';
import { lookAtHold } from '../live/live-seats.ts';
import { askOfHold } from './hold-seats.ts';
import { holdView, noHold } from './hold-view.ts';

/** GET …/holds/{holdId} */
export async function answerGetHold(context: Context, { params, user }: Call<typeof getHold>) {
  const { onSale, reply } = await askOfHold(context, params.eventId, (redis, known) =>
    lookAtHold(redis, known, user.userId, params.holdId),
  );
  if (typeof reply === 'string') throw noHold();
  return holdView(onSale, params.holdId, reply);
}
