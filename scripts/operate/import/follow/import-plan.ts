/**
 * What is to be done about a source: which events it has, which it takes back, and which of those that were published from it before are gone
 * from it. Pure: nothing is asked and nothing done.
 */
import { movedTo, playsOf } from './date-matching.ts';
import { type Extras, NOTHING_TOLD } from './extras.ts';
import { endedAt } from './ended-dates.ts';
import type { EndedEvent, Ids, ImportTask, Known, Publication } from './import-task.ts';
import { type Complete, kinOf, type Skipped, type Withdrawn } from '../source-event.ts';
import { endsOf, leaveUnnamed, namedBy } from './withdrawn-events.ts';

/** What a source says, and what is known of earlier imports of it. */
export interface Situation {
  publications: readonly Publication[];
  withdrawn: readonly Withdrawn[];
  skipped: readonly Skipped[];
  /** By id. */
  ledger: ReadonlyMap<string, Known>;
  /** The ids of dates that are cancelled, and that the source did not have any more. */
  dropped?: ReadonlyMap<string, unknown> | undefined;
  /** By id: what is cancelled since the source took it back, or did not have it at all. */
  ended?: ReadonlyMap<string, EndedEvent> | undefined;
  /** Why what is not in the source may be on nevertheless. */
  partial: string | undefined;
  /** It is a message about some events, which may be older than what is known. */
  isMessage?: boolean | undefined;
  /** By kin: the families of which it tells all dates. */
  complete?: ReadonlyMap<string, Complete> | undefined;
  now: Date;
}

/** Makes the plan. @param idsOf the ids that an identity may have */
export function planOf(situation: Situation, idsOf: (identity: readonly string[]) => Ids): ImportTask[] {
  const { publications, withdrawn, ledger } = situation;
  const endedThen = endedAt(situation);
  const toCome = new Map([...ledger].filter(([, { endsAt }]) => Date.parse(endsAt) > situation.now.getTime()));
  const gone = new Map(toCome);
  // An import that was stopped may have noted all ids of an event.
  const known = (ids: Ids, at: Date | undefined): Ids => ids.filter((id) => isNamed(ledger.get(id), at));
  const tasks: ImportTask[] = [];
  const unknown: Publication[] = [];
  const found: Publication[] = [];
  const keep = (publication: Publication, ids: Ids): void => {
    const isUnderOtherName = !idsOf(publication.event.identity).some((id) => ids.includes(id));
    const told = toldOf(ids, ledger);
    const ended = ids.map((id) => situation.ended?.get(id)?.reason).find((reason) => reason !== undefined);
    const { entry } = publication;
    const task: ImportTask = { kind: 'keep', entry, ids, publication, told, isUnderOtherName, ended };
    tasks.push(unlessStale(task, publication.event, situation));
    for (const id of ids) gone.delete(id);
  };
  for (const publication of publications) {
    let ids = known(idsOf(publication.event.identity), publication.event.originally);
    if (ids.length === 0) ids = endedThen(publication.event, publication.entry);
    if (ids.length > 0) keep(publication, ids);
    (ids.length > 0 ? found : unknown).push(publication);
  }
  for (const one of withdrawn) {
    const all = [one.asPerformance, one.identity].flatMap((identity) => (identity ? idsOf(identity) : []));
    const isItsOwn = (id: string): boolean =>
      [ledger.get(id), situation.ended?.get(id)].every((its) => !its || isNamed(its, one.originally));
    const before = one.originally ? endedThen({ ...one, originally: one.originally }, one.entry) : [];
    const ids = before.length > 0 ? before : all.filter(isItsOwn);
    const named = namedBy(one, known(ids, one.originally), gone);
    if (named === 'none') tasks.push(leaveUnnamed(one, ids, gone));
    else if (named.length > 0 || ids.length > 0) {
      const ends = endsOf(one, named.length > 0 ? named : [ids], gone);
      for (const task of ends) tasks.push(unlessStale(task, one, situation));
    }
    for (const id of named === 'none' ? [] : [...ids, ...named.flat()]) gone.delete(id);
  }
  const complete = situation.complete ?? new Map<string, Complete>();
  // What is over is not remembered, and so is unknown at each import; nothing has moved there.
  const open = unknown.filter(({ body }) => Date.parse(body.endsAt) > situation.now.getTime());
  const moved = movedTo({ gone, found, unknown: open, known: toCome, complete });
  for (const publication of unknown) {
    const id = moved.get(publication);
    if (id !== undefined) keep(publication, [id]);
    // Further than was asked for: followed where it is known, and not published.
    else if (!publication.event.isBeyond) keep(publication, newIdsOf(publication.event, situation, idsOf));
  }
  const { isTold } = playsOf({ known: toCome, complete });
  return [...tasks, ...[...gone].map(([id, one]) => ofGone(id, one, situation, isTold(one)))];
}

