/** Which of a file's VEVENTs count, and which belong together: by UID, RECURRENCE-ID and SEQUENCE. */
import { first, textOf } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import { type CalendarEntry, isRecurring } from './event-times.ts';
import { momentOf } from './moments.ts';
import { occurrenceNamesOf, performanceFinder, type ZoneOfPlace, startName } from './same-times.ts';

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

/** Sorts the VEVENTs of a file. */
export function headsOf(
  entries: readonly CalendarEntry[],
  zoneOf: ZoneOfPlace,
): { heads: EntryHead[]; outdated: Outdated[] } {
  const nameOfStart = (entry: CalendarEntry): string => startName(entry, zoneOf);
  const outdated: Outdated[] = [];
  const heads: EntryHead[] = [];
  for (const [uid, same] of Map.groupBy(entries, (entry) => textOf(entry.component, 'UID'))) {
    if (uid === '') {
      for (const entry of same) heads.push({ entry, exceptions: [], isOneOfSeveral: false });
      continue;
    }
    const { own = [], exceptions = [] } = Object.groupBy(same, (entry) =>
      isException(entry.component) ? 'exceptions' : 'own',
    );
    const current = currentOf(own, nameOfStart, outdated);
    const by = exceptionsBy(current, exceptions, zoneOf);
    const newest = (entry: CalendarEntry | undefined): CalendarEntry[] =>
      newestEach(by.get(entry) ?? [], occurrenceNamesOf(entry, zoneOf), outdated);
    for (const entry of current)
      heads.push({ entry, exceptions: by.has(entry) ? newest(entry) : [], isOneOfSeveral: current.length > 1 });
    // An exception to a series that is not in the file stands for itself.
    for (const entry of newest(undefined)) heads.push({ entry, exceptions: [], isOneOfSeveral: false });
  }
  return { heads: heads.toSorted((a, b) => a.entry.index - b.entry.index), outdated };
}

/** What a message adds is one beside what its UID has already (RFC 5546, 3.2.4). */
export function added(head: EntryHead): EntryHead {
  return textOf(head.entry.component, 'UID') === '' ? head : { ...head, isOneOfSeveral: true };
}

/** What exceptions are to: the performance that one names, or the series; what is alone has nothing else it could mean. */
function exceptionsBy(
  current: readonly CalendarEntry[],
  exceptions: readonly CalendarEntry[],
  zoneOf: ZoneOfPlace,
): Map<CalendarEntry | undefined, CalendarEntry[]> {
  if (exceptions.length === 0) return new Map();
  const performanceOf = performanceFinder(current, zoneOf);
  const other = current.find(isRecurring) ?? (current.length === 1 ? current[0] : undefined);
  return Map.groupBy(exceptions, (exception) => performanceOf(exception) ?? other);
}

export function isException(component: Component): boolean {
  return first(component, 'RECURRENCE-ID') !== undefined;
}

/**
 * Of events with one UID: those that count. Many programs give all performances of a play one UID, and to each a SEQUENCE of its own: those
 * that begin at different times are no versions of each other, but where one was moved (`isOneMoved`). They also are where each is from another
 * calendar with another SEQUENCE, as in messages about one event that were joined; and what has no start says something of all that is older.
 */
function currentOf(
  own: readonly CalendarEntry[],
  nameOfStart: (entry: CalendarEntry) => string,
  outdated: Outdated[],
): CalendarEntry[] {
  if (own.length < 2) return [...own];
  const sequences = new Set(own.map(sequenceOf));
  const isEachElsewhere = new Set(own.map(({ clocks }) => clocks)).size === own.length;
  const last = own.reduce((best, one) => (sequenceOf(one) >= sequenceOf(best) ? one : best));
  const isOfAll = own.every((one) => one === last || sequenceOf(one) < sequenceOf(last)) && nameOfStart(last) === '';
  if (isOfAll || (isEachElsewhere && sequences.size === own.length)) return newestEach(own, () => '', outdated);
  const performances = newestEach(own, nameOfStart, outdated);
  return isOneMoved(performances, nameOfStart) ? newestEach(performances, () => '', outdated) : performances;
}

/** One export writes its entries within that time. */
const ONE_EXPORT_MS = 60_000;

/**
 * Whether events with one UID that begin at different times are one that was moved, each time written down anew. A program that has two
 * performances writes both at once (DTSTAMP), whatever it counts of them; of what was moved the version before was written earlier, revised earlier
 * (LAST-MODIFIED, SEQUENCE), says the same of what and where it is, and did not begin before it was moved. Where nobody counts it may be one more
 * performance as well: then two that are alike in everything are one.
 */
function isOneMoved(entries: readonly CalendarEntry[], nameOfStart: (entry: CalendarEntry) => string): boolean {
  if (entries.length < 2 || !isAlike(entries, ['SUMMARY', 'LOCATION', 'CREATED'])) return false;
  const versions = entries
    .map((entry) => {
      const revisedAt = stampOf(entry, 'LAST-MODIFIED');
      const writtenAt = stampOf(entry, 'DTSTAMP') ?? revisedAt ?? NaN;
      return { entry, sequence: sequenceOf(entry), revisedAt, writtenAt, startsAt: timeIn(nameOfStart(entry)) };
    })
    .toSorted((a, b) => a.writtenAt - b.writtenAt);
  const isCounted = new Set(versions.map(({ sequence }) => sequence)).size > 1;
  if (!isCounted && (versions.length > 2 || !isAlike(entries, ['STATUS', 'CLASS']))) return false;
  return versions.every((newer, index) => {
    const older = versions[index - 1];
    if (!older) return true;
    const isRevised = (newer.revisedAt ?? Infinity) > (older.revisedAt ?? -Infinity);
    const isLater = newer.writtenAt - older.writtenAt >= ONE_EXPORT_MS && older.startsAt > newer.writtenAt;
    return isRevised && isLater && (!isCounted || newer.sequence > older.sequence);
  });
}

function isAlike(entries: readonly CalendarEntry[], names: readonly string[]): boolean {
  return names.every((name) => new Set(entries.map(({ component }) => textOf(component, name))).size === 1);
}

/** In ms; undefined where it is none. */
function stampOf({ component }: CalendarEntry, name: string): number | undefined {
  const property = first(component, name);
  try {
    return property && momentOf(property).wall;
  } catch {
    return undefined;
  }
}

/** Of the name of a start, in ms; NaN where that cannot be read. */
const timeIn = (name: string): number => Number(/^(?:at|day) (-?\d+)$/.exec(name)?.[1] ?? NaN);

/** The newest of each key. */
function newestEach(
  entries: readonly CalendarEntry[],
  keyOf: (entry: CalendarEntry) => string,
  outdated: Outdated[],
): CalendarEntry[] {
  return [...Map.groupBy(entries, keyOf).values()].map((same) => {
    const by = same.reduce((best, one) => (isNewer(one, best) ? one : best));
    for (const entry of same) if (entry !== by) outdated.push({ entry, by });
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
