/** Whether two values of a field of an event mean the same, however they are written. Pure. */
import { canonicalZone } from '../shared/event/time-zones.ts';
import type { NewEvent } from './api.ts';

/** Compares by value: the order of an object's members, and what is absent or undefined, make no difference. */
export function meansTheSame(field: keyof NewEvent, one: unknown, other: unknown): boolean {
  return written(plain(field, one)) === written(plain(field, other));
}

/**
 * A value without what has no meaning: the order of price categories, and of places in a row; a list of no places; by which of its names a
 * time zone is called.
 */
function plain(field: keyof NewEvent, value: unknown): unknown {
  if (field === 'venue') {
    const venue = value as Partial<NewEvent['venue']>;
    return venue.timeZone === undefined ? venue : { ...venue, timeZone: canonicalZone(venue.timeZone) };
  }
  if (field === 'priceCategories')
    return (value as NewEvent['priceCategories']).toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  if (field === 'plan') return value ?? null;
  if (field !== 'chart') return value;
  return (value as NewEvent['chart']).sections.map((section) =>
    section.kind === 'general'
      ? section
      : {
          ...section,
          rows: section.rows.map((row) => ({
            ...row,
            accessible: places(row.accessible),
            companion: places(row.companion),
            restricted: places(row.restricted),
            aisleAfter: places(row.aisleAfter),
          })),
        },
  );
}

function places(given: readonly number[] | undefined): number[] | undefined {
  const all = [...new Set(given)].toSorted((a, b) => a - b);
  return all.length > 0 ? all : undefined;
}

/** JSON with the members of every object in one order. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
