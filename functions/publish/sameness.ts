/** Whether two values of a field of an event mean the same, however they are written. Pure. */
import type { ChartRow } from '../shared/event/chart-rows.ts';
import { pricedPlaces } from '../shared/event/row-prices.ts';
import { canonicalZone } from '../shared/event/time-zones.ts';
import { shownNumbers } from '../shared/plan/shown-numbers.ts';
import type { NewEvent } from './api.ts';

/** Compares by value: the order of an object's members, and what is absent or undefined, make no difference. */
export function meansTheSame(field: keyof NewEvent, one: unknown, other: unknown): boolean {
  return written(plain(field, one)) === written(plain(field, other));
}

/**
 * A value without what has no meaning: the order of price categories, and of places in a row; a list of no places; how it is said what the
 * seats of a row cost and show; of a plan, what it says nothing of; by which of its names a time zone is called.
 */
function plain(field: keyof NewEvent, value: unknown): unknown {
  if (field === 'venue') {
    const venue = value as Partial<NewEvent['venue']>;
    return venue.timeZone === undefined ? venue : { ...venue, timeZone: canonicalZone(venue.timeZone) };
  }
  if (field === 'priceCategories')
    return (value as NewEvent['priceCategories']).toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  if (field === 'plan') return value ? withoutEmpty(value) : null;
  if (field !== 'chart') return value;
  return (value as NewEvent['chart']).sections.map((section) =>
    section.kind === 'general'
      ? section
      : { ...section, rows: section.rows.map((row) => plainRow(row, section.priceCategory)) },
  );
}

/** @param usual the price category of its section */
function plainRow(row: ChartRow, usual: string): unknown {
  return {
    ...row,
    ...plainPrices(row, usual),
    numbers: plainNumbers(row),
    accessible: places(row.accessible),
    companion: places(row.companion),
    restricted: places(row.restricted),
    aisleAfter: places(row.aisleAfter),
  };
}

/** By what each seat costs. A row that names places twice, or such as it does not have, is none: it is left to be refused. */
function plainPrices(row: ChartRow, usual: string): object {
  const named = row.otherPrices?.flatMap((other) => other.places) ?? [];
  if (named.some((place) => place > row.seats) || new Set(named).size < named.length) return {};
  return { priceCategory: undefined, otherPrices: pricedPlaces(row, usual) };
}

/** By what each seat shows; undefined where that is its place. */
function plainNumbers(row: ChartRow): unknown {
  if (row.numbers === undefined || (Array.isArray(row.numbers) && row.numbers.length !== row.seats)) return row.numbers;
  const shown = shownNumbers(row);
  return shown.every((number, index) => number === String(index + 1)) ? undefined : shown;
}

function places(given: readonly number[] | undefined): number[] | undefined {
  const all = [...new Set(given)].toSorted((a, b) => a - b);
  return all.length > 0 ? all : undefined;
}

/** An object without its members that are empty lists, or objects of nothing else. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([name, part]) => [name, withoutEmpty(part)] as const);
  return Object.fromEntries(
    members.filter(([, part]) => typeof part !== 'object' || part === null || Object.keys(part).length > 0),
  );
}

/** JSON with the members of every object in one order. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
