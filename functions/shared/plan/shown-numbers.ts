/** The number that a seat shows, which need not be its place in the row. Pure. */
import type { DrawnRow } from './drawn-chart.ts';

/** What the seat at a place of a row, from 1, shows: what stands on it in the hall. */
export function shownNumber({ numbers }: Pick<DrawnRow, 'numbers'>, place: number): string {
  if (numbers === undefined) return String(place);
  if ('first' in numbers) return String(numbers.first + (place - 1) * numbers.step);
  return numbers[place - 1] ?? String(place);
}

/** What the seats of a row show, in their order. */
export function shownNumbers(row: Pick<DrawnRow, 'numbers' | 'seats'>): string[] {
  return Array.from({ length: row.seats }, (_, index) => shownNumber(row, index + 1));
}
