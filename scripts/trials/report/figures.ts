/** Figures of a report: exact quantiles, and how a number is written for people. */

/**
 * The exact quantile by nearest rank: the smallest value that at least a share `q` of all values does not exceed. The
 * values may stand in any order; NaN when there are none.
 * @param q 0…1; 0 is the least value, 1 the greatest
 */
export function quantile(values: readonly number[], q: number): number {
  return quantileOfSorted(values.toSorted(ascending), q);
}

/** As `quantile`, of values that stand in ascending order: for several quantiles of the same values. */
export function quantileOfSorted(sorted: readonly number[], q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is of 0…1, not of ${q}`);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle one of several runs, with the least and the greatest. An even number has its lower middle: a real run. */
export function spread(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = values.toSorted(ascending);
  return { median: quantileOfSorted(sorted, 0.5), low: quantileOfSorted(sorted, 0), high: quantileOfSorted(sorted, 1) };
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** A figure for people: four significant digits, whole numbers in full, a dash for what is no number. */
export function figureText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 10_000 ? whole.format(value) : precise.format(value);
}

function ascending(one: number, other: number): number {
  return one - other;
}
