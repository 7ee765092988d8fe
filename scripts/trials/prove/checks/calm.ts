/** Calm: when nothing struck, nothing had been left undone, and nobody ticked. What happens then is explained by no fault. */
import type { Evidence } from '../evidence/evidence.ts';

/** Whether something happened in the calm, from its beginning to its end. */
export function isCalm({ calms }: Pick<Evidence, 'calms'>, { from, to }: { from: number; to: number }): boolean {
  return calms.some((calm) => calm.from <= from && to <= calm.to);
}
