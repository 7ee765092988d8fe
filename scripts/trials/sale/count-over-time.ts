/** How many of something there were over time. */

interface Interval {
  from: number;
  to: number;
}

/** A count that changes in steps. Both ends of an interval belong to it. */
export class Steps {
  /** Ascending; the count from each moment until the next one. */
  readonly #at: number[] = [];
  readonly #count: number[] = [];

  /**
   * Seats that were somebody's: a seat counts once, however many may have had it at one time.
   * @param more counts on top, by quantity
   */
  static ofUnions(
    spans: readonly (Interval & { seat: number })[],
    more: readonly (Interval & { quantity: number })[] = [],
  ): Steps {
    const bySeat = new Map<number, Interval[]>();
    for (const { seat, from, to } of spans) {
      const known = bySeat.get(seat);
      if (known) known.push({ from, to });
      else bySeat.set(seat, [{ from, to }]);
    }
    const merged = [...bySeat.values()].flatMap(unionOf).map((interval) => ({ ...interval, quantity: 1 }));
    return new Steps([...merged, ...more]);
  }

  constructor(intervals: readonly (Interval & { quantity: number })[]) {
    const changes = intervals.flatMap(({ from, to, quantity }) => [
      { at: from, by: quantity },
      { at: to, by: -quantity },
    ]);
    // What begins comes before what ends: at that moment both were there.
    changes.sort((one, other) => one.at - other.at || other.by - one.by);
    let now = 0;
    for (const { at, by } of changes) {
      this.#at.push(at);
      this.#count.push((now += by));
    }
  }

  /** The highest count from … to, both included. */
  most(from: number, to: number): number {
    let low = 0;
    let high = this.#at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#at[middle] as number) < from) low = middle + 1;
      else high = middle;
    }
    let most = low > 0 ? (this.#count[low - 1] as number) : 0;
    for (let index = low; index < this.#at.length && (this.#at[index] as number) <= to; index++)
      most = Math.max(most, this.#count[index] as number);
    return most;
  }
}

function unionOf(intervals: readonly Interval[]): Interval[] {
  const union: Interval[] = [];
  for (const { from, to } of intervals.toSorted((one, other) => one.from - other.from)) {
    const last = union.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else union.push({ from, to });
  }
  return union;
}
