/**
 * Events in iCalendar (RFC 5545): VEVENTs with their time zones, durations and recurrences. Of a series the next few
 * occurrences that have not ended are taken, each an event of its own.
 */
import { calendarsIn, textOf, unfoldedText } from './calendar/lines/calendar-parser.ts';
import type { Component } from './calendar/lines/component.ts';
import { Effort } from './calendar/effort.ts';
import { nameOf } from './calendar/entry-names.ts';
import { type CalendarOptions, placeZoneOf, readHead } from './calendar/entry-reading.ts';
import type { CalendarEntry } from './calendar/event-times.ts';
import { added, headsOf } from './calendar/vevent-versions.ts';
import { withoutWithdrawn } from './calendar/withdrawal.ts';
import { Clocks } from './calendar/zone-clocks.ts';
import type { Source } from './source-event.ts';

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
  const published: CalendarEntry[] = [];
  const isCutOff = calendars.some(({ isEnded }) => !isEnded);
  const messages: { method: string; entries: CalendarEntry[] }[] = [];
  for (const calendar of calendars) {
    const clocks = new Clocks(calendar);
    const entries = eventsIn(calendar).map((component) => ({ index: index++, component, clocks }));
    const method = textOf(calendar, 'METHOD').toUpperCase();
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
    if (method === 'CANCEL' || method === 'ADD') messages.push({ method, entries });
    else for (const entry of entries) published.push(entry);
  }
  // A series and what was changed of it, or an event and its next version, may each be in a calendar of its own.
  for (const { method, entries } of [{ method: 'PUBLISH', entries: published }, ...messages]) {
    const { heads, outdated } = headsOf(entries, placeZoneOf);
    const before = source.events.length;
    const tellsAllOf = method !== 'PUBLISH' || isCutOff ? 'none' : source.isMessage === true ? 'series' : 'each';
    for (const head of method === 'ADD' ? heads.map(added) : heads)
      readHead(head, { effort, isCancelled: method === 'CANCEL', tellsAllOf, ...options }, source);
    if (method === 'ADD') for (const { event } of source.events.slice(before)) event.isAdded = true;
    for (const { entry, by } of outdated)
      source.skipped.push({ entry: nameOf(entry), reason: `an older version of ${nameOf(by)}` });
  }
  if (calendars.length > 1) source.events = withoutWithdrawn(source);
  source.skipped.sort((a, b) => Number.parseInt(a.entry, 10) - Number.parseInt(b.entry, 10));
  return source;
}

/** VEVENTs, also one inside of which another begins. */
function eventsIn({ components }: Component): Component[] {
  return components.flatMap((component) =>
    component.kind === 'VEVENT' ? [component, ...eventsIn(component)] : eventsIn(component),
  );
}
