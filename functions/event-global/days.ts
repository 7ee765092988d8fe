/** Days of the calendar where an event takes place, and the bounds of what is looked for. Pure. */

/** A bound: a day of the calendar wherever an event is, or an instant. */
export type Bound = { day: string } | { instant: Date };

const HOUR_MS = 3_600_000;
/** Clocks have been set as far from UTC as that, before there were time zones (Manila and Alaska). */
const FARTHEST_MS = 16 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const FIRST_MS = Date.parse('1000-01-01T00:00:00.000Z');

const [FIRST_YEAR, LAST_YEAR] = [1000, 9999];

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** The day that an instant has in a time zone, as `2027-06-11`; undefined where the zone is not known here. */
export function dayIn(timeZone: string, instant: Date): string | undefined {
  if (!formats.has(timeZone)) formats.set(timeZone, formatOf(timeZone));
  // Swedish dates are written as ISO 8601 has them.
  const day = formats.get(timeZone)?.format(instant);
  if (day === undefined) return undefined;
  // East and west of the first and the last instant there is, it is a day that a DATE cannot have.
  const year = Number(day.split('-')[0]);
  if (year > LAST_YEAR) return `${LAST_YEAR}-12-31`;
  return year < FIRST_YEAR ? `${FIRST_YEAR}-01-01` : day;
}

/** Zones are those of events: there are some hundreds, and an unknown one is no reason not to list an event. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    return undefined;
  }
}

/** Before this instant nobody's day has begun. */
export function earliestOf(bound: Bound): Date {
  return 'instant' in bound ? bound.instant : new Date(Math.max(FIRST_MS, Date.parse(bound.day) - FARTHEST_MS));
}

/** From this instant on everybody's day is over. */
export function latestOf(bound: Bound): Date {
  return 'instant' in bound ? bound.instant : new Date(Math.min(LAST_MS, Date.parse(bound.day) + DAY_MS + FARTHEST_MS));
}

/** Whether a range ends before it begins, wherever an event is. */
export function isBackward(from: Bound, to: Bound): boolean {
  if ('day' in from && 'day' in to) return to.day < from.day;
  return latestOf(to) < earliestOf(from);
}
