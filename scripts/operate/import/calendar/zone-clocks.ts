/**
 * The clocks that a calendar names: IANA zones under any of the names that programs give them, and zones that the file
 * defines itself (VTIMEZONE).
 */
import { findIana } from 'windows-iana';
import { SkipReason } from '../source-event.ts';
import { isZone } from '../zones.ts';
import { all, type Component, first, unescaped } from './calendar-parser.ts';
import { type Moment, momentOf, momentsOf } from './moments.ts';
import { Effort } from './effort.ts';
import { type Clock, clockBy, clockOf, UTC } from './clock.ts';
import { ruleIn } from './recurrence-rule.ts';
import { datesOf } from './rule-dates.ts';

/**
 * The IANA zone of a TZID: its name, its name behind a prefix (`/mozilla.org/20070129_1/Europe/Berlin`), or Windows' name for it
 * (`W. Europe Standard Time`). Undefined for any other.
 */
export function ianaZone(tzid: string): string | undefined {
  const name = tzid.trim().replaceAll('"', '');
  if (isZone(name)) return name;
  const parts = name.split('/');
  for (let from = 1; from < parts.length; from++) {
    const rest = parts.slice(from).join('/');
    // A last part alone ("…/UTC") may be a zone, too; any other name of one word is not taken for one.
    if (isZone(rest) && (rest.includes('/') || /^(?:UTC|GMT)$/i.test(rest))) return rest;
  }
  return findIana(name).find((zone) => isZone(zone));
}

/** Finds the clock of a moment; one that names no zone hangs where `floating` says. */
export class Clocks {
  readonly #own = new Map<string, Component>();
  readonly #effort = new Effort();
  readonly #made = new Map<string, Clock | undefined>();
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
    this.floating = named === undefined ? undefined : ianaZone(named);
  }

  /** The IANA zone that a TZID names, or says in its definition that it is. */
  zoneOf(tzid: string): string | undefined {
    const said = first(this.#own.get(tzid) ?? NONE, 'X-LIC-LOCATION')?.value;
    return ianaZone(tzid) ?? (said === undefined ? undefined : ianaZone(said));
  }

  /** @throws SkipReason for a TZID that nobody knows and the file does not define */
  of({ isUtc, zoneId }: Moment, floating: string): Clock {
    if (isUtc) return UTC;
    if (zoneId === undefined) return clockOf(floating);
    const zone = this.zoneOf(zoneId);
    if (zone !== undefined) return clockOf(zone);
    const own = this.#clockIn(zoneId);
    if (own) return own;
    throw new SkipReason(`unknown time zone "${zoneId.slice(0, 60)}"`);
  }

  #clockIn(tzid: string): Clock | undefined {
    const definition = this.#own.get(tzid);
    if (definition && !this.#made.has(tzid) && this.#made.size < MOST_OWN_CLOCKS)
      this.#made.set(tzid, definedClock(definition, this.#effort));
    return this.#made.get(tzid);
  }
}

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

/** `+0100`, `-033000` in ms. */
function offsetIn(text: string): number | undefined {
  const [, sign, hours, minutes, seconds] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
}
