/** From the VEVENTs of a calendar to the occurrences that are still to come (RFC 5545, 3.8.5): one event each. */
import { DEFAULT_LENGTH_MS } from '../import-rules.ts';
import { IsOver, SkipReason } from '../source-event.ts';
import { first } from './lines/calendar-parser.ts';
import type { CalendarProperty } from './lines/component.ts';
import { type CalendarEntry, type Reading, type Times, timesOf } from './event-times.ts';
import { DAY_MS, type Moment, momentOf, momentText } from './moments.ts';
import { excludedBy, placeOf, placesOf } from './series-places.ts';
import type { LeftOut, Occurrence } from './occurrence.ts';
import { withdrawalOf } from './withdrawal.ts';

/** Of what rules give that is looked at, of what is on and of what is left out; beside what is named one by one. */
const MOST_OCCURRENCES = 1_000;

/** An event that does not recur, or an exception whose series is not in the file. */
export function single(entry: CalendarEntry, reading: Reading, recurrenceId: string): Occurrence {
  const { start, clock, endOf } = timesOf(entry, reading);
  const startsAt = clock.instantOf(start.wall);
  const endsAt = endOf(startsAt);
  return { entry, recurrenceId, isOfSeries: false, isBeyond: false, place: startsAt, start, startsAt, endsAt };
}

/** What stands in a place of others, wherever it is itself. What only takes that place back need not say when it would be. */
export function standsFor(entry: CalendarEntry, reading: Reading, recurrenceId: string, place: number): Occurrence {
  const isTakenBack = reading.isCancelled || withdrawalOf(entry.component) !== undefined;
  if (hasStart(entry) || !isTakenBack) return { ...single(entry, reading, recurrenceId), place };
  const start = { wall: place, isDate: false, isUtc: true, zoneId: undefined };
  const endsAt = place + DEFAULT_LENGTH_MS;
  return { entry, recurrenceId, isOfSeries: false, isBeyond: false, place, start, startsAt: place, endsAt };
}

const hasStart = ({ component }: CalendarEntry): boolean => first(component, 'DTSTART') !== undefined;

/** An exception: which occurrence it stands for. */
interface Exception {
  entry: CalendarEntry;
  of: Moment;
  isOfAllLater: boolean;
}

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
  const { floating } = reading;
  for (const exception of exceptions) {
    try {
      const property = first(exception.component, 'RECURRENCE-ID') as CalendarProperty;
      const of = momentOf(property);
      const isOfAllLater = property.parameters.get('RANGE')?.toUpperCase() === 'THISANDFUTURE';
      named.set(placeOf(of, times, { clocks: exception.clocks, floating }), { entry: exception, of, isOfAllLater });
    } catch (error) {
      failed(exception, error);
    }
  }
  const { shifts, unknownFrom } = shiftsOf(named, times, reading, failed);
  const longest = shifts.reduce((most, { lasts }) => Math.max(most, lasts), lengthOf(entry, reading));
  // No clock is a whole day ahead of or behind another; an exception moves what follows by less than that.
  const over = reading.now - longest - 2 * DAY_MS;
  const excluded = excludedBy(entry.component, times, reading, earliest(named.keys(), over));
  const taken = [...exceptionsToCome(named, excluded.has, times, reading, failed)].filter(
    ({ endsAt }) => endsAt > reading.now,
  );
  const { occurrences, known } = reading;
  const enough = taken.length + Math.max(occurrences, known.count);
  const most = { taken: taken.length + MOST_OCCURRENCES, left: excluded.named + MOST_OCCURRENCES };
  const left: LeftOut[] = [...named.keys()]
    .filter((place) => excluded.has(place) && place > reading.now)
    .map((place) => ({ entry, recurrenceId: idOf(place, times), place, startsAt: place, start: times.start }));
  for (const occurrence of regular(entry, { times, named, shifts, over }, reading)) {
    if (occurrence.place >= unknownFrom) break;
    if (excluded.has(occurrence.place)) left.push(occurrence);
    else taken.push(occurrence);
    if (taken.length >= enough && occurrence.startsAt > known.until) break;
    if (taken.length < most.taken && left.length < most.left) continue;
    // Of what was published later nobody knows then whether it is still on.
    if (known.count > 0)
      failed(entry, new SkipReason(`of its many dates the first ${MOST_OCCURRENCES} were looked at`));
    break;
  }
  const seriesBegins = times.clock.instantOf(times.start.wall);
  const next = taken.toSorted((a, b) => a.startsAt - b.startsAt);
  if (next.length + left.length === 0) throw new IsOver('the series is over');
  return {
    next: next
      .map((one, index) => ({ ...one, isOfSeries: true, seriesBegins, isBeyond: index >= occurrences }))
      .filter(({ startsAt }, index) => index < Math.max(occurrences, known.count) || startsAt <= known.until),
    excluded: left,
  };
}

