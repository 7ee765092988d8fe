/** Dates, times, durations and periods as iCalendar writes them (RFC 5545, 3.3). Pure. */
import { SkipReason } from '../source-event.ts';
import { offsetNamed } from '../zone-names/offset-names.ts';
import type { CalendarProperty } from './lines/component.ts';

/** A date or time as it is written: what a clock shows, and where that clock hangs. */
export interface Moment {
  /** What the clock shows, as ms since 1970 of a clock in UTC. */
  wall: number;
  isDate: boolean;
  isUtc: boolean;
  /** TZID; undefined where there is none. */
  zoneId: string | undefined;
}

/** A length of time: days are as long as the clocks say, hours are not. */
export interface Duration {
  days: number;
  ms: number;
}

/** A date of RDATE, with its own end where it is a period. */
export interface Period {
  start: Moment;
  end: Moment | Duration | undefined;
}

export const DAY_MS = 86_400_000;
/** Longer than any event; what is beyond is a mistake. */
const LONGEST_MS = 3_660 * DAY_MS;

/** Some write semicolons, or one comma too many. */
function listOf(value: string): string[] {
  const parts = value.split(/[,;]/).filter((part) => part.trim() !== '');
  return parts.length === 0 ? [value] : parts;
}

/** Reads every value of a property such as DTSTART or EXDATE. @throws SkipReason for what is no time there is */
export function momentsOf(property: CalendarProperty): Moment[] {
  return listOf(property.value).map((value) => momentOf({ ...property, value }));
}

/** Reads the only value of a property. @throws SkipReason for what is no time there is */
export function momentOf({ value, parameters }: Pick<CalendarProperty, 'value' | 'parameters'>): Moment {
  return momentIn(value, parameters.get('TZID'), isDay({ parameters }));
}

/** Reads RDATE: times, dates, or periods. */
export function periodsOf({ value, parameters }: CalendarProperty): Period[] {
  const zoneId = parameters.get('TZID');
  return listOf(value).map((text) => {
    const [start = '', end] = text.split('/');
    return {
      start: momentIn(start, zoneId, isDay({ parameters })),
      end: end === undefined ? undefined : /^[+-]?P/i.test(end) ? durationIn(end) : momentIn(end, zoneId, false),
    };
  });
}

/** As RFC 5545 writes it, or with the marks between its parts that ISO 8601 has; a difference from UTC, which only ISO 8601 has, is its zone. */
const MOMENT =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

function momentIn(text: string, zoneId: string | undefined, isDay: boolean): Moment {
  const match = MOMENT.exec(text.trim());
  if (!match) throw new SkipReason(`"${text.slice(0, 40)}" is no date`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  // A leap second is the last second of its minute.
  wall.setUTCHours(hour, minute, Math.min(second, 59));
  const isThere =
    wall.getUTCMonth() === month - 1 && wall.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
  if (!isThere) throw new SkipReason(`there is no ${text.slice(0, 40)}`);
  const isDate = match[4] === undefined || (isDay && hour + minute + second === 0);
  const offset = isDate ? undefined : match[7]?.toUpperCase();
  const inZone = { wall: wall.getTime(), isDate, isUtc: offset === 'Z', zoneId: zoneId === '' ? undefined : zoneId };
  if (offset === undefined || offset === 'Z') return inZone;
  const ahead = offsetNamed(offset);
  if (ahead === undefined) throw new SkipReason(`there is no ${text.slice(0, 40)}`);
  // Where a zone is named, too, the difference says which instant it is.
  return inZone.zoneId === undefined
    ? { ...inZone, zoneId: offset }
    : { ...inZone, wall: inZone.wall - ahead, isUtc: true };
}

/** A day, even where it is written with its midnight. */
const isDay = ({ parameters }: Pick<CalendarProperty, 'parameters'>): boolean =>
  parameters.get('VALUE')?.toUpperCase() === 'DATE';

/** Reads `P1DT2H`. @throws SkipReason for what is none, and for more than ten years */
export function durationIn(text: string): Duration {
  const match = /^([+-])?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(
    text.trim(),
  );
  if (!match || !/\d/.test(text)) throw new SkipReason(`"${text.slice(0, 40)}" is no duration`);
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((part) => Number(part ?? 0));
  const sign = match[1] === '-' ? -1 : 1;
  const duration = {
    days: sign * (weeks * 7 + days),
    ms: sign * ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
  if (Math.abs(duration.days * DAY_MS + duration.ms) > LONGEST_MS)
    throw new SkipReason(`it would last longer than ten years (${text.slice(0, 40)})`);
  return duration;
}

/** How a moment is told in the identity of an event: `2031-03-04T19:00:00`, with `Z` in UTC, or the date alone. */
export function momentText({ wall, isDate, isUtc }: Moment): string {
  const text = new Date(wall).toISOString();
  return isDate ? text.slice(0, 10) : `${text.slice(0, 19)}${isUtc ? 'Z' : ''}`;
}
