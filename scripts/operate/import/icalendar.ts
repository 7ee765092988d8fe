/**
 * Events in iCalendar (RFC 5545): VEVENTs with their time zones, durations and recurrences. Of a series the next few
 * occurrences that have not ended are taken, each an event of its own.
 */
import { isDeepStrictEqual } from 'node:util';
import { calendarsIn, textOf, unfoldedText } from './calendar/lines/calendar-parser.ts';
import type { CalendarProperty, Component } from './calendar/lines/component.ts';
import { Effort } from './calendar/effort.ts';
import { nameOf } from './calendar/entry-names.ts';
import { type CalendarOptions, readHead } from './calendar/entry-reading.ts';
import { isSameTime } from './calendar/event-times.ts';
import { momentOf } from './calendar/moments.ts';
import { added, headsOf } from './calendar/vevent-versions.ts';
import { Clocks } from './calendar/zone-clocks.ts';
import { DEFAULT_ZONE } from './import-rules.ts';
import type { Source, SourceEvent, Withdrawn } from './source-event.ts';

/** What guests send to an organizer, or ask for again (RFC 5546, 1.4): no event is as they say. */
const OF_OTHERS: ReadonlySet<string> = new Set(['REPLY', 'REFRESH', 'COUNTER', 'DECLINECOUNTER']);

/**
 * Reads an iCalendar source.
 * @throws Fault when it is no calendar
 */
export function readCalendar(bytes: Uint8Array | string, options: CalendarOptions): Source {
  const source: Source = { events: [], skipped: [], withdrawn: [] };
  const effort = new Effort();
  let index = 0;
  const { text, note } = unfoldedText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  if (note !== undefined) source.notes = [note];
  const calendars = calendarsIn(text);
  for (const calendar of calendars) {
    const clocks = new Clocks(calendar);
    const entries = eventsIn(calendar).map((component) => ({ index: index++, component }));
    const method = textOf(calendar, 'METHOD').toUpperCase();
    const isCancelled = method === 'CANCEL';
    if (method !== '' && method !== 'PUBLISH') {
      source.isMessage = true;
      source.partial = `the file is a message about some events (METHOD:${method})`;
    }
    if (!calendar.isEnded) source.partial = 'the file is cut off (no END:VCALENDAR)';
    if (OF_OTHERS.has(method)) {
      for (const entry of entries)
        source.skipped.push({ entry: nameOf(entry), reason: `not what its organizer says of it (METHOD:${method})` });
      continue;
    }
    const { heads, outdated } = headsOf(entries, sameTimes(clocks));
    const before = source.events.length;
    for (const head of method === 'ADD' ? heads.map(added) : heads)
      readHead(head, { clocks, effort, isCancelled, ...options }, source);
    if (method === 'ADD') for (const { event } of source.events.slice(before)) event.isAdded = true;
    for (const { entry, by } of outdated)
      source.skipped.push({ entry: nameOf(entry), reason: `an older version of ${nameOf(by)}` });
  }
  if (calendars.length > 1) source.events = withoutWithdrawn(source);
  source.skipped.sort((a, b) => Number.parseInt(a.entry, 10) - Number.parseInt(b.entry, 10));
  return source;
}

/** Of several calendars in a file one may take back what another has: who says two things is believed in the one that keeps it from sale. */
function withoutWithdrawn({ events, withdrawn }: Source): Source['events'] {
  const byFamily = Map.groupBy(withdrawn, ({ family }) => family);
  return events.filter(({ event }) => !byFamily.get(event.family)?.some((one) => takesBack(one, event)));
}

function takesBack({ identity, asPerformance, extent, originally }: Withdrawn, event: SourceEvent): boolean {
  if ([identity, asPerformance].some((one) => one && isDeepStrictEqual(one, event.identity))) return true;
  if (originally === undefined || extent === 'all') return extent === 'all';
  const [at, its] = [originally.getTime(), event.originally.getTime()];
  return (
    its === at || (extent === 'from then on' ? its > at : event.seriesBegins?.getTime() === at && extent !== 'one')
  );
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
