/** From the VEVENTs of a calendar to the occurrences that are still to come (RFC 5545, 3.8.5): one event each. */
import { SkipReason } from '../source-event.ts';
import { all, type Component, first, type CalendarProperty } from './calendar-parser.ts';
import { type CalendarEntry, instantOf, type Reading, type Times, timesOf } from './event-times.ts';
import { DAY_MS, type Moment, momentOf, momentsOf, momentText, type Period, periodsOf } from './moments.ts';
import { datesOf, ruleIn } from './recurrence-rule.ts';

/** One time that an event takes place. */
export interface Occurrence {
  entry: CalendarEntry;
  /** Beside the UID: what makes it this occurrence at the next import; empty for an event that does not recur. */
  recurrenceId: string;
  isOfSeries: boolean;
  /** Further in the future than was asked for. */
  isBeyond: boolean;
  /** The instant in ms that its series has it at, also where it was moved; of days, by a clock in UTC. */
  place: number;
  start: Moment;
  /** Instants in ms. */
  startsAt: number;
  endsAt: number;
}

/** Of a series that are looked at, of those that are on and of those that are left out. */
const MOST_OCCURRENCES = 1_000;
/** Dates that a rule excludes. */
const MOST_EXCLUDED = 10_000;

/** An event that does not recur, or an exception whose series is not in the file. */
export function single(entry: CalendarEntry, reading: Reading, recurrenceId: string): Occurrence {
  const { start, clock, endOf } = timesOf(entry, reading);
  const startsAt = clock.instantOf(start.wall);
  const endsAt = endOf(startsAt);
  return { entry, recurrenceId, isOfSeries: false, isBeyond: false, place: startsAt, start, startsAt, endsAt };
}

/** True for what has a rule or dates of its own. */
export function isRecurring({ component }: CalendarEntry): boolean {
  return first(component, 'RRULE') !== undefined || first(component, 'RDATE') !== undefined;
}

/** An exception: which occurrence it stands for. */
interface Exception {
  entry: CalendarEntry;
  of: Moment;
  isOfAllLater: boolean;
}

/** What would be an occurrence. */
export type LeftOut = Pick<Occurrence, 'entry' | 'recurrenceId' | 'place' | 'startsAt'>;

/** What a series is by now. */
export interface Series {
  /** Its next occurrences that have not ended, in order. */
  next: Occurrence[];
  /** Those that it leaves out, if they are not over. */
  excluded: LeftOut[];
}

/**
 * Reads a series. An exception stands in the place of what it names, wherever that was.
 * @param failed is told of each exception that cannot be read
 * @throws SkipReason when nothing is to come
 */
export function seriesOf(
  entry: CalendarEntry,
  exceptions: readonly CalendarEntry[],
  reading: Reading,
  failed: (entry: CalendarEntry, error: unknown) => void,
): Series {
  const times = timesOf(entry, reading);
  const named = new Map<number, Exception>();
  for (const exception of exceptions) {
    try {
      const property = first(exception.component, 'RECURRENCE-ID') as CalendarProperty;
      const of = momentOf(property);
      const isOfAllLater = property.parameters.get('RANGE')?.toUpperCase() === 'THISANDFUTURE';
      named.set(placeOf(of, times, reading), { entry: exception, of, isOfAllLater });
    } catch (error) {
      failed(exception, error);
    }
  }
  const excluded = excludedBy(entry.component, times, reading);
  const taken = [...exceptionsToCome(named, excluded, times, reading, failed)];
  const left: LeftOut[] = [...named.keys()]
    .filter((place) => excluded(place) && place > reading.now)
    .map((place) => ({ entry, recurrenceId: idOf(place, times), place, startsAt: place }));
  for (const occurrence of regular(entry, times, named, reading)) {
    if (excluded(occurrence.place)) left.push(occurrence);
    else taken.push(occurrence);
    const isEnough = taken.length >= reading.occurrences + named.size && occurrence.startsAt > reading.horizon;
    if (isEnough || taken.length >= MOST_OCCURRENCES || left.length >= MOST_OCCURRENCES) break;
  }
  const next = taken.filter(({ endsAt }) => endsAt > reading.now).toSorted((a, b) => a.startsAt - b.startsAt);
  if (next.length + left.length === 0) throw new SkipReason('the series is over');
  return {
    next: next
      .map((one, index) => ({ ...one, isOfSeries: true, isBeyond: index >= reading.occurrences }))
      .filter(({ isBeyond, startsAt }) => !isBeyond || startsAt <= reading.horizon),
    excluded: left,
  };
}

/** Which occurrence a moment names, in the series' own terms: an instant, or the day where the series is of days. */
function placeOf(moment: Moment, { start, clock }: Times, reading: Reading): number {
  if (start.isDate) return moment.isDate ? moment.wall : Math.floor(moment.wall / DAY_MS) * DAY_MS;
  // A time without a zone is one of the series' clock: many programs leave the zone out there.
  if (!moment.isDate && !moment.isUtc && moment.zoneId === undefined) return clock.instantOf(moment.wall);
  if (!moment.isDate) return instantOf(moment, reading);
  return clock.instantOf(moment.wall + (start.wall % DAY_MS));
}

