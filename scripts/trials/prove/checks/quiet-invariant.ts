/** A quiet period: when nothing struck, nothing had been left undone, and nobody ticked. What happens then is explained by no fault. */
import type { Evidence } from '../evidence/evidence.ts';

/** Whether something happened in the quiet period, from its beginning to its end. */
export function isQuiet(
  { quietPeriods }: Pick<Evidence, 'quietPeriods'>,
  { from, to }: { from: number; to: number },
): boolean {
  return quietPeriods.some((quiet) => quiet.from <= from && to <= quiet.to);
}

/** Who looks at an event sees a change of it after so long, should Redis not have been told of it (`seat-views.ts`), and a moment for the look. */
const SEEN_WITHIN_MS = 7_000;

/** For how long a look may show an event as it was: not at all while nothing strikes. */
export function staleMs(evidence: Evidence, look: { from: number; to: number }): number {
  return evidence.faults.length === 0 || isQuiet(evidence, look) ? 0 : SEEN_WITHIN_MS;
}
