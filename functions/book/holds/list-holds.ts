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

/** The hold that a buyer has by this very request. @param key as `holdKey` writes it */
export async function holdUnderKey(
  context: Context,
  eventId: string,
  buyer: string,
  key: string,
): Promise<HoldView | undefined> {
  const { onSale, reply } = await askOfHold(context, eventId, (redis, known) => holdsOf(redis, known, buyer));
  const hold = reply.find(({ keys }) => keys.split(' ').includes(key));
  return hold && holdView(onSale, hold.id, hold);
}
