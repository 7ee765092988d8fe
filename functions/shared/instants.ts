/**
 * Instants on the way in: RFC 3339, read here and nowhere else. What a DATETIME cannot have is refused here: a database would answer
 * with an error of its own.
 */
import * as z from 'zod';

const FIRST_MS = Date.parse('1000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const YEAR_ZERO_MS = Date.parse('0000-01-01T00:00:00.000Z');
const DAY_MS = 86_400_000;

/** A nanosecond and an offset take 35; more digits say nothing that is kept. */
const MOST_CHARACTERS = 40;

/** RFC 3339 takes letters in either case (5.6); that days are there is part of it. */
const DATETIME = new RegExp(z.regexes.datetime({ offset: true, local: false }).source, 'i');
/** A minute may have a second more (5.7, appendix D): the last of a month, in UTC. */
const LEAP_SECOND = /^(\d{4}-\d\d-\d\dt\d\d:\d\d:)60(?=[.z+-])/i;

/** Whether a DATETIME can have an instant; none that is no date. */
export function fitsDatetime(instant: Date): boolean {
  const ms = instant.getTime();
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/** The instant that a text is; undefined where it is none. Of a leap second, the one after it. */
function readInstant(text: string): Date | undefined {
  const plain = text.replace(LEAP_SECOND, '$159');
  if (!DATETIME.test(plain)) return undefined;
  const ms = Date.parse(plain.toUpperCase());
  if (plain === text) return new Date(ms);
  const after = new Date(ms + 1_000);
  return after.getTime() % DAY_MS < 1_000 && after.getUTCDate() === 1 ? after : undefined;
}

const NOT_ONE = 'must be an instant (RFC 3339), such as 2027-05-14T18:30:00Z or 2027-05-14T20:30:00+02:00';
const OUTSIDE = 'must be in the years 1000 to 9999, in UTC';

/**
 * How a schema says what is read here: many a validator takes a blank for the T, or an offset without its colon, or none. No pattern by itself: clients
 * that generators make match it against what they have made of the text, a date; a condition they pass over. What is otherwise would have to be empty.
 */
function asDatetime(day: string) {
  const pattern = `^${day}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$`;
  return { format: 'date-time', if: { pattern }, else: { maxLength: 0 } };
}

/** Any RFC 3339 offset; in UTC to the millisecond. */
export const Instant = z
  .string()
  .max(MOST_CHARACTERS, { abort: true })
  .transform((text, context): string => {
    const instant = readInstant(text);
    if (instant && fitsDatetime(instant)) return instant.toISOString();
    context.addIssue(instant ? OUTSIDE : NOT_ONE);
    return z.NEVER;
  })
  .meta({ ...asDatetime('(?:[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}|0999-12-31)'), examples: ['2027-05-14T18:30:00Z'] });

const hasFourDigits = (ms: number): boolean => ms >= YEAR_ZERO_MS && ms <= LAST_MS;

const FIRST_DAY = '1000-01-01';

/** Nothing that is kept is before the first instant, so as a bound that says the same as any before it. */
const asBound = (instant: Date): Date => new Date(Math.max(instant.getTime(), FIRST_MS));

/** A bound to look for instants by, with a year of four digits: a day, of whatever calendar its user means, or an instant. */
export const DayOrInstant = z
  .union(
    [
      z.iso
        .date()
        .refine((text) => hasFourDigits(Date.parse(text)))
        .transform((text): { day: string } => ({ day: text < FIRST_DAY ? FIRST_DAY : text })),
      z
        .string()
        .max(MOST_CHARACTERS)
        .transform((text, context): { instant: Date } => {
          const instant = readInstant(text);
          if (instant && hasFourDigits(instant.getTime())) return { instant: asBound(instant) };
          context.addIssue(NOT_ONE);
          return z.NEVER;
        })
        .meta(asDatetime('[0-9]{4}-[0-9]{2}-[0-9]{2}')),
    ],
    'must be a day or an instant (RFC 3339) in the years 0000 to 9999, in UTC',
  )
  .meta({ examples: ['2027-05-14', '2027-05-14T18:30:00Z'] });
