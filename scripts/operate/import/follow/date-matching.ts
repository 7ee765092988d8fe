/**
 * Which dates that a source tells anew are dates that it had before: an event that has moved is still the same event, and so is each of a
 * series that has. Pure.
 */
import { type Complete, kinOf, type SourceEvent, titleIn, type Withdrawn } from '../source-event.ts';
import { movedTogether, nearestInOrder, type Pair, type Placed } from './in-order.ts';
import type { Known, Publication } from './import-task.ts';

/** One that is a date of its own. */
export type DateWithdrawn = Withdrawn & { originally: Date };

type KnownEvent = readonly [id: string, known: Known];

/** What is known, and what is new. */
export interface Dates {
  /** Neither found by their ids nor over: what is looked for. */
  gone: ReadonlyMap<string, Known>;
  /** Cancelled at earlier imports, and not found in the source. */
  ended: ReadonlyMap<string, Known>;
  /** Found by their ids, on sale or not. */
  found: readonly Pick<SourceEvent, 'family' | 'placeBegins' | 'originally'>[];
  unknown: readonly Publication[];
  /** Which dates its source takes back that are not known. */
  withdrawn: readonly DateWithdrawn[];
  /** All that was published and is to come. */
  known: ReadonlyMap<string, Known>;
  /** By kin: of which families the source tells all dates. */
  complete: ReadonlyMap<string, Complete>;
}

/** How many dates of each family are known and to come, and when the last of them begins, in ms. */
export function datesByKin(
  events: ReadonlyMap<string, Known>,
  now: Date,
): Map<string, { count: number; until: number }> {
  const dates = new Map<string, { count: number; until: number }>();
  for (const { family, originally, startsAt, endsAt } of events.values()) {
    if (Date.parse(endsAt) <= now.getTime()) continue;
    const { count = 0, until = -Infinity } = dates.get(kinOf(family)) ?? {};
    dates.set(kinOf(family), {
      count: count + 1,
      until: Math.max(until, Date.parse(originally), Date.parse(startsAt)),
    });
  }
  return dates;
}

/**
 * Finds which events that were published before the unknown ones are. One that has the time of another of its family, or that to which one was
 * to be moved at an earlier import but was sold, is that one. Of a family
 * of which all dates are told, those that are gone are those that are new, in order, and none changes places with one that stays. And if one
 * of a family is gone and one is new, and they are no series, then it has moved.
 *
 * What is cancelled, or is to be by now, is a date of its family as well: it moves along with those on sale that move by the same time, and
 * by itself where none of the family stays and none is on sale.
 */
export function movedTo(dates: Dates): Map<Target, string> {
  const moved = new Map<Target, string>();
  const goneOf = Map.groupBy(dates.gone, kinOfKnown);
  const endedOf = Map.groupBy(dates.ended, kinOfKnown);
  const foundOf = Map.groupBy(dates.found, ({ family }) => kinOf(family));
  const unknownOf = Map.groupBy(dates.unknown, ({ event }) => kinOf(event.family));
  const withdrawnOf = Map.groupBy(dates.withdrawn, ({ family }) => kinOf(family));
  const plays = playsOf(dates);
  for (const kin of new Set([...unknownOf.keys(), ...withdrawnOf.keys()])) {
    const family: Family = {
      before: new Map(goneOf.get(kin)),
      ended: new Map(endedOf.get(kin)),
      publications: unknownOf.get(kin) ?? [],
      withdrawn: withdrawnOf.get(kin) ?? [],
      staying: (foundOf.get(kin) ?? []).map(beginOf),
      isComplete: dates.complete.has(kin),
    };
    for (const [target, id] of ofFamily(family, plays)) moved.set(target, id);
  }
  return moved;
}

const kinOfKnown = ([, { family }]: KnownEvent): string => kinOf(family);

/** The dates of a family: those that are looked for are taken out as they are found. */
interface Family {
  before: Map<string, Known>;
  ended: Map<string, Known>;
  publications: readonly Publication[];
  withdrawn: readonly DateWithdrawn[];
  staying: number[];
  isComplete: boolean;
}

function ofFamily({ before, ended, publications, withdrawn, staying, isComplete }: Family, plays: Plays) {
  const moved = new Map<Target, string>();
  if (before.size + ended.size === 0) return moved;
  const isEnded = before.size === 0 && staying.length === 0;
  const match = (target: Target, id: string): void => {
    moved.set(target, id);
    before.delete(id);
    ended.delete(id);
  };
  const stays = (target: Target, id: string): void => {
    match(target, id);
    staying.push(beginOf('event' in target ? target.event : (target as DateWithdrawn)));
  };
  const open = (): Publication[] => publications.filter((one) => !moved.has(one) && one.event.isAdded !== true);
  for (const [publication, [id]] of atOnce(before, publications, ({ originally }) => originally))
    stays(publication, id);
  for (const [publication, [id]] of atOnce(before, open(), ({ movesTo }) => movesTo)) match(publication, id);
  const known = (those: ReadonlyMap<string, Known>, isOff: boolean): Dated<string>[] =>
    [...those].map(([id, one]) => ({ one: id, at: placeOfKnown(one), play: plays.ofKnown(one), isOff }));
  const anew = (): Dated<Target>[] =>
    open().map((one) => ({ one, at: beginOf(one.event), play: plays.ofPublication(one), isOff: false }));
  if (isComplete) {
    const off = withdrawn.map((one) => ({ one, at: beginOf(one), play: plays.ofWithdrawn(one), isOff: true }));
    const all = [...known(before, false), ...known(ended, true)];
    if (withdrawn.length + ended.size > 0)
      for (const [target, id] of between(all, [...anew(), ...off], staying, alongWith(staying.length === 0, isEnded)))
        stays(target, id);
    for (const [target, id] of between(known(before, false), anew(), staying, nearestInOrder)) match(target, id);
    if (isEnded)
      for (const [target, id] of between(known(ended, true), anew(), staying, nearestInOrder)) match(target, id);
  }
  for (const [publication, id] of alone([...before], open(), plays)) match(publication, id);
  return moved;
}

