/**
 * The clocks that a calendar names: IANA zones under any of the names that programs give them, and zones that the file
 * defines itself (VTIMEZONE).
 */
import { SkipReason } from '../source-event.ts';
import { offsetNamed } from '../zone-names/offset-names.ts';
import { ianaZone, zoneNamed } from '../zone-names/zone-names.ts';
import { all, first, unescaped } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import { type Moment, momentOf, momentsOf } from './moments.ts';
import { Effort } from './effort.ts';
import { type Clock, clockBy, clockOf, UTC } from './shown-clock.ts';
import { ruleIn } from './recurrence-rule.ts';
import { datesOf } from './rule-dates.ts';

/** Finds the clock of a moment; one that names no zone hangs where `floating` says. */
export class Clocks {
  readonly #own = new Map<string, Component>();
  readonly #effort = new Effort();
  readonly #made = new Map<string, Clock | undefined>();
  /** Of times without a zone in vCalendar 1.0, which says how far they are from UTC. */
  readonly #ofTimes: Clock | undefined;
  /** The zone of times that name none (X-WR-TIMEZONE). */
  readonly floating: string | undefined;

  constructor(calendar: Component) {
    for (const zone of calendar.components)
      if (zone.kind === 'VTIMEZONE') {
        // Here it is a text, with its commas escaped; those who refer to it quote it, or repeat it as it stands.
        const name = first(zone, 'TZID')?.value.trim() ?? '';
        this.#own.set(name, zone).set(unescaped(name), zone);
      }
    const named = first(calendar, 'X-WR-TIMEZONE')?.value;
    this.floating = named === undefined ? undefined : zoneNamed(named);
    this.#ofTimes = clockOfTimes(calendar);
  }

