/** The lines of slots that move. */
import { MOVED } from '../part-names.ts';
import type { BenchTarget } from './bench-targets.ts';
import { spreadOf } from './comparison.ts';

export const MOVE_TARGETS: readonly BenchTarget[] = Object.values(MOVED).map((variant) => ({
  part: 'moves',
  what: `a slot of 100,000 sold seats without writers, ${variant}`,
  unit: 'ms',
  bounds: { atLeast: false, must: 2_000, stretch: 300 },
  measure: (measured) => spreadOf(measured, variant, 'fenceMs'),
}));
