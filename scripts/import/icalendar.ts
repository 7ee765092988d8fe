/**
 * Events in iCalendar (RFC 5545): VEVENTs with their time zones, durations and recurrences. Of a series the next few
 * occurrences that have not ended are taken, each an event of its own.
 */
import ICAL from 'ical.js';
import { calendarBlocks, type EventBlock } from './calendar-blocks.ts';
import { instantOfTime, zoneIdOf } from './calendar-time.ts';
import { placeOf } from './location.ts';
import { DAY_BEGINS, DAY_ENDS, DEFAULT_CATEGORY, DEFAULT_ZONE, ONLINE_VENUE } from './rules.ts';
import { SkipReason, type Source, type SourceEvent } from './source-event.ts';
import { instantOf } from './wall-clock.ts';
import { isZone, zoneOf } from './zones.ts';

/** A rule that has not come to the present after so many occurrences is not followed further. */
const MOST_STEPS = 20_000;
const MOST_DESCRIPTION = 10_000;

/** How a calendar is read. */
export interface CalendarOptions {
  now: Date;
  /** So many occurrences of a series are taken. */
  occurrences: number;
}

interface Occurrence {
  component: ICAL.Component;
  start: ICAL.Time;
  end: ICAL.Time;
  /** Beside the UID; empty for an event that does not recur. */
  recurrenceId: string;
}

/**
 * Reads an iCalendar source.
 * @throws Fault when the text is no calendar
 */
export function readCalendar(text: string, options: CalendarOptions): Source {
  const { timeZone, events } = calendarBlocks(text);
  const source: Source = { events: [], skipped: [] };
  const defaultZone = timeZone !== undefined && isZone(timeZone) ? timeZone : undefined;
  const series = new Set(events.filter((block) => !block.isException).map((block) => block.uid));
  // An exception to a series that is not in the file stands for itself.
  const [heads, exceptions] = split(events.entries(), ([, block]) => !block.isException || !series.has(block.uid));
  const exceptionsOf = Map.groupBy(exceptions, ([, block]) => block.uid);
  for (const [index, block] of heads) {
    const parsed: ICAL.Component[] = [];
    for (const [at, exception] of (!block.isException && exceptionsOf.get(block.uid)) || [])
      attempt(source, entryOf(at, exception), () => parsed.push(exception.parse()));
    const entry = entryOf(index, block);
    attempt(source, entry, () => {
      for (const occurrence of occurrencesOf(block, parsed, options, defaultZone))
        attempt(source, entry, () => source.events.push({ entry, event: readOccurrence(occurrence, defaultZone) }));
    });
  }
  return source;
}

function split<T>(all: Iterable<T>, isFirst: (one: T) => boolean): [T[], T[]] {
  const { first = [], second = [] } = Object.groupBy(all, (one) => (isFirst(one) ? 'first' : 'second'));
  return [first, second];
}

function entryOf(index: number, block: EventBlock): string {
  return `${index + 1}${block.summary ? ` "${block.summary.replaceAll(/\\([,;\\])/g, '$1').slice(0, 60)}"` : ''}`;
}

/** Whatever is wrong with one event is a reason to skip that one. */
function attempt(source: Source, entry: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    source.skipped.push({ entry, reason: error instanceof SkipReason ? reason : `not readable (${reason})` });
  }
}

function occurrencesOf(
  block: EventBlock,
  exceptions: ICAL.Component[],
  { now, occurrences }: CalendarOptions,
  defaultZone: string | undefined,
): Occurrence[] {
  const component = block.parse();
  if (!component.hasProperty('dtstart')) throw new SkipReason('no start (DTSTART)');
  const event = new ICAL.Event(component, { exceptions });
  if (!event.isRecurring()) {
    const recurrenceId = block.isException ? event.recurrenceId.toString() : '';
    return [{ component, start: event.startDate, end: event.endDate, recurrenceId }];
  }
  const taken: Occurrence[] = [];
  const iterator = event.iterator();
  for (let step = 0; step < MOST_STEPS && taken.length < occurrences; step++) {
    const next = iterator.next() as ICAL.Time | undefined;
    if (!next) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    const occurrence = { component: item.component, start: startDate, end: endDate, recurrenceId: next.toString() };
    if (timesOf(occurrence, defaultZone, undefined).endsAt > now) taken.push(occurrence);
  }
  if (taken.length === 0) throw new SkipReason('the series is over');
  return taken;
}

function readOccurrence(occurrence: Occurrence, defaultZone: string | undefined): SourceEvent {
  const { component, recurrenceId } = occurrence;
  const text = (name: string): string => String(component.getFirstPropertyValue(name) ?? '').trim();
  if (text('status').toUpperCase() === 'CANCELLED') throw new SkipReason('cancelled in the source');
  const title = text('summary') || skip('no title (SUMMARY)');
  const place = placeOf(text('location'));
  const zone = place && zoneOf(place.city, place.country);
  const { startsAt, endsAt, timeZone } = timesOf(occurrence, defaultZone, zone);
  if (endsAt < startsAt) skip('ends before it starts');
  if (endsAt.getTime() === startsAt.getTime()) skip('no end (DTEND or DURATION)');
  const [category] = component.getFirstProperty('categories')?.getValues() ?? [];
  const identity = text('uid') ? [text('uid')] : [title, startsAt.toISOString(), text('location')];
  return {
    identity: ['ics', ...identity, recurrenceId],
    title,
    description: [text('description'), text('url')].filter(Boolean).join('\n').slice(0, MOST_DESCRIPTION),
    category: String(category ?? '').trim() || DEFAULT_CATEGORY,
    startsAt,
    endsAt,
    online: !place,
    venue: place ? { ...place, timeZone } : { ...ONLINE_VENUE, timeZone },
  };
}

/** The zone of the times themselves goes before that of the place, and that before the calendar's. */
function timesOf(
  { component, start, end }: Occurrence,
  defaultZone: string | undefined,
  placeZone: string | undefined,
) {
  const startZone = zoneIdOf(component, 'dtstart');
  const endZone = zoneIdOf(component, 'dtend', 'dtstart');
  const otherwise = placeZone ?? defaultZone ?? DEFAULT_ZONE;
  const timeZone = startZone !== undefined && isZone(startZone) ? startZone : otherwise;
  if (!start.isDate) {
    return {
      timeZone,
      startsAt: instantOfTime(start, startZone, otherwise),
      endsAt: instantOfTime(end, endZone, otherwise),
    };
  }
  const lastDay = end.clone();
  lastDay.day -= 1; // DTEND is the day after
  return {
    timeZone,
    startsAt: instantOf({ ...dayOf(start), ...DAY_BEGINS }, timeZone),
    endsAt: instantOf({ ...dayOf(lastDay), ...DAY_ENDS }, timeZone),
  };
}

function dayOf({ year, month, day }: ICAL.Time) {
  return { year, month, day };
}

function skip(reason: string): never {
  throw new SkipReason(reason);
}