  /** The IANA zone of a TZID, by its name or as its definition says; undefined where the definition is of another at that instant. */
  zoneOf(tzid: string, at: number): string | undefined {
    const known = this.#ianaZone(tzid);
    if (known !== undefined) return known;
    const [meant, own] = [zoneNamed(tzid), this.#clockIn(tzid)];
    return meant !== undefined && own && own.wallOf(at) !== clockOf(meant).wallOf(at) ? undefined : meant;
  }

  /**
   * The first of these zones whose clock goes, for a year from an instant on, as the file says that of a TZID does: a name that nobody else knows
   * (Customized Time Zone). Undefined where none does, or the file does not say.
   */
  zoneLike(tzid: string, from: number, zones: Iterable<string>): string | undefined {
    const own = this.#clockIn(tzid);
    if (!own) return undefined;
    for (const zone of zones) if (YEAR_OF_WEEKS.every((week) => isSameAt(own, clockOf(zone), from + week))) return zone;
    return undefined;
  }

  /** @throws SkipReason for a TZID that nobody knows and the file does not define */
  of({ isUtc, zoneId, wall }: Moment, floating: string): Clock {
    if (isUtc) return UTC;
    if (zoneId === undefined) return this.#ofTimes ? placeOrOther(floating, this.#ofTimes, wall) : clockOf(floating);
    const known = this.#ianaZone(zoneId);
    if (known !== undefined) return clockOf(known);
    const clock = this.#clockIn(zoneId) ?? namedClock(zoneId);
    // Who writes a time with its difference from UTC writes what the clocks of the place show.
    if (clock) return /^[+-]/.test(zoneId) ? placeOrOther(floating, clock, wall) : clock;
    throw new SkipReason(
      `unknown time zone "${zoneId.slice(0, 60)}": the file has to define it (VTIMEZONE), or to name it as IANA does (Europe/Berlin)`,
    );
  }

  /** The one that a TZID names exactly, or its definition does. Any other name only says something where there is no definition. */
  #ianaZone(tzid: string): string | undefined {
    const said = first(this.#own.get(tzid) ?? NONE, 'X-LIC-LOCATION')?.value;
    return ianaZone(tzid) ?? (said === undefined ? undefined : ianaZone(said));
  }

  #clockIn(tzid: string): Clock | undefined {
    const definition = this.#own.get(tzid);
    if (definition && !this.#made.has(tzid) && this.#made.size < MOST_OWN_CLOCKS)
      this.#made.set(tzid, definedClock(definition, this.#effort));
    return this.#made.get(tzid);
  }
}

function namedClock(name: string): Clock | undefined {
  const zone = zoneNamed(name);
  if (zone !== undefined) return clockOf(zone);
  const offset = offsetNamed(name);
  return offset === undefined ? undefined : clockBy(() => offset);
}

/** The clock of a place, if it shows this when the other does; else the other. */
function placeOrOther(place: string, other: Clock, wall: number): Clock {
  const ofPlace = clockOf(place);
  return ofPlace.wallOf(other.instantOf(wall)) === wall ? ofPlace : other;
}

const WEEK_MS = 7 * 86_400_000;
const YEAR_OF_WEEKS = Array.from({ length: 53 }, (_, week) => week * WEEK_MS);

const isSameAt = (one: Clock, other: Clock, at: number): boolean => one.wallOf(at) === other.wallOf(at);

const NONE: Component = { kind: '', properties: [], components: [], isEnded: true };

/** From an instant on, a clock is so far ahead of UTC. */
interface Onset {
  at: number;
  offset: number;
}

const MOST_ONSETS = 1_000;
/** Of one zone: a zone has had a few dozen rules at most. */
const MOST_OBSERVANCES = 200;
/** Of one calendar, that the file itself defines. */
const MOST_OWN_CLOCKS = 100;

/** The clock of a VTIMEZONE; undefined when nothing of it can be read. */
function definedClock({ components }: Component, effort: Effort): Clock | undefined {
  const onsets: Onset[] = [];
  let before: number | undefined;
  for (const observance of components.slice(0, MOST_OBSERVANCES)) {
    try {
      const [from, to] = ['TZOFFSETFROM', 'TZOFFSETTO'].map((name) => offsetIn(first(observance, name)?.value ?? ''));
      if (from === undefined || to === undefined) continue;
      const walls = [...onsetWalls(observance, from, effort)];
      if (before === undefined || walls.some((wall) => wall - from < (onsets[0]?.at ?? Infinity))) before = from;
      onsets.push(...walls.map((wall) => ({ at: wall - from, offset: to })));
    } catch (error) {
      if (!(error instanceof SkipReason)) throw error; // an observance nobody can read
    }
  }
  if (onsets.length === 0) return undefined;
  onsets.sort((a, b) => a.at - b.at);
  const earliest = before ?? 0;
  return clockBy((instant) => onsets[countUntil(onsets, instant) - 1]?.offset ?? earliest);
}

/** How many of the onsets, which are sorted, are not after an instant. */
function countUntil(onsets: readonly Onset[], instant: number): number {
  let [least, most] = [0, onsets.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    if ((onsets[middle]?.at ?? Infinity) <= instant) least = middle + 1;
    else most = middle;
  }
  return least;
}

function* onsetWalls(observance: Component, from: number, effort: Effort): Generator<number> {
  const start = first(observance, 'DTSTART');
  if (!start) return;
  const { wall } = momentOf(start);
  yield wall;
  for (const property of all(observance, 'RDATE')) for (const moment of momentsOf(property)) yield moment.wall;
  const property = first(observance, 'RRULE');
  if (!property) return;
  const rule = ruleIn(property.value);
  const until = rule.until === undefined ? Infinity : momentOf({ ...property, value: rule.until }).wall + from;
  let given = 0;
  for (const next of datesOf(rule, wall, { until, effort }))
    if (given++ < MOST_ONSETS) yield next;
    else return;
}

/** vCalendar 1.0: `TZ:+01`, and for each summer `DAYLIGHT:TRUE;+02;20310330T020000;20311026T030000;CET;CEST`. */
function clockOfTimes(calendar: Component): Clock | undefined {
  const usual = offsetNamed(first(calendar, 'TZ')?.value.trim() ?? '-');
  if (usual === undefined) return undefined;
  const summers: { from: number; to: number; offset: number }[] = [];
  for (const { value } of all(calendar, 'DAYLIGHT').slice(0, MOST_OBSERVANCES)) {
    const [isObserved = '', offsetText = '', from = '', to = ''] = value.split(';').map((part) => part.trim());
    const offset = offsetNamed(offsetText);
    if (isObserved.toUpperCase() !== 'TRUE' || offset === undefined) continue;
    try {
      const [begin, end] = [from, to].map((text) => momentOf({ parameters: new Map(), value: text }));
      if (begin && end)
        summers.push({
          from: begin.wall - (begin.isUtc ? 0 : usual),
          to: end.wall - (end.isUtc ? 0 : offset),
          offset,
        });
    } catch (error) {
      if (!(error instanceof SkipReason)) throw error; // a summer nobody can read
    }
  }
  return clockBy((at) => summers.find(({ from, to }) => at >= from && at < to)?.offset ?? usual);
}

/** `+0100`, `-033000` in ms. */
function offsetIn(text: string): number | undefined {
  const [, sign, hours, minutes, seconds] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
}
