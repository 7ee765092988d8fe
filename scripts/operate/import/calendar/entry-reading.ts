/** One entry of a calendar, with the exceptions to it: the events it has, and those that it takes back. */
import { IsOver, kinOf, noteComplete, SkipReason, type Source } from '../source-event.ts';
import { first, textOf } from './lines/calendar-parser.ts';
import type { Effort } from './effort.ts';
import { familyBy, nameOf } from './entry-names.ts';
import { placeIn, zoneByPlace } from './place/event-place.ts';
import { type CalendarEntry, instantOf, isRecurring, type KnownDates, type Reading } from './event-times.ts';
import { momentOf, momentText } from './moments.ts';
import { placeBegins, readOccurrence } from './occurrence-event.ts';
import type { Occurrence } from './occurrence.ts';
import { type Series, seriesOf, single, standsFor } from './series.ts';
import { type EntryHead, isException, sequenceOf } from './vevent-versions.ts';
import { CANCELLED, EXCLUDED, extentOf, type Withdrawal, withdraw, withdrawalOf, withdrawAll } from './withdrawal.ts';

/** How a calendar is read. */
export interface CalendarOptions {
  now: Date;
  /** So many occurrences of a series are taken. */
  occurrences: number;
  /** By kin: what was published before. */
  known?: ReadonlyMap<string, KnownDates>;
}

/** What is so of all entries. */
export interface EntryCalendar extends CalendarOptions {
  effort: Effort;
  isCancelled: boolean;
  /** Of which families all dates are in it: of all, of the series that it has, of none. */
  tellsAllOf: 'each' | 'series' | 'none';
}

type Failed = (entry: CalendarEntry, error: unknown) => void;

/** Whatever is wrong with one event is a reason to skip that one. */
export function readHead(head: EntryHead, calendar: EntryCalendar, source: Source): void {
  const { entry } = head;
  const failed: Failed = (which, error) => {
    const { component } = which;
    const reason = error instanceof Error ? error.message : String(error);
    source.skipped.push({
      entry: nameOf(which),
      reason: error instanceof SkipReason ? reason : `not readable (${reason})`,
      ...(textOf(component, 'UID') && { family: familyBy(component) }),
      ...(error instanceof IsOver && { isOver: true }),
    });
  };
  const ofAll = withdrawalOf(entry.component) ?? (calendar.isCancelled ? CANCELLED : undefined);
  if (tellsAllDates(entry, calendar))
    noteComplete(source, familyBy(entry.component), { entry: nameOf(entry), sequence: sequenceOf(entry) });
  try {
    const reading = readingOf(entry, calendar);
    const { next, excluded } = occurrencesOf(head, reading, failed);
    readOccurrences(next, head, ofAll, source, failed);
    if (next.length === 0 && excluded.length > 0)
      source.skipped.push({ entry: nameOf(entry), reason: 'all of its next dates are left out (EXDATE)' });
    for (const one of excluded)
      source.withdrawn.push(withdraw(one, EXCLUDED, { isSilent: true, extent: 'one', placeBegins: placeBegins(one) }));
    if (ofAll && isRecurring(entry)) source.withdrawn.push(withdrawAll(entry, ofAll, { isSilent: true }));
  } catch (error) {
    // Whoever cancels an event need not repeat when it was; but one of several is not all of them.
    if (ofAll && !isException(entry.component) && !head.isOneOfSeveral)
      source.withdrawn.push(withdrawAll(entry, ofAll, { isSilent: false }));
    else failed(entry, error);
  }
}

/** An exception by itself says nothing of the others of its series, and what has no UID has no others that anybody could know. */
function tellsAllDates(entry: CalendarEntry, { tellsAllOf }: EntryCalendar): boolean {
  if (tellsAllOf === 'none' || isException(entry.component) || textOf(entry.component, 'UID') === '') return false;
  return tellsAllOf === 'each' || isRecurring(entry);
}

function readOccurrences(
  next: readonly Occurrence[],
  head: EntryHead,
  ofAll: Withdrawal | undefined,
  source: Source,
  failed: Failed,
): void {
  const withdrawn = new Set<CalendarEntry>();
  for (const occurrence of next) {
    const withdrawal = ofAll ?? withdrawalOf(occurrence.entry.component);
    const isSilent = withdrawn.has(occurrence.entry);
    try {
      if (withdrawal) {
        const how = { isSilent, extent: extentOf(head), placeBegins: placeBegins(occurrence) };
        source.withdrawn.push(withdraw(occurrence, withdrawal, how));
      } else source.events.push(readOccurrence(occurrence));
    } catch (error) {
      failed(occurrence.entry, error);
    }
    if (withdrawal) withdrawn.add(occurrence.entry);
  }
}

/** The zone of the place of an entry, else that of its calendar. */
export function placeZoneOf({ component, clocks }: CalendarEntry): string {
  return zoneByPlace(placeIn(component, clocks), clocks).timeZone;
}

/** Times without a zone are those of the place, else those of the calendar. */
function readingOf(entry: CalendarEntry, { effort, isCancelled, now, occurrences, known }: EntryCalendar): Reading {
  return {
    clocks: entry.clocks,
    isCancelled,
    effort: effort.ofEntry(),
    floating: placeZoneOf(entry),
    now: now.getTime(),
    occurrences,
    known: known?.get(kinOf(familyBy(entry.component))) ?? { count: 0, until: -Infinity },
  };
}

/** What does not recur has no occurrences to differ; an exception to it is a newer version of it. */
function occurrencesOf({ entry, exceptions, isOneOfSeveral }: EntryHead, reading: Reading, failed: Failed): Series {
  if (isRecurring(entry)) return seriesOf(entry, exceptions, reading, failed);
  const of = first(entry.component, 'RECURRENCE-ID');
  if (of) {
    const occurrence = standsFor(entry, reading, of.value, instantOf(momentOf(of), reading));
    return { next: [{ ...occurrence, isOfSeries: true }], excluded: [] };
  }
  const newest = exceptions.at(-1);
  if (!isOneOfSeveral && !newest) return { next: [single(entry, reading, '')], excluded: [] };
  // A performance that was moved is still the one that was at its first time.
  const { start, startsAt } = single(entry, reading, '');
  const occurrence = standsFor(newest ?? entry, reading, isOneOfSeveral ? momentText(start) : '', startsAt);
  return { next: [isOneOfSeveral ? occurrence : { ...occurrence, place: occurrence.startsAt }], excluded: [] };
}
