/** Which of a calendar's VEVENTs count, and which belong together: by UID, RECURRENCE-ID and SEQUENCE. */
import { first, textOf } from './lines/calendar-parser.ts';
import type { CalendarProperty, Component } from './lines/component.ts';
import { type CalendarEntry, isRecurring } from './event-times.ts';

/** One event of a source, with what says how single occurrences of it differ. */
export interface EntryHead {
  entry: CalendarEntry;
  exceptions: CalendarEntry[];
  /** The UID is that of other performances, too: only the start tells them apart. */
  isOneOfSeveral: boolean;
}

/** A VEVENT that a newer one of the same stands for. */
export interface Outdated {
  entry: CalendarEntry;
  by: CalendarEntry;
}

/**
 * Sorts the VEVENTs of a calendar.
 * @param isSame whether two times of it are one and the same
 */
export function headsOf(
  entries: readonly CalendarEntry[],
  isSame: (one: CalendarProperty, other: CalendarProperty) => boolean,
): { heads: EntryHead[]; outdated: Outdated[] } {
  const outdated: Outdated[] = [];
  const heads: EntryHead[] = [];
  for (const [uid, same] of Map.groupBy(entries, (entry) => textOf(entry.component, 'UID'))) {
    const { own = [], exceptions = [] } = Object.groupBy(same, (entry) =>
      isException(entry.component) ? 'exceptions' : 'own',
    );
    if (uid === '') {
      heads.push(...same.map((entry) => ({ entry, exceptions: [], isOneOfSeveral: false })));
      continue;
    }
    const current = newestOf(own, startText, outdated);
    const news = newestEach(exceptions, (entry) => first(entry.component, 'RECURRENCE-ID')?.value ?? '', outdated);
    const by = Map.groupBy(news, (exception) => exceptedBy(exception, current, isSame));
    for (const entry of current)
      heads.push({ entry, exceptions: by.get(entry) ?? [], isOneOfSeveral: current.length > 1 });
    // An exception to a series that is not in the file stands for itself.
    heads.push(...(by.get(undefined) ?? []).map((entry) => ({ entry, exceptions: [], isOneOfSeveral: false })));
  }
  return { heads: heads.toSorted((a, b) => a.entry.index - b.entry.index), outdated };
}

/** What a message adds is one beside what its UID has already (RFC 5546, 3.2.4). */
export function added(head: EntryHead): EntryHead {
  return textOf(head.entry.component, 'UID') === '' ? head : { ...head, isOneOfSeveral: true };
}

/** What an exception is one to: the performance that it names, or the series; what is alone has nothing else it could mean. */
function exceptedBy(
  exception: CalendarEntry,
  current: readonly CalendarEntry[],
  isSame: (one: CalendarProperty, other: CalendarProperty) => boolean,
): CalendarEntry | undefined {
  const of = first(exception.component, 'RECURRENCE-ID');
  const isNamed = ({ component }: CalendarEntry): boolean => {
    const start = first(component, 'DTSTART');
    return of !== undefined && start !== undefined && isSame(of, start);
  };
  const named = current.find((entry) => !isRecurring(entry) && isNamed(entry));
  return named ?? current.find(isRecurring) ?? (current.length === 1 ? current[0] : undefined);
}

export function isException(component: Component): boolean {
  return first(component, 'RECURRENCE-ID') !== undefined;
}

/**
 * Of events with one UID: those with the highest SEQUENCE. Where several have it and begin at different times, they are
 * performances, each of which counts: many programs give all performances of a play one UID. Where fewer have it than have a lower
 * one, some of the performances were changed, and each has a SEQUENCE of its own.
 */
function newestOf(
  entries: readonly CalendarEntry[],
  keyOf: (entry: CalendarEntry) => string,
  outdated: Outdated[],
): CalendarEntry[] {
  const bySequence = Map.groupBy(entries, sequenceOf);
  const highest = Math.max(...bySequence.keys());
  const newest = bySequence.get(highest) ?? [];
  const startsIn = (same: readonly CalendarEntry[]): number => new Set(same.map(keyOf)).size;
  if ([...bySequence.values()].some((same) => startsIn(same) > startsIn(newest)))
    return newestEach(entries, keyOf, outdated);
  const current = newestEach(newest, keyOf, outdated);
  const [by] = current;
  if (by) outdated.push(...entries.filter((entry) => sequenceOf(entry) < highest).map((entry) => ({ entry, by })));
  return current;
}

/** The newest of each key. */
function newestEach(
  entries: readonly CalendarEntry[],
  keyOf: (entry: CalendarEntry) => string,
  outdated: Outdated[],
): CalendarEntry[] {
  return [...Map.groupBy(entries, keyOf).values()].map((same) => {
    const by = same.reduce((best, one) => (isNewer(one, best) ? one : best));
    outdated.push(...same.filter((entry) => entry !== by).map((entry) => ({ entry, by })));
    return by;
  });
}

/** By SEQUENCE, else by what was written later, else by place in the file. */
function isNewer(one: CalendarEntry, other: CalendarEntry): boolean {
  const [a, b] = [one, other].map((entry) => [
    sequenceOf(entry),
    first(entry.component, 'LAST-MODIFIED')?.value ?? first(entry.component, 'DTSTAMP')?.value ?? '',
  ]) as [[number, string], [number, string]];
  return a[0] === b[0] ? a[1] >= b[1] : a[0] > b[0];
}

/** How often it was revised in a way that counts (RFC 5545, 3.8.7.4). */
export function sequenceOf({ component }: CalendarEntry): number {
  const text = first(component, 'SEQUENCE')?.value.trim() ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

function startText({ component }: CalendarEntry): string {
  const start = first(component, 'DTSTART');
  return start ? `${start.parameters.get('TZID') ?? ''} ${start.value}` : '';
}
