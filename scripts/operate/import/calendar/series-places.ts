/** Where a series has its occurrences, and which of these it leaves out (RFC 5545, 3.8.5): instants, or days by a clock in UTC. */
import { all } from './lines/calendar-parser.ts';
import type { CalendarProperty, Component } from './lines/component.ts';
import { instantOf, type Reading, type Times } from './event-times.ts';
import { DAY_MS, type Moment, momentOf, momentsOf, type Period, periodsOf } from './moments.ts';
import { ruleIn } from './recurrence-rule.ts';
import { datesOf } from './rule-dates.ts';

/** Which occurrence a moment names, in the series' own terms: an instant, or the day where the series is of days. */
export function placeOf(
  moment: Moment,
  { start, clock }: Pick<Times, 'start' | 'clock'>,
  reading: Pick<Reading, 'clocks' | 'floating'>,
): number {
  if (start.isDate) return moment.isDate ? moment.wall : Math.floor(moment.wall / DAY_MS) * DAY_MS;
  // A time without a zone is one of the series' clock: many programs leave the zone out there.
  if (!moment.isDate && !moment.isUtc && moment.zoneId === undefined) return clock.instantOf(moment.wall);
  if (!moment.isDate) return instantOf(moment, reading);
  return clock.instantOf(moment.wall + (start.wall % DAY_MS));
}

/** What a series leaves out. */
export interface Excluded {
  has: (place: number) => boolean;
  /** So many are named one by one. */
  named: number;
}

/**
 * Which places a series leaves out.
 * @param from what the rules leave out before this instant is not looked at
 */
export function excludedBy(component: Component, times: Times, reading: Reading, from: number): Excluded {
  const dates = all(component, 'EXDATE').flatMap((property) => momentsOf(property));
  const places = new Set(dates.map((moment) => placeOf(moment, times, reading)));
  const rules = all(component, 'EXRULE').map((property) =>
    isAmong(instantsOf(property, times, reading, { from, isWithoutStart: true })),
  );
  return { has: (place) => places.has(place) || rules.some((has) => has(place)), named: places.size };
}

/** Whether a number is one of those that are given in ascending order; no more of these are taken than that takes. */
function isAmong(numbers: Iterator<number>): (number: number) => boolean {
  const taken = new Set<number>();
  let last = -Infinity;
  return (number) => {
    while (last < number) {
      const { done, value } = numbers.next();
      last = done === true ? Infinity : value;
      taken.add(last);
    }
    return taken.has(number);
  };
}

/** What the rule of a property gives. */
function instantsOf(
  property: CalendarProperty,
  times: Times,
  reading: Reading,
  wanted: { from: number; isWithoutStart?: boolean },
): Generator<number> {
  const rule = ruleIn(property.value);
  const { start, clock } = times;
  return datesOf(rule, start.wall, {
    ...wanted,
    until: untilOf(rule.until, property, times, reading),
    clock,
    effort: reading.effort,
  });
}

/** UNTIL as an instant; a date is meant with its whole day. */
function untilOf(
  until: string | undefined,
  property: CalendarProperty,
  { start, clock }: Times,
  reading: Reading,
): number {
  if (until === undefined) return Infinity;
  const moment = momentOf({ ...property, value: until });
  if (moment.isDate) return clock.instantOf(moment.wall + DAY_MS - 1);
  if (start.isDate) return Math.floor(moment.wall / DAY_MS) * DAY_MS;
  if (moment.isUtc) return moment.wall;
  return moment.zoneId === undefined ? clock.instantOf(moment.wall) : instantOf(moment, reading);
}

/**
 * Every place of a series in ascending order, each once: the start, those of its rules, and its further dates.
 * @param from what the rules give before this instant is left out, for it is over
 */
export function* placesOf(
  component: Component,
  times: Times,
  reading: Reading,
  from: number,
): Generator<{ place: number; end: Period['end'] }> {
  const { start, clock } = times;
  const sources: Iterator<{ place: number; end: Period['end'] }>[] = all(component, 'RRULE').map((property) =>
    instantsOf(property, times, reading, { from })
      .filter((place) => place >= from)
      .map((place) => ({ place, end: undefined })),
  );
  const further = all(component, 'RDATE').flatMap((property) =>
    periodsOf(property).map(({ start: at, end }) => ({ place: placeOf(at, times, reading), end })),
  );
  further.push({ place: clock.instantOf(start.wall), end: undefined });
  sources.push(further.toSorted((a, b) => a.place - b.place).values());
  let last = -Infinity;
  for (const next of merged(sources)) {
    if (next.place <= last) continue;
    last = next.place;
    yield next;
  }
}

/** Sorted sources as one. */
function* merged<T extends { place: number }>(sources: readonly Iterator<T>[]): Generator<T> {
  const heads = sources.map((source) => ({ source, head: source.next() }));
  for (;;) {
    const open = heads.filter(({ head }) => head.done !== true);
    if (open.length === 0) return;
    const least = open.reduce((best, one) => ((one.head.value as T).place < (best.head.value as T).place ? one : best));
    yield least.head.value as T;
    least.head = least.source.next();
  }
}
