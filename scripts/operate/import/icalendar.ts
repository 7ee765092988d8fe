/**
 * Events in iCalendar (RFC 5545): VEVENTs with their time zones, durations and recurrences. Of a series the next few
 * occurrences that have not ended are taken, each an event of its own.
 */
import {
  type CalendarProperty,
  calendarsIn,
  type Component,
  first,
  listed,
  textOf,
  unfoldedText,
} from './calendar/calendar-parser.ts';
import { momentOf, momentText } from './calendar/moments.ts';
import { type CalendarEntry, instantOf, isSameTime, type Reading } from './calendar/event-times.ts';
import { linksOf } from './calendar/calendar-links.ts';
import { isRecurring, type Occurrence, type Series, seriesOf, single } from './calendar/series.ts';
import { Effort } from './calendar/effort.ts';
import { Clocks } from './calendar/zone-clocks.ts';
import { type EntryHead, headsOf, isException } from './calendar/vevent-versions.ts';
import { CANCELLED, EXCLUDED, type Withdrawal, withdrawalOf } from './calendar/withdrawal.ts';
import { textInHtml } from './html-text.ts';
import { linkIn } from './links.ts';
import { type NamedPlace, placeOf } from './location.ts';
import { addressIn, DAY_BEGINS, DAY_ENDS, DEFAULT_CATEGORY, DEFAULT_ZONE, ONLINE_VENUE } from './import-rules.ts';
import { familyOf, SkipReason, type Source, type SourceEvent, type Withdrawn } from './source-event.ts';
import { cut } from './source-text.ts';
import { instantOf as instantInZone } from './wall-clock.ts';
import { zoneOf } from './zones.ts';

const MOST_DESCRIPTION = 10_000;

/** What guests send to an organizer, or ask for again (RFC 5546, 1.4): no event is as they say. */
const OF_OTHERS: ReadonlySet<string> = new Set(['REPLY', 'REFRESH', 'COUNTER', 'DECLINECOUNTER']);

/** How a calendar is read. */
export interface CalendarOptions {
  now: Date;
  /** So many occurrences of a series are taken. */
  occurrences: number;
  /** Those up to this instant (ms), too: as far as events were published before. */
  horizon?: number;
}

/**
 * Reads an iCalendar source.
 * @throws Fault when it is no calendar
 */
export function readCalendar(bytes: Uint8Array | string, options: CalendarOptions): Source {
  const source: Source = { events: [], skipped: [], withdrawn: [] };
  const effort = new Effort();
  let index = 0;
  for (const calendar of calendarsIn(unfoldedText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes))) {
    const clocks = new Clocks(calendar);
    const entries = eventsIn(calendar).map((component) => ({ index: index++, component }));
    const method = textOf(calendar, 'METHOD').toUpperCase();
    const isCancelled = method === 'CANCEL';
    if (method !== '' && method !== 'PUBLISH')
      source.partial = `the file is a message about some events (METHOD:${method})`;
    if (!calendar.isEnded) source.partial = 'the file is cut off (no END:VCALENDAR)';
    if (OF_OTHERS.has(method)) {
      for (const entry of entries)
        source.skipped.push({ entry: nameOf(entry), reason: `not what its organizer says of it (METHOD:${method})` });
      continue;
    }
    const { heads, outdated } = headsOf(entries, sameTimes(clocks));
    for (const head of heads) readHead(head, { clocks, effort, isCancelled, ...options }, source);
    for (const { entry, by } of outdated)
      source.skipped.push({ entry: nameOf(entry), reason: `an older version of ${nameOf(by)}` });
  }
  source.skipped.sort((a, b) => Number.parseInt(a.entry, 10) - Number.parseInt(b.entry, 10));
  return source;
}

/** Whether two properties give one time. What cannot be read is reported where it counts. */
function sameTimes(clocks: Clocks) {
  const reading = { clocks, floating: clocks.floating ?? DEFAULT_ZONE };
  return (one: CalendarProperty, other: CalendarProperty): boolean => {
    try {
      return isSameTime(momentOf(one), momentOf(other), reading);
    } catch {
      return false;
    }
  };
}

/** VEVENTs, also one inside of which another begins. */
function eventsIn({ components }: Component): Component[] {
  return components.flatMap((component) =>
    component.kind === 'VEVENT' ? [component, ...eventsIn(component)] : eventsIn(component),
  );
}

