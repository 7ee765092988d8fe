/**
 * What is to be done about a source: which events it has, which it takes back, and which of those that were published from it before are gone
 * from it. Pure: nothing is asked and nothing done.
 */
import { NOTHING_TOLD } from './extras.ts';
import type { Ids, ImportTask, Known, Publication } from './import-task.ts';
import type { Skipped, Withdrawn } from '../source-event.ts';
import { endsOf, leaveUnnamed, namedBy } from './withdrawn-events.ts';

/** What a source says, and what is known of earlier imports of it. */
export interface Situation {
  publications: readonly Publication[];
  withdrawn: readonly Withdrawn[];
  skipped: readonly Skipped[];
  /** By id. */
  ledger: ReadonlyMap<string, Known>;
  /** Why what is not in the source may be on nevertheless. */
  partial: string | undefined;
  /** It is a message about some events, which may be older than what is known. */
  isMessage?: boolean | undefined;
  now: Date;
}

/** Makes the plan. @param idsOf the ids that an identity may have */
export function planOf(situation: Situation, idsOf: (identity: readonly string[]) => Ids): ImportTask[] {
  const { publications, withdrawn, ledger } = situation;
  // An import that was stopped may have noted all ids of an event.
  const known = (ids: Ids): Ids => ids.filter((id) => ledger.has(id));
  const gone = new Map([...ledger].filter(([, { endsAt }]) => Date.parse(endsAt) > situation.now.getTime()));
  const tasks: ImportTask[] = [];
  const unknown: Publication[] = [];
  for (const publication of publications) {
    const ids = known(idsOf(publication.event.identity));
    if (ids.length === 0) unknown.push(publication);
    else tasks.push(unlessStale(keep(publication, ids, ledger), publication.event, situation));
    for (const id of ids) gone.delete(id);
  }
  for (const one of withdrawn) {
    const ids = [one.asPerformance, one.identity].flatMap((identity) => (identity ? idsOf(identity) : []));
    const named = namedBy(one, known(ids), gone);
    if (named === 'none') tasks.push(leaveUnnamed(one, ids, gone));
    else {
      const ends = endsOf(one, named.length > 0 ? named : [ids], gone);
      for (const task of ends) tasks.push(unlessStale(task, one, situation));
    }
    for (const id of named === 'none' ? [] : [...ids, ...named.flat()]) gone.delete(id);
  }
  for (const [publication, id] of movesOf(unknown, gone)) {
    const ids = id === undefined ? idsOf(publication.event.identity) : [id];
    tasks.push(unlessStale(keep(publication, ids, ledger), publication.event, situation));
    if (id !== undefined) gone.delete(id);
  }
  return [...tasks, ...[...gone].map(([id, one]) => ofGone(id, one, situation))];
}

function keep(publication: Publication, ids: readonly string[], ledger: Situation['ledger']): ImportTask {
  const known = ids.map((id) => ledger.get(id)).find((one) => one !== undefined);
  const told = known === undefined || known.told === null ? undefined : (known.told ?? NOTHING_TOLD);
  return { kind: 'keep', entry: publication.entry, ids, publication, told };
}

/** A message that is older than what is known says nothing (RFC 5546, 2.1.5). */
function unlessStale(
  task: ImportTask,
  { sequence }: { sequence?: number | undefined },
  { isMessage, ledger }: Situation,
): ImportTask {
  const [latest] = task.ids.flatMap((id) => ledger.get(id)?.sequence ?? []).toSorted((one, other) => other - one);
  if (isMessage !== true || sequence === undefined || latest === undefined || sequence >= latest) return task;
  const reason = `the message is older than what is known (SEQUENCE ${sequence}, after ${latest})`;
  return { kind: 'leave', entry: task.entry, ids: task.ids, reason };
}

/**
 * Which of the events that were published before the ones not found by their ids are. One that has the time of another of its family is
 * that one; and if one of a family is gone and one is new, and they are no series, then it has moved. What is new and beyond is left out.
 */
function movesOf(
  unknown: readonly Publication[],
  gone: ReadonlyMap<string, Known>,
): [publication: Publication, id: string | undefined][] {
  const families = Map.groupBy(gone, ([, { family }]) => family);
  const found = new Map<Publication, string>();
  const taken = new Set<string>();
  for (const [family, publications] of Map.groupBy(unknown, ({ event }) => event.family)) {
    const before = families.get(family) ?? [];
    const match = (publication: Publication, id: string): void => {
      found.set(publication, id);
      taken.add(id);
    };
    for (const publication of publications) {
      const at = publication.event.originally.toISOString();
      const same = before.find(([id, { originally }]) => originally === at && !taken.has(id));
      if (same) match(publication, same[0]);
    }
    const [moved, ...others] = before.filter(([id, one]) => !taken.has(id) && !one.isOfSeries);
    const [open, ...more] = publications.filter(
      (one) => !found.has(one) && !one.event.isOfSeries && one.event.isAdded !== true,
    );
    if (moved && open && others.length === 0 && more.length === 0) match(open, moved[0]);
  }
  return unknown
    .filter((publication) => found.has(publication) || !publication.event.isBeyond)
    .map((publication) => [publication, found.get(publication)]);
}

/** What was published from the source before and is not in it any more. */
function ofGone(id: string, { entry, family }: Known, { skipped, partial }: Situation): ImportTask {
  const unread = skipped.find((one) => one.family === family);
  if (unread) return { kind: 'leave', entry, ids: [id], reason: `what it is now cannot be read (${unread.reason})` };
  if (partial !== undefined) return { kind: 'leave', entry, ids: [id], reason: partial };
  return { kind: 'end', entry, ids: [id], reason: 'gone from the source', why: 'missing', isSilent: false };
}