/** An id is of a name. An event that has been another date of its series is that by its time only. */
function isNamed(known: Known | undefined, at: Date | undefined): boolean {
  if (known?.isUnderOtherName !== true || at === undefined) return known !== undefined;
  return known.originally === at.toISOString();
}

/** Where another event is under the id by now, or one that was cancelled since the source had lost it, it is another one. */
function newIdsOf(
  { identity, originally }: Publication['event'],
  { ledger, dropped, ended }: Situation,
  idsOf: (identity: readonly string[]) => Ids,
): Ids {
  const isOther = (id: string): boolean => {
    const one = ended?.get(id);
    return ledger.has(id) || dropped?.has(id) === true || (one !== undefined && !isNamed(one, originally));
  };
  let ids = idsOf(identity);
  for (let times = 1; ids.some(isOther); times++)
    ids = idsOf([...identity, 'again', originally.toISOString(), `${times}`]);
  return ids;
}

function toldOf(ids: Ids, ledger: Situation['ledger']): Extras | undefined {
  const known = ids.map((id) => ledger.get(id)).find((one) => one !== undefined);
  return known === undefined || known.told === null ? undefined : (known.told ?? NOTHING_TOLD);
}

/** A message that is older than what is known says nothing (RFC 5546, 2.1.5). */
function unlessStale(
  task: ImportTask,
  { sequence }: { sequence?: number | undefined },
  { isMessage, ledger }: Pick<Situation, 'isMessage' | 'ledger'>,
): ImportTask {
  const [latest] = task.ids.flatMap((id) => ledger.get(id)?.sequence ?? []).toSorted((one, other) => other - one);
  if (isMessage !== true || sequence === undefined || latest === undefined || sequence >= latest) return task;
  const reason = `the message is older than what is known (SEQUENCE ${sequence}, after ${latest})`;
  return { kind: 'leave', entry: task.entry, ids: task.ids, reason };
}

/** What was published from the source before and is not in it any more. @param isTold the source has others of its series or play */
function ofGone(
  id: string,
  { entry, family }: Known,
  { skipped, partial, complete, isMessage, ledger }: Situation,
  isTold: boolean,
): ImportTask {
  const unread = skipped.find((one) => one.family !== undefined && kinOf(one.family) === kinOf(family) && !one.isOver);
  if (unread) return { kind: 'leave', entry, ids: [id], reason: `what it is now cannot be read (${unread.reason})` };
  const told = isTold ? complete?.get(kinOf(family)) : undefined;
  const end = { kind: 'end', entry, ids: [id], isSilent: false } as const;
  if (told) {
    const task = { ...end, reason: 'the source does not have this date of it any more', why: 'dropped' } as const;
    return unlessStale(task, told, { isMessage, ledger });
  }
  if (partial !== undefined) return { kind: 'leave', entry, ids: [id], reason: partial };
  return { ...end, reason: 'gone from the source', why: 'missing' };
}