interface Calendar extends CalendarOptions {
  clocks: Clocks;
  effort: Effort;
  isCancelled: boolean;
}

/** Whatever is wrong with one event is a reason to skip that one. */
function readHead(head: EntryHead, calendar: Calendar, source: Source): void {
  const { entry } = head;
  const failed = ({ index, component }: CalendarEntry, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    source.skipped.push({
      entry: nameOf({ index, component }),
      reason: error instanceof SkipReason ? reason : `not readable (${reason})`,
      ...(textOf(component, 'UID') && { family: familyBy(component) }),
    });
  };
  const ofAll = withdrawalOf(entry.component) ?? (calendar.isCancelled ? CANCELLED : undefined);
  try {
    const isWholeFamily = ofAll !== undefined && isOnlyOne(head);
    const { next, excluded } = occurrencesOf(head, readingOf(entry, calendar), failed);
    const withdrawn = new Set<CalendarEntry>();
    for (const occurrence of next) {
      const withdrawal = ofAll ?? withdrawalOf(occurrence.entry.component);
      const isSilent = withdrawn.has(occurrence.entry);
      try {
        if (withdrawal) source.withdrawn.push(withdraw(occurrence, withdrawal, { isSilent, isWholeFamily }));
        else source.events.push(readOccurrence(occurrence, readingOf(entry, calendar)));
      } catch (error) {
        failed(occurrence.entry, error);
      }
      if (withdrawal) withdrawn.add(occurrence.entry);
    }
    for (const one of excluded)
      source.withdrawn.push(withdraw(one, EXCLUDED, { isSilent: true, isWholeFamily: false }));
    if (ofAll && isRecurring(entry)) source.withdrawn.push(allOf(entry, ofAll, { isSilent: true }));
  } catch (error) {
    // Whoever cancels an event need not repeat when it was.
    if (ofAll) source.withdrawn.push(allOf(entry, ofAll, { isSilent: false }));
    else failed(entry, error);
  }
}

/** True for what stands for everything of its UID that was published, whenever it was. */
function isOnlyOne({ entry, isOneOfSeveral }: EntryHead): boolean {
  return (
    !isRecurring(entry) && !isOneOfSeveral && !isException(entry.component) && textOf(entry.component, 'UID') !== ''
  );
}

/** Times without a zone are those of the place, else those of the calendar. */
function readingOf(
  { component }: CalendarEntry,
  { clocks, effort, now, occurrences, horizon = -Infinity }: Calendar,
): Reading {
  const place = placeIn(component);
  const zone = place && zoneOf(place.city, place.country);
  return {
    clocks,
    effort: effort.ofEntry(),
    floating: zone ?? clocks.floating ?? DEFAULT_ZONE,
    now: now.getTime(),
    occurrences,
    horizon,
  };
}

/** What does not recur has no occurrences to differ; an exception to it is a newer version of it. */
function occurrencesOf(
  { entry, exceptions, isOneOfSeveral }: EntryHead,
  reading: Reading,
  failed: (entry: CalendarEntry, error: unknown) => void,
): Series {
  if (isRecurring(entry)) return seriesOf(entry, exceptions, reading, failed);
  const occurrence = exceptionAlone(exceptions.at(-1) ?? entry, reading, isException(entry.component));
  if (!isOneOfSeveral) return { next: [occurrence], excluded: [] };
  // A performance that was moved is still the one that was at its first time.
  const { start, startsAt } = single(entry, reading, '');
  return { next: [{ ...occurrence, recurrenceId: momentText(start), place: startsAt }], excluded: [] };
}

function exceptionAlone(entry: CalendarEntry, reading: Reading, isOrphan: boolean): Occurrence {
  const of = isOrphan ? first(entry.component, 'RECURRENCE-ID') : undefined;
  const occurrence = single(entry, reading, of?.value ?? '');
  return of ? { ...occurrence, isOfSeries: true, place: instantOf(momentOf(of), reading) } : occurrence;
}

function withdraw(
  occurrence: Pick<Occurrence, 'entry' | 'recurrenceId' | 'place' | 'startsAt'>,
  withdrawal: Withdrawal,
  how: Pick<Withdrawn, 'isSilent' | 'isWholeFamily'>,
): Withdrawn {
  const { component } = occurrence.entry;
  return {
    entry: nameOf(occurrence.entry),
    ...withdrawal,
    ...how,
    identity: ['ics', ...identityBy(component, new Date(occurrence.startsAt)), occurrence.recurrenceId],
    family: familyBy(component),
    originally: new Date(occurrence.place),
  };
}

