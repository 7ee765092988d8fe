/** From so many seats of a section to a hold: once for each wish, whatever became of the answer. */
import type { Choice, Wish } from '../hall/chosen-seats.ts';
import { newKey } from '../hall/new-key.ts';
import type { SeatsOnHold } from '../hall/seats-on-hold.ts';
import type { Booked, BookingApi } from './booking-api.ts';

/**
 * Holds what is wished. The key of a hold that has ended since is answered with what became of it: what was ordered, in another tab say, is no wish any
 * more; else it is held anew, under a key that is kept before it is used.
 * @returns nothing where nothing is to be held; a refusal says of which wish
 */
export async function heldWish(api: BookingApi, choice: Choice, wish: Wish): Promise<Booked<SeatsOnHold | undefined>> {
  const answer = await held(api, wish);
  if ('refusal' in answer || (answer.value.status ?? 'held') === 'held') return answer;
  if (answer.value.status === 'ordered') return { value: undefined };
  const anew = { ...wish, key: newKey() };
  choice.wish(anew);
  return held(api, anew);
}

async function held(api: BookingApi, wish: Wish): Promise<Booked<SeatsOnHold>> {
  const answer = await api.holdWish(wish);
  return 'refusal' in answer ? { refusal: { ...answer.refusal, wish } } : answer;
}
