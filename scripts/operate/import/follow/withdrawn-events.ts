/** Which of the events that were published before a source takes back (RFC 5546, 3.2.5). Pure. */
import type { Withdrawn } from '../source-event.ts';
import type { DateWithdrawn } from './date-matching.ts';
import type { EndedEvent, Ids, ImportTask, Known, Publication } from './import-task.ts';

/** By id: what was published from a source, is not over, and was not found in it up to here. */
type Gone = ReadonlyMap<string, Known>;

/**
 * The events that are meant: each by its ids, the one of the entry itself first. None at all where nothing is known of them; 'none' where
 * several performances are known, and none of them begins then.
 * @param known the ids of the entry's own identities that are in the ledger
 */
export function namedBy(one: Withdrawn, known: Ids, gone: Gone): readonly Ids[] | 'none' {
  const family = [...gone].filter(([, { family: its }]) => its === one.family);
  const at = one.originally?.toISOString();
  const same = firstOf(
    family.filter(([, { originally }]) => originally === at),
    family.filter(([, { startsAt }]) => startsAt === at),
  );
  if (one.extent === 'one') return inIds(known.length > 0 ? [known] : [], known.length > 0 ? [] : same);
  if (one.extent === 'from then on') {
    const later = family.filter(([, { originally }]) => at !== undefined && originally >= at);
    return inIds(known.length > 0 ? [known] : [], later);
  }
  const ofSeries = family.filter(([, { isOfSeries }]) => isOfSeries);
  if (one.extent === 'all' || at === undefined) return inIds(known.length > 0 ? [known] : [], family);
  if (ofSeries.length === 0) {
    if (same.length > 0) return inIds([], same);
    // What is alone has moved: nothing else is meant.
    if (family.length <= 1) return inIds(known.length > 0 ? [known] : [], family);
    return 'none';
  }
  const [first] = same;
  const isOneOccurrence = first !== undefined && first[1].isOfSeries && beginOf(ofSeries) !== at;
  return isOneOccurrence ? inIds([], same) : inIds([], [...same, ...family]);
}

/** When a series begins: as it says itself, else when the first of it that is known does. */
function beginOf(ofSeries: readonly [string, Known][]): string | undefined {
  const told = ofSeries.find(([, { seriesBegins }]) => seriesBegins !== undefined)?.[1].seriesBegins;
  return told ?? ofSeries.map(([, { originally }]) => originally).toSorted()[0];
}

function firstOf<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find((list) => list.length > 0) ?? [];
}

/** Each event once. */
function inIds(known: readonly Ids[], more: readonly [string, Known][]): readonly Ids[] {
  const own = new Set(known.flat());
  const others = new Set(more.map(([id]) => id).filter((id) => !own.has(id)));
  return [...known, ...[...others].map((id) => [id])];
}

/** The entry's own event is told as the entry is, any other as it was when it was published. */
export function endsOf(
  { entry, reason, isSilent, extent }: Withdrawn,
  named: readonly Ids[],
  gone: Gone,
): ImportTask[] {
  return named.map((ids, index) => {
    const known = gone.get(ids[0] ?? '');
    const isOwn = index === 0 && extent !== 'all';
    return { kind: 'end', entry: isOwn ? entry : (known?.entry ?? entry), ids, reason, why: 'cancelled', isSilent };
  });
}

/** A date that its source has moved, and takes back: the event is remembered as what that date is by now. */
export function endMoved(one: DateWithdrawn, id: string, known: Known, isItsName: boolean): ImportTask {
  const { entry, reason, originally, placeBegins } = one;
  const lastsMs = Date.parse(known.endsAt) - Date.parse(known.startsAt);
  const endsAt = new Date(Math.max(Date.parse(known.endsAt), (placeBegins ?? originally).getTime() + lastsMs));
  const movedTo = {
    originally: originally.toISOString(),
    placeBegins: placeBegins?.toISOString(),
    isUnderOtherName: !isItsName,
    endsAt: endsAt.toISOString(),
  };
  return { kind: 'end', entry, ids: [id], reason, why: 'cancelled', isSilent: one.isSilent, movedTo };
}

/**
 * What is remembered of a date that a message cancels, and that nothing is published of: the import that moves its series there may come later.
 * An older message than the series is (SEQUENCE) says nothing of where that is by now.
 */
export function endedAhead(one: DateWithdrawn, ledger: ReadonlyMap<string, Known>): EndedEvent | undefined {
  const { entry, family, reason, originally, placeBegins, isOfSeries, isSilent, sequence = 0 } = one;
  if (isOfSeries !== true || isSilent) return undefined;
  const latest = [...ledger.values()].filter((known) => known.family === family).map((known) => known.sequence ?? 0);
  if (latest.some((known) => known > sequence)) return undefined;
  const begins = (placeBegins ?? originally).toISOString();
  return {
    entry,
    family,
    isOfSeries,
    originally: originally.toISOString(),
    placeBegins: placeBegins?.toISOString(),
    startsAt: begins,
    endsAt: begins,
    sequence,
    reason,
    isAhead: true,
  };
}

/** A date that a message has cancelled before its source had it. */
export function takenBackAhead({ entry, event }: Publication, reason: string): DateWithdrawn {
  const { identity, family, originally, placeBegins, isOfSeries, sequence } = event;
  const date = { entry, reason, identity, family, originally, placeBegins, isOfSeries, sequence };
  return { ...date, extent: 'one', isSilent: false };
}

/** Several performances have its UID, and none begins when it says. */
export function leaveUnnamed({ entry, reason, family }: Withdrawn, ids: Ids, gone: Gone): ImportTask {
  const count = [...gone.values()].filter((one) => one.family === family).length;
  return {
    kind: 'leave',
    entry,
    ids,
    reason: `${reason}, but none of the ${count} published with its UID begins then`,
  };
}
