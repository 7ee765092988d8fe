/** How much time holds have left, and what is said of it when. Pure. */

/** What of the time left is told: at five and at two minutes politely, at one minute with a choice, and the end. */
export type ClockPhase = 'plenty' | 'five' | 'two' | 'one' | 'over';

const MINUTE_MS = 60_000;

export function phaseAt(leftMs: number): ClockPhase {
  if (leftMs <= 0) return 'over';
  if (leftMs <= MINUTE_MS) return 'one';
  if (leftMs <= 2 * MINUTE_MS) return 'two';
  return leftMs <= 5 * MINUTE_MS ? 'five' : 'plenty';
}

/** After how long something else is to be shown: at the next whole minute, in the last minute at each second. */
export function nextTickMs(leftMs: number): number {
  if (leftMs <= 0) return Infinity;
  if (leftMs <= MINUTE_MS) return leftMs % 1_000 || 1_000;
  return leftMs % MINUTE_MS || MINUTE_MS;
}

/** Minutes as they are said: begun ones count, so that nobody is told zero before the end. */
export const minutesLeft = (leftMs: number): number => Math.max(0, Math.ceil(leftMs / MINUTE_MS));