/** Everything that was published of an entry, whenever it was. */
function allOf(entry: CalendarEntry, withdrawal: Withdrawal, { isSilent }: Pick<Withdrawn, 'isSilent'>): Withdrawn {
  const { component } = entry;
  return {
    entry: nameOf(entry),
    ...withdrawal,
    identity: ['ics', textOf(component, 'UID'), ''],
    family: familyBy(component),
    isSilent,
    isWholeFamily: textOf(component, 'UID') !== '',
  };
}

function identityBy(component: Component, startsAt: Date): string[] {
  const uid = textOf(component, 'UID');
  return uid ? [uid] : [textOf(component, 'SUMMARY'), startsAt.toISOString(), textOf(component, 'LOCATION')];
}

function familyBy(component: Component): string {
  const uid = textOf(component, 'UID');
  return uid ? familyOf('ics', uid) : familyOf('ics', '', textOf(component, 'SUMMARY'), textOf(component, 'LOCATION'));
}

function readOccurrence(occurrence: Occurrence, reading: Reading): Source['events'][number] {
  const { recurrenceId, isOfSeries, isBeyond } = occurrence;
  const { component } = occurrence.entry;
  const title = textInHtml(textOf(component, 'SUMMARY'));
  if (title === '') throw new SkipReason('no title (SUMMARY)');
  const place = placeIn(component);
  const { startsAt, endsAt, timeZone } = timesOf(occurrence, reading, place);
  const page = textOf(component, 'URL');
  const [category] = listed(first(component, 'CATEGORIES')?.value ?? '');
  const { url, imageUrl, venueUrl } = linksOf(component);
  const address = addressIn(place?.address);
  const lines = [
    descriptionOf(component),
    linkIn(page) === undefined && page,
    place?.address && address === undefined && `Address: ${place.address}`,
  ];
  const event: SourceEvent = {
    identity: ['ics', ...identityBy(component, startsAt), recurrenceId],
    family: familyBy(component),
    originally: new Date(occurrence.place),
    isOfSeries,
    isBeyond,
    title: cut(title, 200),
    description: cut(lines.filter(Boolean).join('\n'), MOST_DESCRIPTION),
    category: textInHtml(category ?? '') || DEFAULT_CATEGORY,
    startsAt,
    endsAt,
    online: !place,
    venue: place
      ? { name: place.name, city: place.city, country: place.country, timeZone, address, url: venueUrl }
      : { ...ONLINE_VENUE, timeZone },
    url,
    imageUrl,
  };
  return { entry: nameOf(occurrence.entry), event };
}

/** Calendars of websites and offices write HTML where text is meant. */
function placeIn(component: Component): NamedPlace | undefined {
  return placeOf(textInHtml(textOf(component, 'LOCATION')));
}

/** Who writes no description as text may have it as HTML alone (Outlook; RFC 9073, 6.5). */
function descriptionOf(component: Component): string {
  for (const name of ['DESCRIPTION', 'STYLED-DESCRIPTION', 'X-ALT-DESC']) {
    const text = textInHtml(textOf(component, name));
    if (text !== '') return text;
  }
  return '';
}

/** The zone of the times themselves goes before that of the place, and that before the calendar's. */
function timesOf(
  { start, startsAt, endsAt }: Occurrence,
  { clocks, floating }: Reading,
  place: NamedPlace | undefined,
) {
  const named = start.zoneId === undefined ? undefined : clocks.zoneOf(start.zoneId);
  const timeZone = named ?? (place && zoneOf(place.city, place.country)) ?? floating;
  if (!start.isDate) return { timeZone, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  const lastDay = endsAt - 1; // an end is the day after
  return {
    timeZone,
    startsAt: instantInZone({ ...dayOf(startsAt), ...DAY_BEGINS }, timeZone),
    endsAt: instantInZone({ ...dayOf(lastDay), ...DAY_ENDS }, timeZone),
  };
}

function dayOf(wall: number) {
  const at = new Date(wall);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

function nameOf({ index, component }: CalendarEntry): string {
  const summary = textOf(component, 'SUMMARY');
  return `${index + 1}${summary ? ` "${cut(summary.replaceAll('\n', ' '), 60)}"` : ''}`;
}
