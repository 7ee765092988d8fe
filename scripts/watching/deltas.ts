/** By how much figures have grown since their process told them last. What they are told of is a total since its start. */
import type { ToldPoint } from './told.ts';

/** Growth of a figure of one kind, or how a gauge is now. */
export interface Growth extends Pick<ToldPoint, 'service' | 'instance' | 'name' | 'kind' | 'attributes' | 'bounds'> {
  /** Of a histogram: of its sum. Of a gauge: its value. */
  value: number;
  count: number;
  buckets: readonly number[];
}

/** A process of some hundred series, and as many processes as come and go in five minutes; beyond that the oldest are forgotten. */
const MOST_SERIES = 40_000;
const FORGET_AFTER_MS = 300_000;

interface Last {
  value: number;
  count: number;
  buckets: readonly number[];
  seenMs: number;
}

export class Deltas {
  readonly #last = new Map<string, Last>();

  /** A gauge that is gone is left out. @param nowMs of any clock that does not go back */
  of(points: readonly ToldPoint[], nowMs: number): Growth[] {
    return points.flatMap((point) => this.#growth(point, nowMs) ?? []);
  }

  #growth(point: ToldPoint, nowMs: number): Growth | undefined {
    const { value, count, buckets, kind } = point;
    if (value === undefined) return undefined;
    if (kind === 'gauge') return { ...point, value };
    const key = `${point.instance} ${point.name} ${Object.values(point.attributes).join(' ')}`;
    const before = this.#last.get(key);
    this.#last.delete(key); // the map is in the order in which they were seen
    this.#last.set(key, { value, count, buckets, seenMs: nowMs });
    if (this.#last.size > MOST_SERIES) this.#forgetOldest();
    return {
      ...point,
      value: value - (before?.value ?? 0),
      count: count - (before?.count ?? 0),
      buckets: buckets.map((own, index) => own - (before?.buckets[index] ?? 0)),
    };
  }

  /** What no process tells any more. */
  forget(nowMs: number): void {
    for (const [key, { seenMs }] of this.#last) {
      if (seenMs > nowMs - FORGET_AFTER_MS) return;
      this.#last.delete(key);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#last.keys();
    if (oldest !== undefined) this.#last.delete(oldest);
  }
}

/** What a share of all does not exceed, by the upper end of its bucket; NaN of none. */
export function quantileOf(share: number, growths: readonly Growth[]): number {
  const bounds = growths[0]?.bounds ?? [];
  const sums = [...bounds, 0].map((_, index) => growths.reduce((sum, { buckets }) => sum + (buckets[index] ?? 0), 0));
  const total = sums.reduce((sum, one) => sum + one, 0);
  if (total === 0) return Number.NaN;
  let passed = 0;
  for (const [index, one] of sums.entries()) {
    passed += one;
    if (passed >= share * total) return bounds[index] ?? bounds.at(-1) ?? Number.NaN;
  }
  return Number.NaN;
}
