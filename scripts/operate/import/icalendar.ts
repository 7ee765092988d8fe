/**
 * Events in iCalendar (RFC 5545): VEVENTs with their time zones, durations and recurrences. Of a series the next few
 * occurrences that have not ended are taken, each an event of its own.
 */
import { calendarsIn, type Component, first, listed, textOf, unfoldedText } from './calendar/content-lines.ts';
import { momentText } from './calendar/moments.ts';
import { type Entry, isRecurring, type Occurrence, type Reading, seriesOf, single } from './calendar/series.ts';
import { Clocks } from './calendar/time-zones.ts';
import { type Head, headsOf, isException } from './calendar/versions.ts';
import { type Place, placeOf } from './location.ts';
import { DAY_BEGINS, DAY_ENDS, DEFAULT_CATEGORY, DEFAULT_ZONE, ONLINE_VENUE } from './rules.ts';
import { SkipReason, type Source, type SourceEvent } from './source-event.ts';
import { cut } from './text.ts';
import { instantOf } from './wall-clock.ts';
import { zoneOf } from './zones.ts';

const MOST_DESCRIPTION = 10_000;

/** How a calendar is read. */
export interface CalendarOptions {
  now: Date;
  /** So many occurrences of a series are taken. */
  occurrences: number;
}

/**
 * Reads an iCalendar source.
 * @throws Fault when it is no calendar
 */
export function readCalendar(bytes: Uint8Array | string, options: CalendarOptions): Source {
  const source: Source = { events: [], skipped: [] };
  let index = 0;
  for (const calendar of calendarsIn(unfoldedText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes))) {
    const clocks = new Clocks(calendar);
    const entries = eventsIn(calendar).map((component) => ({ index: index++, component }));
    const isCancelled = textOf(calendar, 'METHOD').toUpperCase() === 'CANCEL';
    const { heads, outdated } = headsOf(entries);
    for (const head of heads) readHead(head, { clocks, isCancelled, ...options }, source);
    for (const { entry, by } of outdated)
      source.skipped.push({ entry: nameOf(entry), reason: `an older version of ${nameOf(by)}` });
  }
  source.skipped.sort((a, b) => Number.parseInt(a.entry, 10) - Number.parseInt(b.entry, 10));
  return source;
}

/** VEVENTs, also one inside of which another begins. */
function eventsIn({ components }: Component): Component[] {
  return components.flatMap((component) =>
    component.kind === 'VEVENT' ? [component, ...eventsIn(component)] : eventsIn(component),
  );
}

interface Calendar extends CalendarOptions {
  clocks: Clocks;
  isCancelled: boolean;
}

/** Whatever is wrong with one event is a reason to skip that one. */
function readHead({ entry, exceptions, isOneOfSeveral }: Head, calendar: Calendar, source: Source): void {
  const failed = ({ index, component }: Entry, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    source.skipped.push({
      entry: nameOf({ index, component }),
      reason: error instanceof SkipReason ? reason : `not readable (${reason})`,
    });
  };
  try {
    requirePublic(entry.component);
    if (calendar.isCancelled) throw new SkipReason('cancelled in the source');
    const place = placeOf(textOf(entry.component, 'LOCATION'));
    const zone = place && zoneOf(place.city, place.country);
    const reading: Reading = {
      clocks: calendar.clocks,
      floating: zone ?? calendar.clocks.floating ?? DEFAULT_ZONE,
      now: calendar.now.getTime(),
      occurrences: calendar.occurrences,
    };
    const recurring = isRecurring(entry);
    const occurrences = recurring
      ? seriesOf(entry, exceptions, reading, failed)
      : [withExceptions(entry, exceptions, reading, isOneOfSeveral)];
    for (const occurrence of occurrences) {
      try {
        source.events.push({ entry: nameOf(entry), event: readOccurrence(occurrence, reading) });
      } catch (error) {
        failed(occurrence.entry, error);
      }
    }
  } catch (error) {
    failed(entry, error);
  }
}

/** What does not recur has no occurrences to differ; an exception to it is a newer version of it. */
function withExceptions(
  entry: Entry,
  exceptions: readonly Entry[],
  reading: Reading,
  isOneOfSeveral: boolean,
): Occurrence {
  const id = first(entry.component, 'RECURRENCE-ID');
  const newest = exceptions.at(-1) ?? entry;
  const occurrence = single(newest, reading, isException(entry.component) ? (id?.value ?? '') : '');
  return isOneOfSeveral ? { ...occurrence, recurrenceId: momentText(occurrence.start) } : occurrence;
}

/** RFC 5545, 3.8.1.3: whatever class is not known is to be taken for a private one. */
function requirePublic(component: Component): void {
  const kind = textOf(component, 'CLASS').toUpperCase();
  if (kind !== '' && kind !== 'PUBLIC') throw new SkipReason('not public in the source (CLASS)');
}

function readOccurrence(occurrence: Occurrence, reading: Reading): SourceEvent {
  const { recurrenceId } = occurrence;
  const { component } = occurrence.entry;
  const text = (name: string): string => textOf(component, name);
  requirePublic(component);
  if (text('STATUS').toUpperCase() === 'CANCELLED' || text('METHOD').toUpperCase() === 'CANCEL')
    throw new SkipReason('cancelled in the source');
  const title = text('SUMMARY');
  if (title === '') throw new SkipReason('no title (SUMMARY)');
  const location = text('LOCATION');
  const place = placeOf(location);
  const { startsAt, endsAt, timeZone } = timesOf(occurrence, reading, place);
  const identity = text('UID') ? [text('UID')] : [title, startsAt.toISOString(), location];
  const [category] = listed(first(component, 'CATEGORIES')?.value ?? '');
  const lines = [text('DESCRIPTION'), text('URL'), place?.address && `Address: ${place.address}`];
  return {
    identity: ['ics', ...identity, recurrenceId],
    title: cut(title, 200),
    description: cut(lines.filter(Boolean).join('\n'), MOST_DESCRIPTION),
    category: category ?? DEFAULT_CATEGORY,
    startsAt,
    endsAt,
    online: !place,
    venue: place
      ? { name: place.name, city: place.city, country: place.country, timeZone }
      : { ...ONLINE_VENUE, timeZone },
  };
}

/** The zone of the times themselves goes before that of the place, and that before the calendar's. */
function timesOf({ start, startsAt, endsAt }: Occurrence, { clocks, floating }: Reading, place: Place | undefined) {
  const named = start.zoneId === undefined ? undefined : clocks.zoneOf(start.zoneId);
  const timeZone = named ?? (place && zoneOf(place.city, place.country)) ?? floating;
  if (!start.isDate) return { timeZone, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  const lastDay = endsAt - 1; // an end is the day after
  return {
    timeZone,
    startsAt: instantOf({ ...dayOf(startsAt), ...DAY_BEGINS }, timeZone),
    endsAt: instantOf({ ...dayOf(lastDay), ...DAY_ENDS }, timeZone),
  };
}

function dayOf(wall: number) {
  const at = new Date(wall);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

function nameOf({ index, component }: Entry): string {
  const summary = textOf(component, 'SUMMARY');
  return `${index + 1}${summary ? ` "${cut(summary.replaceAll('\n', ' '), 60)}"` : ''}`;
}
