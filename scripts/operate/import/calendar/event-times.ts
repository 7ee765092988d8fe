/** When a VEVENT takes place, and for how long, as it says itself (RFC 5545, 3.8.2). */
import { DEFAULT_LENGTH_MS } from '../import-rules.ts';
import { SkipReason } from '../source-event.ts';
import { first } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import { type Clock, UTC } from './shown-clock.ts';
import { DAY_MS, type Duration, durationIn, type Moment, momentOf, type Period } from './moments.ts';
import type { Effort } from './effort.ts';
import type { Clocks } from './zone-clocks.ts';

/** A VEVENT with its place in the file, and the clocks of the calendar it is in. */
export interface CalendarEntry {
  index: number;
  component: Component;
  clocks: Clocks;
}

/** True for what has a rule or dates of its own. */
export function isRecurring({ component }: CalendarEntry): boolean {
  return first(component, 'RRULE') !== undefined || first(component, 'RDATE') !== undefined;
}

/** What of a series was published before and is to come: so many dates, up to this instant (ms). As far it is read in any case. */
export interface KnownDates {
  count: number;
  until: number;
}

/** How series are read. */
export interface Reading {
  clocks: Clocks;
  effort: Effort;
  /** For times that name no zone. */
  floating: string;
  /** What the calendar has is taken back (METHOD:CANCEL). */
  isCancelled: boolean;
  now: number;
  /** So many occurrences of a series are taken. */
  occurrences: number;
  known: KnownDates;
}

/** When and for how long, as one VEVENT says it. */
export interface Times {
  start: Moment;
  clock: Clock;
  endOf: (startsAt: number, period?: Period['end']) => number;
}

/** When a VEVENT begins. @throws SkipReason */
export function startOf({ component, clocks }: CalendarEntry, floating: string): Pick<Times, 'start' | 'clock'> {
  const property = first(component, 'DTSTART');
  if (!property) throw new SkipReason('no start (DTSTART)');
  const start = asDay(component, momentOf(property));
  return { start, clock: start.isDate ? UTC : clocks.of(start, floating) };
}

/** When a VEVENT begins, and how long it takes: by the clocks of its own calendar. @throws SkipReason */
export function timesOf(entry: CalendarEntry, { floating }: Pick<Reading, 'floating'>): Times {
  const { component } = entry;
  const reading = { clocks: entry.clocks, floating };
  const { start, clock } = startOf(entry, floating);
  const later = (from: number, { days, ms }: Duration): number =>
    clock.instantOf(clock.wallOf(from) + days * DAY_MS) + ms;
  const its = readLength(component, reading, start, clock);
  return {
    start,
    clock,
    endOf: (startsAt, period) => {
      if (period === undefined) return typeof its === 'number' ? startsAt + its : later(startsAt, its);
      return 'wall' in period ? instantOf(period, reading) : later(startsAt, period);
    },
  };
}

/** Programs whose format has no days say so beside a midnight. */
function asDay(component: Component, moment: Moment): Moment {
  if (moment.isUtc || moment.wall % DAY_MS !== 0) return moment;
  const isMarked = component.properties.some(
    ({ name, value }) => DAY_MARKS.get(name)?.includes(value.trim().toUpperCase()) === true,
  );
  return isMarked ? { ...moment, isDate: true } : moment;
}

const DAY_MARKS = new Map([
  ['X-MICROSOFT-CDO-ALLDAYEVENT', ['TRUE']],
  ['X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT', ['TRUE']],
  ['X-FUNAMBOL-ALLDAY', ['TRUE', '1']],
  ['X-EPOCAGENDAENTRYTYPE', ['EVENT', 'ANNIVERSARY']],
]);

/** The exact ms that DTEND says, the duration that DURATION says, or the default; of days, whole days. */
function readLength(
  component: Component,
  reading: Pick<Reading, 'clocks' | 'floating'>,
  start: Moment,
  clock: Clock,
): number | Duration {
  const length = first(component, 'DURATION');
  if (length) {
    const duration = durationIn(length.value);
    const ms = duration.days * DAY_MS + duration.ms;
    if (ms < 0) throw new SkipReason('ends before it starts');
    // No length at all is none that is told.
    if (ms > 0) return start.isDate ? { days: Math.max(1, duration.days), ms: 0 } : duration;
  }
  const end = first(component, 'DTEND');
  if (!end) return start.isDate ? { days: 1, ms: 0 } : DEFAULT_LENGTH_MS;
  const until = momentOf(end);
  if (start.isDate || until.isDate) {
    const days = Math.round((until.wall - start.wall) / DAY_MS);
    if (days < 0) throw new SkipReason('ends before it starts');
    return { days: Math.max(1, days), ms: 0 };
  }
  const ms = instantOf(until, reading) - clock.instantOf(start.wall);
  if (ms < 0) throw new SkipReason('ends before it starts');
  return ms === 0 ? DEFAULT_LENGTH_MS : ms;
}

/** Dates alone are compared on a clock in UTC. */
export function instantOf(moment: Moment, { clocks, floating }: Pick<Reading, 'clocks' | 'floating'>): number {
  return moment.isDate ? moment.wall : clocks.of(moment, floating).instantOf(moment.wall);
}
