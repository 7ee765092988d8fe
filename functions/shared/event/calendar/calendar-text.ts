/** Events as a calendar file (iCalendar, RFC 5545), which calendar programs import or subscribe to. Pure. */
import type { EventView } from '../event-view.ts';
import { line, lineOfText, lineOfTexts } from './content-lines.ts';
import { LocalTimes, utc } from './local-times.ts';

/** One entry. What is not known is left out. */
export interface Entry {
  /** Stays, so that a calendar knows what it has already. */
  id: string;
  /** Grows with every change. */
  revision: number;
  /** When it was changed last. */
  changedAt: string;
  createdAt?: string | undefined;
  status: EventView['status'];
  title: string;
  description?: string | undefined;
  categories?: readonly string[] | undefined;
  startsAt: string;
  endsAt?: string | undefined;
  /** Without one, times are in UTC. */
  venue?: EventView['venue'] | undefined;
  url?: string | null | undefined;
  imageUrl?: string | null | undefined;
  /** Whether whoever has the entry is taken for busy. */
  isBusy: boolean;
}

/** How often a calendar that is subscribed to is asked for again. */
export interface Feed {
  name: string;
  every: `PT${number}H`;
}

const STATUS = { draft: 'TENTATIVE', published: 'CONFIRMED', cancelled: 'CANCELLED' } as const;

/** The text of a calendar file. */
export function calendarText(entries: readonly Entry[], feed?: Feed): string {
  const zones = new Map<string, LocalTimes>();
  const timesOf = (zone: string): LocalTimes => {
    const known = zones.get(zone) ?? new LocalTimes(zone);
    zones.set(zone, known);
    return known;
  };
  const events = entries.map((entry) => eventText(entry, timesOf(entry.venue?.timeZone ?? 'UTC')));
  const described = [...zones.values()].map((times) => times.description());
  return [
    line('BEGIN', 'VCALENDAR'),
    line('VERSION', '2.0'),
    line('PRODID', '-//Seatmesh//Seatmesh//EN'),
    line('CALSCALE', 'GREGORIAN'),
    ...(feed ? feedLines(feed) : []),
    ...described,
    ...events,
    // A calendar has a component at least (3.6).
    ...(events.length === 0 ? [nothing()] : []),
    line('END', 'VCALENDAR'),
  ].join('');
}

/** Where programs look for it: RFC 7986, and what was used before. */
function feedLines({ name, every }: Feed): string[] {
  return [
    lineOfText('NAME', name),
    lineOfText('X-WR-CALNAME', name),
    line('REFRESH-INTERVAL;VALUE=DURATION', every),
    line('X-PUBLISHED-TTL', every),
  ];
}

function eventText(entry: Entry, times: LocalTimes): string {
  const { id, revision, changedAt, createdAt, title, description, categories, startsAt, endsAt, venue } = entry;
  return [
    line('BEGIN', 'VEVENT'),
    lineOfText('UID', id),
    line('DTSTAMP', utc(changedAt)),
    ...(createdAt === undefined ? [] : [line('CREATED', utc(createdAt))]),
    line('LAST-MODIFIED', utc(changedAt)),
    line('SEQUENCE', String(revision)),
    times.property('DTSTART', startsAt),
    ...(endsAt === undefined ? [] : [times.property('DTEND', endsAt)]),
    lineOfText('SUMMARY', title),
    ...(description ? [lineOfText('DESCRIPTION', description)] : []),
    ...(venue ? [lineOfText('LOCATION', placeOf(venue))] : []),
    ...(categories ? [lineOfTexts('CATEGORIES', categories)] : []),
    ...(entry.url ? [line('URL', entry.url)] : []),
    ...(entry.imageUrl ? [line('IMAGE;VALUE=URI', entry.imageUrl)] : []),
    line('STATUS', STATUS[entry.status]),
    line('TRANSP', entry.isBusy ? 'OPAQUE' : 'TRANSPARENT'),
    line('END', 'VEVENT'),
  ].join('');
}

function placeOf({ name, address, city, country }: EventView['venue']): string {
  return [name, address, city, country].filter((part) => part).join(', ');
}

function nothing(): string {
  const observance = ['DTSTART:19700101T000000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0000'];
  const zone = ['BEGIN:VTIMEZONE', 'TZID:UTC', 'BEGIN:STANDARD', ...observance, 'END:STANDARD', 'END:VTIMEZONE'];
  return zone.map((text) => `${text}\r\n`).join('');
}
