/** At which times of the days it chooses a recurrence rule has dates (RFC 5545, 3.3.10), on a clock without a zone. Pure. */
import { DAY_MS } from './moments.ts';
import type { Frequency, RecurrenceRule } from './recurrence-rule.ts';
import { dayTest } from './rule-days.ts';

/** A stretch of time that a rule chooses from. */
export interface PeriodOfRule {
  /** A midnight. */
  from: number;
  days: number;
}

/** What a rule gives in a period, in ascending order. */
export interface WallsOfRule {
  in(period: PeriodOfRule): Generator<number>;
  /** What looking at a day costs, as a number of days of a rule that asks for few times. */
  costOfDay: number;
}

/** Several dates a day: how long the unit is that such a rule counts. */
const UNITS: Partial<Record<Frequency, number>> = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 };
const TIMES_FOR_A_DAY = 20;

/** The unit of a rule that may have several dates a day; undefined for any other. */
export function unitOf({ frequency }: RecurrenceRule): number | undefined {
  return UNITS[frequency];
}

/** What a rule with this start gives. */
export function wallsOf(rule: RecurrenceRule, start: number): WallsOfRule {
  const unit = unitOf(rule);
  return unit === undefined ? wallsOfDays(rule, start) : wallsOfUnits(rule, start, unit);
}

function wallsOfDays(rule: RecurrenceRule, start: number): WallsOfRule {
  const at = new Date(start);
  const isChosen = dayTest(rule, start);
  const times = timesOf(
    given(rule.byHour, [at.getUTCHours()]),
    given(rule.byMinute, [at.getUTCMinutes()]),
    given(rule.bySecond, [at.getUTCSeconds()]),
  );
  return {
    costOfDay: 1 + Math.floor(times.length / TIMES_FOR_A_DAY),
    *in({ from, days }) {
      if (rule.bySetPosition.length === 0) {
        for (let day = from; day < from + days * DAY_MS; day += DAY_MS)
          if (isChosen(day)) for (const time of times) yield day + time;
        return;
      }
      const chosen = Array.from({ length: days }, (_, index) => from + index * DAY_MS).filter(isChosen);
      for (const index of positionsIn(rule, chosen.length * times.length))
        yield (chosen[Math.floor(index / times.length)] ?? 0) + (times[index % times.length] ?? 0);
    },
  };
}

/** Those of a rule that counts hours, minutes or seconds: the smaller units are chosen from within each, the larger ones only leave some out. */
function wallsOfUnits(rule: RecurrenceRule, start: number, unit: number): WallsOfRule {
  const at = new Date(start);
  const isChosen = dayTest(rule, start);
  const [isOfMinutes, isOfHours] = [rule.frequency === 'MINUTELY', rule.frequency === 'HOURLY'];
  const hours = given(rule.byHour, upTo(24));
  const minutes = given(rule.byMinute, isOfHours ? [at.getUTCMinutes()] : upTo(60));
  const seconds = given(rule.bySecond, isOfHours || isOfMinutes ? [at.getUTCSeconds()] : upTo(60));
  const units = timesOf(hours, isOfHours ? [0] : minutes, isOfHours || isOfMinutes ? [0] : seconds);
  const inUnit = timesOf([0], isOfHours ? minutes : [0], isOfHours || isOfMinutes ? seconds : [0]);
  const chosen =
    rule.bySetPosition.length === 0 ? inUnit : positionsIn(rule, inUnit.length).map((index) => inUnit[index] ?? 0);
  const origin = Math.floor(start / unit) * unit;
  const step = unit * rule.interval;
  return {
    costOfDay: 1 + Math.floor((units.length + chosen.length) / TIMES_FOR_A_DAY),
    *in({ from, days }) {
      for (let day = from; day < from + days * DAY_MS; day += DAY_MS) {
        if (!isChosen(day)) continue;
        for (const time of units)
          if ((day + time - origin) % step === 0) for (const more of chosen) yield day + time + more;
      }
    },
  };
}

/** BYSETPOS as places in a list of so many, in order, each once. */
function positionsIn({ bySetPosition }: RecurrenceRule, length: number): number[] {
  const places = bySetPosition.map((position) => (position > 0 ? position - 1 : length + position));
  return ascending(places).filter((place) => place >= 0 && place < length);
}

const ascending = (numbers: readonly number[]): number[] => [...new Set(numbers)].toSorted((a, b) => a - b);
const upTo = (count: number): number[] => [...Array(count).keys()];
const given = (listed: readonly number[], usual: readonly number[]): number[] =>
  ascending(listed.length > 0 ? listed : usual);

/** Times of a day, in ms. */
function timesOf(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): number[] {
  return hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => ((h * 60 + m) * 60 + s) * 1000)));
}
