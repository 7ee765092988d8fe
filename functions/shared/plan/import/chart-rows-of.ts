/** Rows of a chart from listed seats. Pure. */
import type { ShownNumbers } from '../drawn-chart.ts';
import type { ImportedRow, ImportedSeat } from './imported-seats.ts';
import { lineOf } from './names-of-parts.ts';

const LONGEST_NUMBER = 6;
const MOST_SHOWN = 999_999;

/** A row of a chart, as callers send it. */
export interface MadeRow {
  label: string;
  seats: number;
  name?: string;
  numbers?: { first: number; step: number } | string[];
  priceCategory?: string;
  otherPrices?: { priceCategory: string; places: number[] }[];
  accessible?: number[];
  companion?: number[];
  restricted?: number[];
  aisleAfter?: number[];
}

/** What seats show, if that is not 1, 2, 3 …; undefined also where it cannot be kept. */
export function shownBySeats(seats: readonly ImportedSeat[], drop: (what: string) => void): ShownNumbers | undefined {
  const all = seats.map(({ number }) => lineOf(number, Infinity));
  if (all.every((shown, index) => shown === String(index + 1))) return undefined;
  if (all.some((shown) => shown === '' || shown.length > LONGEST_NUMBER)) {
    drop('seat numbers of no or of more than six characters');
    return undefined;
  }
  if (new Set(all).size < all.length) {
    drop('seat numbers that are there twice in a row');
    return undefined;
  }
  const [first = 0, second = first + 1] = all.map(Number);
  const step = second - first;
  const isCounted =
    Math.abs(step) <= 100 &&
    step !== 0 &&
    all.every((shown, index) => /^(?:0|[1-9][0-9]*)$/.test(shown) && Number(shown) === first + index * step) &&
    first + (all.length - 1) * step <= MOST_SHOWN;
  return isCounted ? { first, step } : all;
}

/** The category that most of the seats have; of several the first. */
export function usualCategory(seats: readonly { category: string }[]): string {
  const counts = new Map<string, number>();
  for (const { category } of seats) counts.set(category, (counts.get(category) ?? 0) + 1);
  let [usual, most] = ['', 0];
  for (const [category, count] of counts) if (count > most) [usual, most] = [category, count];
  return usual;
}

/** @param usual the section's category @param idOf gives a category's id */
export function madeRow(
  row: ImportedRow,
  label: string,
  usual: string,
  idOf: (category: string) => string,
  drop: (what: string) => void,
): MadeRow {
  const { seats } = row;
  const own = usualCategory(seats);
  const numbers = shownBySeats(seats, drop);
  const name = lineOf(row.name, 40);
  const others = Map.groupBy(
    seats.flatMap(({ category }, index) => (category === own ? [] : [{ category, place: index + 1 }])),
    ({ category }) => category,
  );
  return {
    label,
    seats: seats.length,
    ...(name !== '' && name !== label && { name }),
    ...(numbers && { numbers: 'first' in numbers ? numbers : [...numbers] }),
    ...(own !== usual && { priceCategory: idOf(own) }),
    ...(others.size > 0 && {
      otherPrices: [...others].map(([category, places]) => ({
        priceCategory: idOf(category),
        places: places.map(({ place }) => place),
      })),
    }),
    ...placesThatAre('accessible', seats),
    ...placesThatAre('companion', seats),
    ...placesThatAre('restricted', seats),
  };
}

function placesThatAre(what: 'accessible' | 'companion' | 'restricted', seats: readonly ImportedSeat[]) {
  const places = seats.flatMap((seat, index) => (seat[what] ? [index + 1] : []));
  return places.length > 0 ? { [what]: places } : {};
}