function excludedBy(component: Component, times: Times, reading: Reading): (place: number) => boolean {
  const places = new Set<number>();
  for (const property of all(component, 'EXDATE'))
    for (const moment of momentsOf(property)) places.add(placeOf(moment, times, reading));
  const { start, clock } = times;
  for (const property of all(component, 'EXRULE')) {
    const rule = ruleIn(property.value);
    let given = 0;
    for (const wall of datesOf(rule, start.wall, {
      until: untilOf(rule.until, property, times),
      effort: reading.effort,
    }))
      if (given++ < MOST_EXCLUDED) places.add(clock.instantOf(wall));
      else break;
  }
  return (place) => places.has(place);
}

/** UNTIL on the clock of the series: given in UTC, it is an instant; a date is meant with its whole day. */
function untilOf(until: string | undefined, property: CalendarProperty, { start, clock }: Times): number {
  if (until === undefined) return Infinity;
  const moment = momentOf({ ...property, value: until });
  if (moment.isDate) return moment.wall + DAY_MS - 1;
  if (start.isDate) return Math.floor(moment.wall / DAY_MS) * DAY_MS;
  return moment.isUtc ? clock.wallOf(moment.wall) : moment.wall;
}

function* exceptionsToCome(
  named: ReadonlyMap<number, Exception>,
  excluded: (place: number) => boolean,
  times: Times,
  reading: Reading,
  failed: (entry: CalendarEntry, error: unknown) => void,
): Generator<Occurrence> {
  for (const [place, { entry, of }] of named) {
    if (excluded(place)) continue;
    try {
      const zoneless = { ...of, zoneId: undefined };
      const id = of.isUtc && !times.start.isUtc ? idOf(place, times) : momentText(zoneless);
      yield { ...single(entry, reading, id), place };
    } catch (error) {
      failed(entry, error);
    }
  }
}

/** An occurrence is named by what the clock of its series shows. */
function idOf(place: number, { start, clock }: Times): string {
  return momentText({ ...start, wall: clock.wallOf(place) });
}

/** What rules and dates give and has not ended, in order, with what the exceptions to all later ones say of it. */
function* regular(
  entry: CalendarEntry,
  times: Times,
  named: ReadonlyMap<number, Exception>,
  reading: Reading,
): Generator<Occurrence> {
  const shifts = shiftsOf(named, times, reading);
  const longest = [entry, ...shifts.map((shift) => shift.entry)].map((one) => lengthOf(one, reading));
  // No clock is a whole day ahead of or behind another; an exception moves what follows by less than that.
  const over = reading.now - Math.max(...longest) - 2 * DAY_MS;
  for (const { place, end } of placesOf(entry.component, times, reading, over)) {
    if (named.has(place)) continue;
    const its = shifts.findLast(({ from }) => from < place) ?? { entry, times, by: 0 };
    const startsAt = times.clock.instantOf(times.clock.wallOf(place) + its.by);
    const endsAt = its.times.endOf(startsAt, end);
    if (endsAt <= reading.now) continue;
    yield {
      entry: its.entry,
      recurrenceId: idOf(place, times),
      isOfSeries: true,
      isBeyond: false,
      start: { ...its.times.start, wall: its.times.clock.wallOf(startsAt) },
      startsAt,
      endsAt,
      place,
    };
  }
}

function lengthOf(entry: CalendarEntry, reading: Reading): number {
  const { startsAt, endsAt } = single(entry, reading, '');
  return endsAt - startsAt;
}

/** What an exception says of all that follows it. */
interface Shift {
  from: number;
  entry: CalendarEntry;
  times: Times;
  /** How far it moves them, by the clock of the series. */
  by: number;
}

function shiftsOf(named: ReadonlyMap<number, Exception>, { clock }: Times, reading: Reading): Shift[] {
  return [...named]
    .filter(([, { isOfAllLater }]) => isOfAllLater)
    .map(([from, { entry }]) => {
      const times = timesOf(entry, reading);
      const moved = times.clock.instantOf(times.start.wall);
      return { from, entry, times, by: clock.wallOf(moved) - clock.wallOf(from) };
    })
    .toSorted((a, b) => a.from - b.from);
}

/**
 * Every place of a series in ascending order, each once: the start, those of its rules, and its further dates.
 * @param from what the rules give before this wall is left out, for it is over
 */
function* placesOf(
  component: Component,
  times: Times,
  reading: Reading,
  from: number,
): Generator<{ place: number; end: Period['end'] }> {
  const { start, clock } = times;
  const sources: Iterator<{ place: number; end: Period['end'] }>[] = all(component, 'RRULE').map((property) => {
    const rule = ruleIn(property.value);
    const dates = datesOf(rule, start.wall, {
      until: untilOf(rule.until, property, times),
      from,
      effort: reading.effort,
    });
    return dates.filter((wall) => wall >= from).map((wall) => ({ place: clock.instantOf(wall), end: undefined }));
  });
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
