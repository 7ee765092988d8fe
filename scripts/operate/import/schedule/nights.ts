/** When a talk begins. What is listed under a day after its midnight belongs to the night of that day: it is on the next date. */
import { SkipReason } from '../source-event.ts';
import { cut } from '../source-text.ts';
import { instantOf, type WallTime } from '../wall-clock.ts';
import type { Conference, Talk } from './talk.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 24 * 60;
/** Where nothing says when days begin: so late, or so early, one talk goes on after another in its room. */
const [EVENING, MORNING] = [18 * 60, 6 * 60];

/** Finds the beginnings of the talks of a schedule, which are asked for in their order. */
export class Nights {
  readonly #change: number | undefined;
  readonly #zone: string;
  /** Of the last talk that is listed for a day and a room: minutes since that day began. */
  readonly #last = new Map<string, number>();

  constructor({ dayChange }: Conference, zone: string) {
    this.#change = minutesIn(dayChange);
    this.#zone = zone;
  }

  /** By its own date; without one by its day, or the day after where that is in the night of its day. @throws SkipReason */
  startOf(talk: Talk, timeZone: string): Date {
    const own = instantIn(talk.date, timeZone);
    if (own) return own;
    const isOwnDay = DAY.test(talk.date);
    const [day, time] = [DAY.exec(isOwnDay ? talk.date : talk.day), TIME.exec(talk.start)];
    if (!day || !time) throw new SkipReason(`no start (date "${cut(talk.date, 40)}", start "${cut(talk.start, 40)}")`);
    const wall = wallOf([...day.slice(1), ...time.slice(1)], `${talk.day} ${talk.start}`);
    const isNextDay = !isOwnDay && this.#isNextDay(talk, wall);
    // A day that there is not is the first of the next month.
    return instantOf({ ...wall, day: wall.day + (isNextDay ? 1 : 0) }, timeZone);
  }

  /** As its day says when it begins and ends, else the conference, else the talks that are listed before it. */
  #isNextDay(talk: Talk, wall: WallTime): boolean {
    const minutes = wall.hour * 60 + wall.minute;
    const start = markIn(talk.dayStart, this.#zone);
    if (start !== undefined) {
      const end = Math.max(start, markIn(talk.dayEnd, this.#zone) ?? start + DAY_MS - 1);
      const at = instantOf(wall, this.#zone).getTime();
      const beside = (instant: number): number => Math.max(0, start - instant, instant - end);
      return beside(at + DAY_MS) < beside(at);
    }
    const change = minutesIn(talk.dayStart) ?? this.#change;
    if (change !== undefined) return minutes < change;
    const key = JSON.stringify([talk.day, talk.room]);
    const last = this.#last.get(key) ?? 0;
    const isNextDay = last >= EVENING && minutes < MORNING && minutes + DAY_MINUTES >= last;
    this.#last.set(key, minutes + (isNextDay ? DAY_MINUTES : 0));
    return isNextDay;
  }
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;

/** `09:00`, `09:00:00` in minutes; undefined for anything else. */
function minutesIn(text: string): number | undefined {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** `2031-02-01T10:00:00+01:00`, without a difference from UTC in the zone of the conference; undefined for anything else. */
function instantIn(text: string, timeZone: string): Date | undefined {
  const own = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)? ?(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (!own) return undefined;
  const wall = wallOf(own.slice(1, 7), text);
  const offset = own[7];
  return offset === undefined
    ? instantOf(wall, timeZone)
    : new Date(instantOf(wall, 'UTC').getTime() - offsetIn(offset));
}

/** When a day begins or ends; what cannot be read says nothing. */
function markIn(text: string, timeZone: string): number | undefined {
  try {
    return instantIn(text, timeZone)?.getTime();
  } catch {
    return undefined;
  }
}

function wallOf(parts: readonly (string | undefined)[], text: string): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const at = new Date(Date.UTC(year, month - 1, day));
  const isThere = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isThere) throw new SkipReason(`there is no ${cut(text, 40)}`);
  return { year, month, day, hour, minute, second };
}

/** `+01:00` in ms. */
function offsetIn(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
