/** Comparisons worth a line, most of them with a target, and how they came out. */
import { availableParallelism } from 'node:os';
import type { Spread } from './comparison.ts';
import type { Measured } from '../part.ts';
import type { PartName } from '../part-names.ts';

/** What a figure has to reach, and what would be better still. */
export interface Bounds {
  /** Whether more is better. */
  atLeast: boolean;
  must: number;
  stretch: number;
}

/** A line of the table. */
export interface BenchTarget {
  what: string;
  part: PartName;
  unit: '×' | 'KB' | 'MB' | 'ms' | '';
  measure: (measured: Measured) => Spread | undefined;
  /** Without them a line is there to be known. */
  bounds?: Bounds;
  /** Cores a machine must have, or the figure says nothing. */
  cores?: number;
}

/** How a target was met. */
export type TargetVerdict =
  | 'stretch met'
  | 'must met'
  | 'not met'
  | 'no target'
  | 'not measured'
  | 'not measurable here';

/** A target with what was found. */
export interface Line extends BenchTarget {
  found: Spread | undefined;
  verdict: TargetVerdict;
}

/** Every line of the parts that were run. */
export function judge(results: ReadonlyMap<PartName, Measured>, targets: readonly BenchTarget[]): Line[] {
  return targets
    .filter(({ part }) => results.has(part))
    .map((target) => {
      const found = target.measure(results.get(target.part) ?? {});
      return { ...target, found, verdict: verdictOf(target, found) };
    });
}

function verdictOf({ bounds, cores = 1 }: BenchTarget, found: Spread | undefined): TargetVerdict {
  if (!found) return 'not measured';
  if (availableParallelism() < cores) return 'not measurable here';
  if (!bounds) return 'no target';
  const meets = (bound: number): boolean => (bounds.atLeast ? found.median >= bound : found.median <= bound);
  return meets(bounds.stretch) ? 'stretch met' : meets(bounds.must) ? 'must met' : 'not met';
}
