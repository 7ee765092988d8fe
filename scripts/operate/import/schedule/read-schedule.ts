/** Events in the schedule of a conference (frab, pentabarf, pretalx): each talk is an event of its own, in its room. */
import { cut } from '../source-text.ts';
import { textInHtml } from '../html-text.ts';
import { linkFrom, linkIn } from '../links.ts';
import { DEFAULT_CATEGORY, DEFAULT_LENGTH_MS, DEFAULT_ZONE, VENUE_UNKNOWN } from '../import-rules.ts';
import { familyOf, SkipReason, type Source, type SourceEvent } from '../source-event.ts';
import { instantOf, type WallTime } from '../wall-clock.ts';
import { isZone, zoneNamedAfter, zoneOf } from '../zones.ts';
import type { Conference, Schedule, Talk } from './talk.ts';

const MOST_DESCRIPTION = 10_000;
const UNKNOWN = 'Unknown';
const LONGEST_MS = 31 * 86_400_000;
/** So programs without a state of their own say it. */
const CALLED_OFF = /^\W{0,3}cancell?ed\b/i;

/** Reads a schedule. Whatever is wrong with one talk is a reason to skip that one. */
export function readSchedule({ conference, talks }: Schedule): Source {
  const source: Source = { events: [], skipped: [], withdrawn: [] };
  const zone = isZone(conference.zone) ? conference.zone : zoneBy(conference);
  for (const [index, talk] of talks.entries()) {
    const entry = `${index + 1}${talk.title ? ` "${cut(talk.title.replaceAll(/\s+/g, ' '), 60)}"` : ''}`;
    const identity = identityOf(talk, conference);
    const family = familyOf(...identity);
    try {
      if (CALLED_OFF.test(talk.title)) {
        const how = { why: 'cancelled', extent: 'all', isSilent: false } as const;
        source.withdrawn.push({ entry, reason: 'cancelled in the source', identity, family, ...how });
      } else source.events.push({ entry, event: { identity, family, ...eventOf(talk, conference, zone) } });
    } catch (error) {
      if (!(error instanceof SkipReason)) throw error;
      source.skipped.push({ entry, reason: error.message, family });
    }
  }
  return source;
}

function zoneBy({ city, country }: Conference): string {
  return zoneOf(city, country) ?? zoneNamedAfter(city) ?? DEFAULT_ZONE;
}

/** A talk moves, and its title is mended: its guid stays. Without one it is named by its number at its conference. */
function identityOf({ guid, id, title, day, start }: Talk, conference: Conference): string[] {
  if (guid) return ['schedule', guid];
  const of = conference.acronym || conference.title;
  return id ? ['schedule', of, id] : ['schedule', of, title, day, start];
}

function eventOf(talk: Talk, conference: Conference, timeZone: string): Omit<SourceEvent, 'identity' | 'family'> {
  if (!talk.title) throw new SkipReason('no title');
  const startsAt = startOf(talk, conference, timeZone);
  const url = linkIn(talk.url);
  const texts = [
    talk.subtitle,
    textInHtml(talk.abstract),
    textInHtml(talk.description),
    talk.persons.length > 0 && `With ${talk.persons.join(', ')}`,
    url === undefined && talk.url,
  ];
  return {
    originally: startsAt,
    isOfSeries: false,
    isBeyond: false,
    title: cut(talk.title, 200),
    description: cut(texts.filter(Boolean).join('\n'), MOST_DESCRIPTION),
    category: cut(talk.track || talk.type || DEFAULT_CATEGORY, 40),
    startsAt,
    endsAt: new Date(startsAt.getTime() + lengthOf(talk)),
    online: false,
    venue: {
      name: cut([talk.room, conference.venue].filter(Boolean).join(', ') || VENUE_UNKNOWN, 120),
      city: cut(conference.city || UNKNOWN, 80),
      country: cut(conference.country || UNKNOWN, 80),
      timeZone,
    },
    url,
    imageUrl: linkFrom(talk.logo, conference.baseUrl),
  };
}

/** By its own date; without one by its day, or the day after if it begins before the conference's day does. */
function startOf(talk: Talk, { dayChange }: Conference, timeZone: string): Date {
  const own = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(talk.date);
  if (own) {
    const wall = wallOf(own.slice(1, 7), talk.date);
    const offset = own[7];
    if (offset === undefined) return instantOf(wall, timeZone);
    return new Date(instantOf(wall, 'UTC').getTime() - offsetIn(offset));
  }
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(talk.day);
  const time = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(talk.start);
  if (!day || !time) throw new SkipReason(`no start (date "${cut(talk.date, 40)}", start "${cut(talk.start, 40)}")`);
  const wall = wallOf([...day.slice(1), ...time.slice(1)], `${talk.day} ${talk.start}`);
  const change = /^(\d{1,2}):(\d\d)/.exec(dayChange);
  const isNextDay = change && wall.hour * 60 + wall.minute < Number(change[1]) * 60 + Number(change[2]);
  // A day that there is not is the first of the next month.
  return instantOf({ ...wall, day: wall.day + (isNextDay ? 1 : 0) }, timeZone);
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

/** `00:50`, `00:50:00`; `1:02:30` with two colons and a first part of one digit is a day, two hours and a half. */
function lengthOf({ duration }: Talk): number {
  if (duration === '') return DEFAULT_LENGTH_MS;
  const parts = /^\d{1,4}(?::\d{1,2}){1,2}$/.test(duration) ? duration.split(':').map(Number) : undefined;
  if (!parts) throw new SkipReason(`"${cut(duration, 40)}" is no duration`);
  const [a = 0, b = 0, c = 0] = parts;
  const isOfDays = parts.length === 3 && /^\d:/.test(duration);
  const minutes = isOfDays ? (a * 24 + b) * 60 + c : a * 60 + b;
  const ms = minutes * 60_000;
  if (ms > LONGEST_MS) throw new SkipReason(`it would last longer than a month (${cut(duration, 40)})`);
  return ms > 0 ? ms : DEFAULT_LENGTH_MS;
}
