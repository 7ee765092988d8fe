/** Pairs what was before with what is now, both in order of time, without crossing. Pure. */

/** One of a sorted list, at a time in ms. */
export interface Placed {
  at: number;
  /** It is cancelled, or to be. */
  isOff: boolean;
}

/** Indexes of a pair. */
export type Pair = [one: number, other: number];

/** More are not weighed: the first of the one are the first of the other then. */
const MOST_WEIGHED = 1_000_000;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Pairs two sorted lists, as many as the shorter one has, such that they are the least apart in sum. */
export function nearestInOrder(some: readonly Placed[], others: readonly Placed[]): Pair[] {
  if (some.length > others.length) return nearestInOrder(others, some).map(([a, b]) => [b, a]);
  const width = others.length - some.length + 1;
  if (width === 1 || width * some.length > MOST_WEIGHED) return some.map((_, index) => [index, index]);
  // sums[skipped]: the least sum of those up to here, where so many of the others, or fewer, were left out.
  let sums = Array.from({ length: width }, () => 0);
  const choices = some.map(({ at }, index) => {
    let best = 0;
    const chosen: number[] = [];
    const next: number[] = [];
    for (let skipped = 0; skipped < width; skipped++) {
      const sum = (sums[skipped] ?? 0) + Math.abs(at - (others[index + skipped]?.at ?? 0));
      if (skipped === 0 || sum < (next[best] ?? 0)) best = skipped;
      chosen.push(best);
      next.push(skipped === best ? sum : (next[best] ?? 0));
    }
    sums = next;
    return chosen;
  });
  const pairs: Pair[] = [];
  let most = width - 1;
  for (let index = some.length - 1; index >= 0; index--) {
    most = choices[index]?.[most] ?? 0;
    pairs.push([index, index + most]);
  }
  return pairs.toReversed();
}

/** How many pairs are so many hours apart, and how many of these are on sale before and after. */
interface Shift {
  hours: number;
  count: number;
  onSale: number;
}

/**
 * Pairs those of two sorted lists that are apart by one and the same time, but for clocks that change between: that which most are apart by.
 * Of several, one within a day; then that by which most stay on sale; then the least.
 */
export function movedTogether(some: readonly Placed[], others: readonly Placed[]): Pair[] {
  const shift = shiftOfMost(some, others);
  if (shift === undefined) return [];
  const pairs: Pair[] = [];
  let next = 0;
  for (const [index, { at }] of some.entries()) {
    const isEarlier = (): boolean => (others[next]?.at ?? Infinity) < at + (shift - 1.5) * HOUR_MS;
    while (isEarlier()) next++;
    if ((others[next]?.at ?? Infinity) <= at + (shift + 1.5) * HOUR_MS) pairs.push([index, next++]);
  }
  return pairs;
}

function shiftOfMost(some: readonly Placed[], others: readonly Placed[]): number | undefined {
  if (some.length * others.length > MOST_WEIGHED) return undefined;
  const shifts = new Map<number, Shift>();
  for (const one of some)
    for (const other of others) {
      const hours = Math.round((other.at - one.at) / HOUR_MS);
      const shift = shifts.get(hours) ?? { hours, count: 0, onSale: 0 };
      shift.count++;
      if (!one.isOff && !other.isOff) shift.onSale++;
      shifts.set(hours, shift);
    }
  // Of a series that moves past a change of the clocks some dates move by an hour more, or less.
  const around = (hours: number, of: 'count' | 'onSale'): number =>
    [hours - 1, hours, hours + 1].reduce((sum, at) => sum + (shifts.get(at)?.[of] ?? 0), 0);
  const weights = ({ hours, count }: Shift): number[] => [
    around(hours, 'count'),
    count,
    Math.abs(hours) < DAY_HOURS ? 1 : 0,
    around(hours, 'onSale'),
    -Math.abs(hours),
  ];
  const weighed = [...shifts.values()].map((shift) => ({ hours: shift.hours, by: weights(shift) }));
  return weighed.reduce<(typeof weighed)[number] | undefined>(
    (best, one) => (best && !isMore(one.by, best.by) ? best : one),
    undefined,
  )?.hours;
}

/** The first in which they differ decides. */
function isMore(some: readonly number[], others: readonly number[]): boolean {
  const at = some.findIndex((one, index) => one !== others[index]);
  return at >= 0 && (some[at] ?? 0) > (others[at] ?? 0);
}
