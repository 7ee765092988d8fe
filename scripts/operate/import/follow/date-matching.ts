/**
 * Which dates that a source tells anew are dates that it had before: an event that has moved is still the same event, and so is each of a
 * series that has. Pure.
 */
import { type Complete, kinOf, titleIn } from '../source-event.ts';
import type { Known, Publication } from './import-task.ts';

type KnownEvent = readonly [id: string, known: Known];

/** What is known, and what is new. */
export interface Dates {
  /** Neither found by their ids nor over: what is looked for. */
  gone: ReadonlyMap<string, Known>;
  /** Found by their ids. */
  found: readonly Publication[];
  unknown: readonly Publication[];
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
 */
export function movedTo(dates: Dates): Map<Publication, string> {
  const moved = new Map<Publication, string>();
  const goneOf = Map.groupBy(dates.gone, ([, { family }]) => kinOf(family));
  const foundOf = Map.groupBy(dates.found, ({ event }) => kinOf(event.family));
  const plays = playsOf(dates);
  for (const [kin, publications] of Map.groupBy(dates.unknown, ({ event }) => kinOf(event.family))) {
    const before = new Map(goneOf.get(kin));
    if (before.size === 0) continue;
    const stay = [...(foundOf.get(kin) ?? [])];
    const match = (publication: Publication, id: string): void => {
      moved.set(publication, id);
      before.delete(id);
    };
    const open = (): Publication[] => publications.filter((one) => !moved.has(one) && one.event.isAdded !== true);
    for (const [publication, [id]] of atOnce(before, publications, ({ originally }) => originally)) {
      match(publication, id);
      stay.push(publication);
    }
    for (const [publication, [id]] of atOnce(before, open(), ({ movesTo }) => movesTo)) match(publication, id);
    if (dates.complete.has(kin))
      for (const [publication, id] of inOrder([...before], open(), stay, plays)) match(publication, id);
    for (const [publication, id] of alone([...before], open(), plays)) match(publication, id);
  }
  return moved;
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
    isTold: (one) => {
      const told = complete.get(kinOf(one.family));
      const play = playOf(one.isOfSeries, one.family, one.entry);
      return told !== undefined && (play === '' || told.titles.has(play));
    },
  };
}

/** The dates that are gone and those that are new between two that stay, play by play. */
function* inOrder(
  before: readonly KnownEvent[],
  open: readonly Publication[],
  stay: readonly Publication[],
  plays: Plays,
): Generator<[Publication, string]> {
  const staying = stay.map(beginOf).toSorted((a, b) => a - b);
  const stretchOf = (at: number, play: string): string => `${countBefore(staying, at)} ${play}`;
  const gone = Map.groupBy(
    before
      .map(([id, known]) => ({ id, known, at: Date.parse(known.movesTo ?? known.originally) }))
      .toSorted((a, b) => a.at - b.at),
    ({ at, known }) => stretchOf(at, plays.ofKnown(known)),
  );
  const anew = Map.groupBy(
    open.map((publication) => ({ publication, at: beginOf(publication) })).toSorted((a, b) => a.at - b.at),
    ({ at, publication }) => stretchOf(at, plays.ofPublication(publication)),
  );
  for (const [stretch, those] of anew) {
    const its = gone.get(stretch) ?? [];
    const pairs = nearestInOrder(
      its.map(({ at }) => at),
      those.map(({ at }) => at),
    );
    for (const [from, to] of pairs) {
      const [one, next] = [its[from], those[to]];
      if (one && next) yield [next.publication, one.id];
    }
  }
}

const beginOf = ({ event }: Publication): number => event.originally.getTime();

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

/** More are not weighed: the first of the one are the first of the other then. */
const MOST_WEIGHED = 1_000_000;

/**
 * Pairs two sorted lists without crossing, as many as the shorter one has, such that they are the least apart in sum.
 * @returns pairs of indexes
 */
export function nearestInOrder(some: readonly number[], others: readonly number[]): [some: number, other: number][] {
  if (some.length > others.length) return nearestInOrder(others, some).map(([a, b]) => [b, a]);
  const width = others.length - some.length + 1;
  if (width === 1 || width * some.length > MOST_WEIGHED) return some.map((_, index) => [index, index]);
  // sums[skipped]: the least sum of those up to here, where so many of the others, or fewer, were left out.
  let sums = Array.from({ length: width }, () => 0);
  const choices = some.map((at, index) => {
    let best = 0;
    const chosen: number[] = [];
    const next: number[] = [];
    for (let skipped = 0; skipped < width; skipped++) {
      const sum = (sums[skipped] ?? 0) + Math.abs(at - (others[index + skipped] ?? 0));
      if (skipped === 0 || sum < (next[best] ?? 0)) best = skipped;
      chosen.push(best);
      next.push(skipped === best ? sum : (next[best] ?? 0));
    }
    sums = next;
    return chosen;
  });
  const pairs: [number, number][] = [];
  let most = width - 1;
  for (let index = some.length - 1; index >= 0; index--) {
    most = choices[index]?.[most] ?? 0;
    pairs.push([index, index + most]);
  }
  return pairs.toReversed();
}
