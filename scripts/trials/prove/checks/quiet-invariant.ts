/** A quiet period: when nothing struck, nothing had been left undone, and nobody ticked. What happens then is explained by no fault. */
import type { Evidence } from '../evidence/evidence.ts';

/** Whether something happened in the quiet period, from its beginning to its end. */
export function isQuiet(
  { quietPeriods }: Pick<Evidence, 'quietPeriods'>,
  { from, to }: { from: number; to: number },
): boolean {
  return quietPeriods.some((quiet) => quiet.from <= from && to <= quiet.to);
}
