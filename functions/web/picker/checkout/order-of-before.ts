/** The order that a page had placed before it was loaded anew. */
import { pause } from '../live/live-seats-link.ts';
import type { BookingApi, PlacedOrder } from './booking-api.ts';

/** Before each question for its record, which comes a moment after it. */
const PAUSES_MS = [0, 500, 1_000, 2_000, 4_000];

/** @returns what is left of it; undefined where nothing is, where it is another's or another event's, or where it cannot be asked for */
export async function orderOfBefore(
  api: BookingApi,
  buyerId: string,
  orderId: string,
  signal: AbortSignal,
): Promise<PlacedOrder | undefined> {
  for (const pauseMs of PAUSES_MS) {
    await pause(pauseMs, signal);
    if (signal.aborted) return undefined;
    const answer = await api.placed(buyerId, orderId);
    if ('refusal' in answer) {
      if (answer.refusal.code === 'not_found') continue;
      return undefined;
    }
    const { status, items } = answer.value;
    if (status !== 'confirmed') return undefined;
    return { ...answer.value, items: items.filter((item) => item.status === 'confirmed') };
  }
  return undefined;
}