function* exceptionsToCome(
  named: ReadonlyMap<number, Exception>,
  excluded: (place: number) => boolean,
  times: Times,
  reading: Reading,
  failed: (entry: CalendarEntry, error: unknown) => void,
): Generator<Occurrence> {
  for (const [place, { entry }] of named) {
    if (excluded(place)) continue;
    try {
      yield standsFor(entry, reading, idOf(place, times), place);
    } catch (error) {
      failed(entry, error);
    }
  }
}

/** An occurrence is named by what the clock of its series shows; the second of two that it shows alike, by its instant. */
function idOf(place: number, { start, clock }: Times): string {
  const wall = clock.wallOf(place);
  return momentText(clock.instantOf(wall) === place ? { ...start, wall } : { ...start, wall: place, isUtc: true });
}

/** What the regular occurrences of a series follow. */
interface Regular {
  times: Times;
  named: ReadonlyMap<number, Exception>;
  shifts: readonly Shift[];
  /** What begins before this instant has ended. */
  over: number;
}

/** What rules and dates give and has not ended, in order, with what the exceptions to all later ones say of it. */
function* regular(
  entry: CalendarEntry,
  { times, named, shifts, over }: Regular,
  reading: Reading,
): Generator<Occurrence> {
  for (const { place, end } of placesOf(entry.component, times, reading, over)) {
    if (named.has(place)) continue;
    const its = shifts.findLast(({ from }) => from < place) ?? { entry, times, by: 0 };
    const startsAt = its.by === 0 ? place : times.clock.instantOf(times.clock.wallOf(place) + its.by);
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
  /** In ms. */
  lasts: number;
}

/** What exceptions say of all that follows them; from one on that cannot be read nobody knows what follows. */
function shiftsOf(
  named: Map<number, Exception>,
  times: Times,
  reading: Reading,
  failed: (entry: CalendarEntry, error: unknown) => void,
): { shifts: Shift[]; unknownFrom: number } {
  const shifts: Shift[] = [];
  let unknownFrom = Infinity;
  for (const [from, { entry, isOfAllLater }] of named) {
    if (!isOfAllLater) continue;
    try {
      shifts.push(shiftBy(entry, from, times, reading));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed(entry, new SkipReason(`${reason}: nor is it known what follows`));
      named.delete(from);
      unknownFrom = Math.min(unknownFrom, from);
    }
  }
  return { shifts: shifts.toSorted((a, b) => a.from - b.from), unknownFrom };
}

function shiftBy(entry: CalendarEntry, from: number, times: Times, reading: Reading): Shift {
  if (!hasStart(entry)) return { from, entry, times, by: 0, lasts: 0 };
  const its = timesOf(entry, reading);
  const moved = its.clock.instantOf(its.start.wall);
  const by = times.clock.wallOf(moved) - times.clock.wallOf(from);
  return { from, entry, times: its, by, lasts: lengthOf(entry, reading) };
}

const earliest = (places: Iterable<number>, before: number): number =>
  Iterator.from(places).reduce((least, place) => Math.min(least, place), before);