/**
 * What is off by now moves with what is on sale. Where nothing says by how much, and nothing stays, as many as there were are those, in order.
 * @param isWhole none of the family stays
 */
function alongWith(isWhole: boolean, isEnded: boolean): (before: readonly Placed[], open: readonly Placed[]) => Pair[] {
  return (before, open) => {
    const pairs = movedTogether(before, open);
    const onSale = before.filter(({ isOff }) => !isOff).length;
    const along = pairs.filter(([from]) => before[from]?.isOff === false).length;
    const isClear = along === onSale && pairs.length > 1;
    const isAsMany = before.length === open.length && (isWhole || onSale === before.length);
    if (isAsMany && !isClear) return nearestInOrder(before, open);
    return isEnded || along > 0 ? pairs : [];
  };
}

/** What is known with the time of what is new. */
function* atOnce(
  before: ReadonlyMap<string, Known>,
  open: readonly Publication[],
  timeOf: (known: Known) => string | undefined,
): Generator<[Publication, KnownEvent]> {
  const known = Map.groupBy(before, ([, one]) => timeOf(one));
  for (const publication of open) {
    const same = known.get(publication.event.originally.toISOString())?.shift();
    if (same) yield [publication, same];
  }
}

/** One of a family is gone, and one is new. */
function* alone(
  before: readonly KnownEvent[],
  open: readonly Publication[],
  plays: Plays,
): Generator<[Publication, string]> {
  const single = before.filter(([, known]) => !known.isOfSeries);
  const publications = open.filter(({ event }) => !event.isOfSeries);
  const [one, publication] = [single[0], publications[0]];
  if (one === undefined || publication === undefined || single.length > 1 || publications.length > 1) return;
  if (plays.ofKnown(one[1]) === plays.ofPublication(publication)) yield [publication, one[0]];
}

/** Tells apart performances of several plays that have one UID. */
interface Plays {
  ofKnown: (known: Known) => string;
  ofPublication: (publication: Publication) => string;
  ofWithdrawn: (withdrawn: Withdrawn) => string;
  /** Whether the source has others of its play. */
  isTold: (known: Known) => boolean;
}

/**
 * Some programs give one UID to everything: what has another title is another play then. Where all have one title, whatever it is by now, it
 * is one play; and the dates of a series are one series.
 */
export function playsOf({ known, complete }: Pick<Dates, 'known' | 'complete'>): Plays {
  const titles = new Map<string, Set<string>>();
  for (const { family, entry, isOfSeries } of known.values()) {
    if (isOfSeries) continue;
    const of = titles.get(kinOf(family)) ?? new Set();
    titles.set(kinOf(family), of.add(titleIn(entry)));
  }
  const isOnePlay = (kin: string): boolean =>
    (complete.get(kin)?.titles.size ?? 0) <= 1 && (titles.get(kin)?.size ?? 0) <= 1;
  const playOf = (isOfSeries: boolean, family: string, entry: string): string =>
    isOfSeries || isOnePlay(kinOf(family)) ? '' : titleIn(entry);
  return {
    ofKnown: ({ isOfSeries, family, entry }) => playOf(isOfSeries, family, entry),
    ofPublication: ({ event, entry }) => playOf(event.isOfSeries, event.family, entry),
    ofWithdrawn: ({ isOfSeries = false, family, entry }) => playOf(isOfSeries, family, entry),
    isTold: (one) => {
      const told = complete.get(kinOf(one.family));
      const play = playOf(one.isOfSeries, one.family, one.entry);
      return told !== undefined && (play === '' || told.titles.has(play));
    },
  };
}

/** One of the dates that are compared, and the play that it is of. */
interface Dated<T> extends Placed {
  one: T;
  play: string;
}

type Target = Publication | Withdrawn;

/** The dates that are gone and those that are new between two that stay, play by play. */
function* between<A, B>(
  before: readonly Dated<A>[],
  open: readonly Dated<B>[],
  staying: readonly number[],
  pairsOf: (before: readonly Dated<A>[], open: readonly Dated<B>[]) => Pair[],
): Generator<[B, A]> {
  const sorted = staying.toSorted((a, b) => a - b);
  const stretchesOf = <T>(dates: readonly Dated<T>[]): Map<string, Dated<T>[]> =>
    Map.groupBy(
      dates.toSorted((a, b) => a.at - b.at),
      ({ at, play }) => `${countBefore(sorted, at)} ${play}`,
    );
  const gone = stretchesOf(before);
  for (const [stretch, those] of stretchesOf(open)) {
    const its = gone.get(stretch) ?? [];
    for (const [from, to] of pairsOf(its, those)) {
      const [one, next] = [its[from], those[to]];
      if (one && next) yield [next.one, one.one];
    }
  }
}

/** Where one that was published is by now, also if it could not be moved there. */
const placeOfKnown = ({ movesTo, placeBegins, originally }: Known): number =>
  Date.parse(movesTo ?? placeBegins ?? originally);

/** A day begins when an event of that day does. */
const beginOf = ({ placeBegins, originally }: Pick<SourceEvent, 'placeBegins' | 'originally'>): number =>
  (placeBegins ?? originally).getTime();

/** How many of a sorted list are less. */
function countBefore(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
