/** Events in the schedule of a conference (frab, pentabarf, pretalx): each talk is an event of its own, in its room. */
import { cut } from '../source-text.ts';
import { textInHtml } from '../html-text.ts';
import { linkFrom, linkIn } from '../links.ts';
import { DEFAULT_CATEGORY, DEFAULT_LENGTH_MS, DEFAULT_ZONE, VENUE_UNKNOWN } from '../import-rules.ts';
import { familyOf, noteComplete, SkipReason, type Source, type SourceEvent } from '../source-event.ts';
import { type TownPlace, townOf } from '../location.ts';
import { assumptionOf } from '../places/place-zone.ts';
import { isZone, zoneNamedAfter } from '../zones.ts';
import { Nights } from './nights.ts';
import type { Conference, Schedule, Talk } from './talk.ts';

const MOST_DESCRIPTION = 10_000;
const LONGEST_MS = 31 * 86_400_000;
/** So programs without a state of their own say it. */
const CALLED_OFF = /^\W{0,3}cancell?ed\b/i;

/** A talk with what names it, and when it begins as far as it says. */
interface Entry {
  entry: string;
  talk: Talk;
  identity: string[];
  startsAt: Date | SkipReason;
}

/** Where a conference is, and in which zone its clocks are. */
interface Setting {
  conference: Conference;
  town: TownPlace;
  zone: string;
}

/** Reads a schedule. Whatever is wrong with one talk is a reason to skip that one. */
export function readSchedule({ conference, talks }: Schedule): Source {
  const source: Source = { events: [], skipped: [], withdrawn: [] };
  const known = isZone(conference.zone) ? conference.zone : undefined;
  const town = townOf(conference.city, conference.country, { zone: known });
  const { zone, assumed } = known === undefined ? zoneBy(town, conference.city) : { zone: known };
  const nights = new Nights(conference, zone);
  const entries = talks.map((talk, index): Entry => {
    const entry = `${index + 1}${talk.title ? ` "${cut(talk.title.replaceAll(/\s+/g, ' '), 60)}"` : ''}`;
    return { entry, talk, identity: identityOf(talk, conference), startsAt: startOf(talk, nights, zone) };
  });
  for (const same of Map.groupBy(entries, ({ identity }) => JSON.stringify(identity)).values())
    for (const one of same) readEntry(one, same, { conference, town, zone }, source);
  for (const { event } of source.events) event.assumed = assumed;
  source.skipped.sort(byPlace);
  source.events.sort(byPlace);
  return source;
}

function byPlace(one: { entry: string }, other: { entry: string }): number {
  return Number.parseInt(one.entry, 10) - Number.parseInt(other.entry, 10);
}

/** A talk at several times, or in several rooms, is so many performances, each of which its time and room tell apart. */
function readEntry(
  { entry, talk, identity, startsAt }: Entry,
  same: readonly Entry[],
  at: Setting,
  source: Source,
): void {
  const family = familyOf(...identity);
  // What has neither guid nor id is named by when it is.
  if (talk.guid || talk.id) noteComplete(source, family, { entry });
  const isOneOfSeveral = new Set(same.map(placeOf)).size > 1;
  const hasTwin = same.some(
    (one) => one.talk !== talk && timeOf(one) === timeOf({ startsAt }) && one.talk.room !== talk.room,
  );
  const performance = [...identity, timeOf({ startsAt }), ...(hasTwin ? [talk.room] : [])];
  const named = { identity: isOneOfSeveral ? performance : identity, family };
  try {
    if (CALLED_OFF.test(talk.title)) {
      const originally = startsAt instanceof Date ? startsAt : undefined;
      const extent = isOneOfSeveral ? 'one' : originally ? 'what begins then' : 'all';
      const how = {
        extent,
        isSilent: false,
        ...(originally && { originally, asPerformance: performance }),
      } as const;
      source.withdrawn.push({ entry, reason: 'cancelled in the source', ...named, ...how });
    } else source.events.push({ entry, event: { ...named, ...eventOf(talk, startsAt, at) } });
  } catch (error) {
    if (!(error instanceof SkipReason)) throw error;
    source.skipped.push({ entry, reason: error.message, family });
  }
}

const timeOf = ({ startsAt }: Pick<Entry, 'startsAt'>): string =>
  startsAt instanceof Date ? startsAt.toISOString() : '';
const placeOf = (one: Entry): string => `${timeOf(one)} ${one.talk.room}`;

/** What is wrong with it counts after what else is. */
function startOf(talk: Talk, nights: Nights, zone: string): Date | SkipReason {
  try {
    return nights.startOf(talk, zone);
  } catch (error) {
    if (error instanceof SkipReason) return error;
    throw error;
  }
}

function zoneBy({ zone, country, assumed }: TownPlace, city: string): { zone: string; assumed?: string | undefined } {
  const named = zone ? undefined : zoneNamedAfter(city);
  if (named !== undefined) return { zone: named };
  return { zone: zone?.zone ?? DEFAULT_ZONE, assumed: assumed ?? assumptionOf(zone, country) };
}

/** A talk moves, and its title is mended: its guid stays. Without one it is named by its number at its conference. */
function identityOf({ guid, id, title, day, start }: Talk, conference: Conference): string[] {
  if (guid) return ['schedule', guid];
  const of = conference.acronym || conference.title;
  return id ? ['schedule', of, id] : ['schedule', of, title, day, start];
}

function eventOf(
  talk: Talk,
  startsAt: Date | SkipReason,
  { conference, town, zone: timeZone }: Setting,
): Omit<SourceEvent, 'identity' | 'family'> {
  if (!talk.title) throw new SkipReason('no title');
  if (startsAt instanceof SkipReason) throw startsAt;
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
      city: town.city,
      country: town.country,
      timeZone,
    },
    url,
    imageUrl: linkFrom(talk.logo, conference.baseUrl),
  };
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
