/**
 * Recurrence rules (RFC 5545, 3.3.10) as they are written. Pure. Of the libraries there are, the one gave other dates than an independent
 * expander for 3 of 100 rules drawn at random, the other takes a minute for a rule that never fits.
 */
import { SkipReason } from '../source-event.ts';
import { isOfFirstVersion, modernRule } from './vcalendar-rule.ts';

/** How often a rule looks for dates. */
export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY' | 'MINUTELY' | 'SECONDLY';

/** A weekday, 0 for Monday; with `nth` the nth of the month or year, from its end when negative. */
export interface Weekday {
  day: number;
  nth: number | undefined;
}

/** A rule as it is written. */
export interface RecurrenceRule {
  frequency: Frequency;
  interval: number;
  count: number | undefined;
  /** UNTIL as it stands; the reader of the series knows what its clock shows then. */
  until: string | undefined;
  weekStart: number;
  byMonth: number[];
  byWeek: number[];
  byYearDay: number[];
  byMonthDay: number[];
  byDay: Weekday[];
  byHour: number[];
  byMinute: number[];
  bySecond: number[];
  bySetPosition: number[];
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const PARTS = new Set(
  'FREQ INTERVAL COUNT UNTIL WKST BYMONTH BYWEEKNO BYYEARDAY BYMONTHDAY BYDAY BYHOUR BYMINUTE BYSECOND BYSETPOS RSCALE SKIP'.split(
    ' ',
  ),
);
/** For each frequency: the longest interval, which is some decades at least. */
const LONGEST: Readonly<Record<Frequency, number>> = {
  YEARLY: 10_000,
  MONTHLY: 10_000,
  WEEKLY: 10_000,
  DAILY: 20_000,
  HOURLY: 20_000 * 24,
  MINUTELY: 20_000 * 24 * 60,
  SECONDLY: 20_000 * 24 * 60 * 60,
};

/** Reads `FREQ=WEEKLY;BYDAY=TU`, or `W1 TU` of vCalendar 1.0. @throws SkipReason for what cannot be followed */
export function ruleIn(given: string): RecurrenceRule {
  const text = isOfFirstVersion(given) ? modernRule(given) : given;
  const parts = new Map(
    text
      .split(';')
      .filter(Boolean)
      .map((part) => readPart(part)),
  );
  for (const name of parts.keys())
    if (!PARTS.has(name) && !name.startsWith('X-'))
      throw new SkipReason(`its rule has an unknown part ${name.slice(0, 20)}`);
  // RFC 7529: other calendars than this one, and what becomes of the 31st where there is none.
  for (const [name, usual] of [
    ['RSCALE', 'GREGORIAN'],
    ['SKIP', 'OMIT'],
  ] as const)
    if ((parts.get(name) ?? usual) !== usual)
      throw new SkipReason(`its rule has ${name}=${parts.get(name)?.slice(0, 20)}`);
  const frequency = frequencyIn(parts.get('FREQ') ?? '');
  const numbers = (name: string, least: number, most: number, isSigned = false): number[] =>
    parts
      .get(name)
      ?.split(',')
      .map((number) => numberIn(name, number, least, most, isSigned)) ?? [];
  return {
    frequency,
    interval: numbers('INTERVAL', 1, LONGEST[frequency])[0] ?? 1,
    count: numbers('COUNT', 1, 1_000_000)[0],
    until: parts.get('UNTIL'),
    weekStart: Math.max(0, WEEKDAYS.indexOf(parts.get('WKST') ?? 'MO')),
    byMonth: numbers('BYMONTH', 1, 12),
    byWeek: numbers('BYWEEKNO', 1, 53, true),
    byYearDay: numbers('BYYEARDAY', 1, 366, true),
    byMonthDay: numbers('BYMONTHDAY', 1, 31, true),
    byDay: parts.get('BYDAY')?.split(',').map(weekdayIn) ?? [],
    byHour: numbers('BYHOUR', 0, 23),
    byMinute: numbers('BYMINUTE', 0, 59),
    bySecond: numbers('BYSECOND', 0, 60).map((second) => Math.min(second, 59)),
    bySetPosition: numbers('BYSETPOS', 1, 366, true),
  };
}

function frequencyIn(text: string): Frequency {
  if (!Object.hasOwn(LONGEST, text))
    throw new SkipReason(`it repeats ${text.slice(0, 20) || 'nobody knows how often'}`);
  return text as Frequency;
}

function readPart(part: string): [name: string, value: string] {
  const [name = '', value = ''] = part.split('=');
  return [name.trim().toUpperCase(), value.trim().toUpperCase()];
}

function numberIn(name: string, text: string, least: number, most: number, isSigned: boolean): number {
  const number = /^[+-]?\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
  const size = isSigned ? Math.abs(number) : number;
  if (!(size >= least && size <= most)) throw new SkipReason(`its rule has ${name}=${text.slice(0, 20)}`);
  return number;
}

function weekdayIn(text: string): Weekday {
  const [, nth, name = ''] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text.trim()) ?? [];
  const day = WEEKDAYS.indexOf(name);
  if (day < 0 || Number(nth) === 0) throw new SkipReason(`its rule has BYDAY=${text.slice(0, 20)}`);
  return { day, nth: nth === undefined ? undefined : Number(nth) };
}
