/** Rows of a chart from listed seats. Pure. */
import type { ShownNumbers } from '../drawn-chart.ts';
import type { ImportedRow, ImportedSeat } from './imported-seats.ts';
import type { FaultPlace } from './import-fault.ts';
import { type LeftPlace, type NotImported, partNamed } from './not-imported.ts';
import { lineOf, nameWithin } from './names-of-parts.ts';

const LONGEST_NUMBER = 6;
const MOST_ROW_NAME = 40;
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

/** What seats show, if that is not 1, 2, 3 … @param row which it is */
export function shownBySeats(
  seats: readonly ImportedSeat[],
  left: NotImported,
  row: readonly FaultPlace[],
): ShownNumbers | undefined {
  const all = numbersThatFit(seats, left, row);
  if (all.every((shown, index) => shown === String(index + 1))) return undefined;
  const [first = 0, second = first + 1] = all.map(Number);
  const step = second - first;
  const isCounted =
    Math.abs(step) <= 100 &&
    step !== 0 &&
    all.every((shown, index) => /^(?:0|[1-9][0-9]*)$/.test(shown) && Number(shown) === first + index * step) &&
    first + (all.length - 1) * step <= MOST_SHOWN;
  return isCounted ? { first, step } : all;
}

/** Each seat shows something else, in at most six characters: those that do keep it, the others get what no other has. */
function numbersThatFit(seats: readonly ImportedSeat[], left: NotImported, row: readonly FaultPlace[]): string[] {
  const given = seats.map(({ number }) => lineOf(number, Infinity));
  const kept = new Set(given.filter((number) => number !== '' && number.length <= LONGEST_NUMBER));
  const taken = new Set<string>();
  return given.map((number, index) => {
    if (kept.has(number) && !taken.has(number)) {
      taken.add(number);
      return number;
    }
    const shown = freeNumber(kept.has(number) ? number : String(index + 1), (one) => kept.has(one) || taken.has(one));
    taken.add(shown);
    const where: LeftPlace = { parts: [...row, partNamed('seat', number.slice(0, 40), index)], shows: shown };
    if (kept.has(number)) left.add('seatTwice', {}, where);
    else if (number === '') left.add('seatNameless', {}, where);
    else left.add('seatLong', { most: LONGEST_NUMBER }, where);
    return shown;
  });
}

/** It, or what is nearest to it. */
function freeNumber(begin: string, isTaken: (number: string) => boolean): string {
  if (!isTaken(begin)) return begin;
  for (const letter of 'bcdefghijklmnopqrstuvwxyz') {
    const next = begin + letter;
    if (next.length <= LONGEST_NUMBER && !isTaken(next)) return next;
  }
  for (let next = 1; ; next++) if (!isTaken(`x${next}`)) return `x${next}`;
}

/** The category that most of the seats have; of several the first. */
export function usualCategory(seats: readonly { category: string }[]): string {
  const counts = new Map<string, number>();
  for (const { category } of seats) counts.set(category, (counts.get(category) ?? 0) + 1);
  let [usual, most] = ['', 0];
  for (const [category, count] of counts) if (count > most) [usual, most] = [category, count];
  return usual;
}

/** @param usual the section's category @param idOf gives a category's id @param parts which row it is */
export function madeRow(
  row: ImportedRow,
  label: string,
  usual: string,
  idOf: (category: string) => string,
  left: NotImported,
  parts: readonly FaultPlace[],
): MadeRow {
  const { seats } = row;
  const own = usualCategory(seats);
  const numbers = shownBySeats(seats, left, parts);
  const name = nameWithin(row.spoken ?? row.name, MOST_ROW_NAME, left, { parts });
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
