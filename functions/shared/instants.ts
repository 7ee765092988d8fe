/** Instants on the way in. What a DATETIME cannot have is refused at the door: a database would answer with an error of its own. */
import * as z from 'zod';

const FIRST_MS = Date.parse('1000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A nanosecond and an offset take 35; more digits say nothing that is kept. */
const MOST_CHARACTERS = 40;

const OUTSIDE = 'must be in the years 1000 to 9999, in UTC';

/** Whether a DATETIME can have an instant; none that is no date. */
export function fitsDatetime(instant: Date): boolean {
  const ms = instant.getTime();
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/** Any RFC 3339 offset; in UTC to the millisecond. */
export const Instant = z.iso
  .datetime({ offset: true })
  .max(MOST_CHARACTERS)
  .refine((text) => fitsDatetime(new Date(text)), { error: OUTSIDE, abort: true })
  .transform((text) => new Date(text).toISOString())
  .meta({ pattern: '^[1-9][0-9]{3}-', examples: ['2027-05-14T18:30:00Z'] });

const YEAR_ZERO_MS = Date.parse('0000-01-01T00:00:00.000Z');

const hasFourDigits = (text: string): boolean => {
  const ms = Date.parse(text);
  return ms >= YEAR_ZERO_MS && ms <= LAST_MS;
};

const FIRST_DAY = '1000-01-01';

/** Nothing that is kept is before the first instant, so as a bound that says the same as any before it. */
const asBound = (text: string): Date => new Date(Math.max(Date.parse(text), FIRST_MS));

/** A bound to look for instants by, with a year of four digits: a day, of whatever calendar its user means, or an instant. */
export const DayOrInstant = z
  .union(
    [
      z.iso
        .date()
        .refine(hasFourDigits)
        .transform((text): { day: string } => ({ day: text < FIRST_DAY ? FIRST_DAY : text })),
      z.iso
        .datetime({ offset: true })
        .max(MOST_CHARACTERS)
        .refine(hasFourDigits)
        .transform((text): { instant: Date } => ({ instant: asBound(text) })),
    ],
    'must be a day or an instant (RFC 3339) in the years 0000 to 9999, in UTC',
  )
  .meta({ examples: ['2027-05-14', '2027-05-14T18:30:00Z'] });
