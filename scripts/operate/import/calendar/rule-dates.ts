/** The dates of a recurrence rule (RFC 5545, 3.3.10), as instants by a clock. Pure. */
import { SkipReason } from '../source-event.ts';
import { type Clock, UTC } from './shown-clock.ts';
import { Effort } from './effort.ts';
import { DAY_MS } from './moments.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';
import { midnightOf, weekdayOf } from './rule-days.ts';
import { type PeriodOfRule, unitOf, wallsOf } from './rule-times.ts';

/** Periods that are looked at for the next date: with an interval of one, a leap day is eight years of days away at most. */
const MOST_EMPTY = 12_000;
/** And altogether. */
const MOST_PERIODS = 500_000;
/** Dates that are given, those that are over included. */
const MOST_GIVEN = 1_000_000;
const LAST_WALL = Date.UTC(2200, 0, 1);

/** What of a rule is wanted, and how it is read. */
export interface DatesWanted {
  /** The last instant. */
  until: number;
  /** What is before this wall is of no interest: unless the rule counts, it is not looked at. */
  from?: number;
  /** By default one in UTC. */
  clock?: Clock;
  effort?: Effort;
  /** For rules that leave out: the start is a date only where the rule gives it. */
  isWithoutStart?: boolean;
}

/**
 * What a rule gives from a start on, as instants in ascending order, each once. The start (a wall, as in Moment) is the first, also where the
 * rule does not give it, and counts (3.8.5.3). It ends with COUNT, after `until`, in 2200, or where nothing follows in a long time.
 * @throws SkipReason when it goes on for longer than anybody would follow it
 */
export function* datesOf(
  rule: RecurrenceRule,
  start: number,
  { until, from = -Infinity, clock = UTC, effort = new Effort(), isWithoutStart = false }: DatesWanted,
): Generator<number> {
  const begin = clock.instantOf(start);
  const most = rule.count ?? Infinity;
  let given = 0;
  if (!isWithoutStart) {
    given++;
    yield begin;
    if (given >= most) return;
  }
  const last = Math.min(LAST_WALL, until === Infinity ? until : clock.wallOf(until) + DAY_MS);
  for (const at of instantsOf(wallsFrom(rule, start, { from, last, effort }), clock)) {
    if (isWithoutStart ? at < begin : at <= begin) continue;
    if (at > until) return;
    if (given++ >= MOST_GIVEN) throw new SkipReason('its rule goes on for too long');
    yield at;
    if (given >= most) return;
  }
}

/**
 * When a clock shows these walls, in order. One that it never shows is as much later as the clock was put forward (3.3.5), and is then one
 * date with any other that is at that instant: COUNT counts it once.
 */
function* instantsOf(walls: Iterable<number>, clock: Clock): Generator<number> {
  let later: number[] = [];
  let first = 0;
  for (const wall of walls) {
    const at = clock.instantOf(wall);
    if (clock.wallOf(at) > wall) {
      later.push(at);
      continue;
    }
    for (; first < later.length && (later[first] ?? at) < at; first++) yield later[first] ?? at;
    if (later[first] === at) first++;
    if (first > 0 && first === later.length) [later, first] = [[], 0];
    yield at;
  }
  yield* later.slice(first);
}

/** What a rule gives on a clock without a zone, from its start on. */
function* wallsFrom(
  rule: RecurrenceRule,
  start: number,
  { from, last, effort }: { from: number; last: number; effort: Effort },
): Generator<number> {
  const walls = wallsOf(rule, start);
  let empty = 0;
  for (const period of periodsOf(rule, start, from)) {
    if (period.from > last || ++empty > MOST_EMPTY) return;
    effort.spend(period.days * walls.costOfDay);
    for (const wall of walls.in(period)) {
      if (wall < start) continue;
      empty = 0;
      yield wall;
    }
  }
  throw new SkipReason('its rule goes on for too long');
}

function* periodsOf(rule: RecurrenceRule, start: number, from: number): Generator<PeriodOfRule> {
  const isCounted = rule.count !== undefined;
  const unit = unitOf(rule);
  if (unit !== undefined) {
    yield* daysOf(unit * rule.interval, Math.floor(start / unit) * unit, isCounted ? start : Math.max(start, from));
    return;
  }
  const before = isCounted ? 0 : periodsBefore(rule, start, from);
  for (let index = before; index < before + MOST_PERIODS; index++) yield periodAt(rule, start, index);
}

/** The days that rules look at which count hours or less; those between two dates are passed over. */
function* daysOf(step: number, origin: number, from: number): Generator<PeriodOfRule> {
  let day = midnightOf(from);
  for (let index = 0; index < MOST_PERIODS; index++) {
    if (step > DAY_MS) day = midnightOf(origin + Math.max(0, Math.ceil((day - origin) / step)) * step);
    yield { from: day, days: 1 };
    day += DAY_MS;
  }
}

/** How many periods of a rule are over by then; rather some too few. */
function periodsBefore({ frequency, interval }: RecurrenceRule, start: number, from: number): number {
  const longest = frequency === 'YEARLY' ? 366 : frequency === 'MONTHLY' ? 31 : frequency === 'WEEKLY' ? 7 : 1;
  return Math.max(0, Math.floor((from - start) / (longest * DAY_MS * interval)) - 1);
}

function periodAt({ frequency, interval, weekStart }: RecurrenceRule, start: number, index: number): PeriodOfRule {
  const date = new Date(start);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const day = midnightOf(start);
  const steps = index * interval;
  if (frequency === 'YEARLY') return between(Date.UTC(year + steps, 0, 1), Date.UTC(year + steps + 1, 0, 1));
  if (frequency === 'MONTHLY') return between(Date.UTC(year, month + steps, 1), Date.UTC(year, month + steps + 1, 1));
  if (frequency === 'DAILY') return { from: day + steps * DAY_MS, days: 1 };
  return { from: day - ((weekdayOf(day) - weekStart + 7) % 7) * DAY_MS + steps * 7 * DAY_MS, days: 7 };
}

const between = (from: number, to: number): PeriodOfRule => ({ from, days: Math.round((to - from) / DAY_MS) });
