/**
 * What is to be done about a source: which events it has, which it takes back, and which of those that were published from it before are gone
 * from it. Pure: nothing is asked and nothing done.
 */
import { type DateWithdrawn, movedTo, playsOf } from './date-matching.ts';
import { type Extras, NOTHING_TOLD } from './extras.ts';
import { endedAt } from './ended-dates.ts';
import type { EndedEvent, Ids, ImportTask, Known, Publication } from './import-task.ts';
import { type Complete, kinOf, type Skipped, type Withdrawn } from '../source-event.ts';
import { endedAhead, endMoved, endsOf, leaveUnnamed, namedBy, takenBackAhead } from './withdrawn-events.ts';

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

type IdsOf = (identity: readonly string[]) => Ids;

/** Makes the plan. @param idsOf the ids that an identity may have */
export function planOf(situation: Situation, idsOf: IdsOf): ImportTask[] {
  return new Plan(situation, idsOf).tasks();
}

class Plan {
  readonly #situation: Situation;
  readonly #idsOf: IdsOf;
  readonly #ended: ReadonlyMap<string, EndedEvent>;
  readonly #complete: ReadonlyMap<string, Complete>;
  readonly #endedThen: ReturnType<typeof endedAt>;
  /** The same of dates that were cancelled before there was an event of them. */
  readonly #aheadThen: ReturnType<typeof endedAt>;
  /** On sale, and not over. */
  readonly #toCome: ReadonlyMap<string, Known>;
  /** Of these, and of those that are cancelled, what was not found up to here. */
  readonly #gone: Map<string, Known>;
  readonly #goneEnded: Map<string, EndedEvent>;
  readonly #tasks: ImportTask[] = [];

  constructor(situation: Situation, idsOf: IdsOf) {
    this.#situation = situation;
    this.#idsOf = idsOf;
    const { ledger, ended: all = new Map<string, EndedEvent>(), complete = new Map(), now } = situation;
    const ended = new Map([...all].filter(([, { isAhead }]) => isAhead !== true));
    this.#ended = ended;
    this.#complete = complete;
    // What is cancelled, and was refused since, is noted in both.
    const onSale = new Map([...ledger].filter(([id]) => !ended.has(id)));
    this.#endedThen = endedAt({ ended, complete, ledger: onSale });
    const ahead = new Map([...all].filter(([id]) => !ended.has(id)));
    this.#aheadThen = endedAt({ ended: ahead, complete, ledger: new Map() });
    const isToCome = ([, { endsAt }]: [string, Known]): boolean => Date.parse(endsAt) > now.getTime();
    this.#toCome = new Map([...onSale].filter(isToCome));
    this.#gone = new Map(this.#toCome);
    this.#goneEnded = new Map([...ended].filter(isToCome));
  }

  tasks(): ImportTask[] {
    const { found, unknown, off } = this.#keepKnown();
    const withdrawn = Map.groupBy([...this.#situation.withdrawn, ...off], (one) => this.#kindOf(one));
    const known = withdrawn.get('known') ?? [];
    for (const one of known) this.#takeBack(one);
    const dates = (withdrawn.get('unknown') ?? []).filter(isDate);
    const moved = movedTo({
      gone: this.#gone,
      ended: this.#goneEnded,
      found: [...found.map(({ event }) => event), ...known.filter(isDate)],
      // What is over is not remembered, and so is unknown at each import; nothing has moved there.
      unknown: unknown.filter(({ body }) => Date.parse(body.endsAt) > this.#situation.now.getTime()),
      withdrawn: dates,
      known: this.#toCome,
      complete: this.#complete,
    });
    for (const one of dates) this.#takeBackMoved(one, moved.get(one));
    for (const one of withdrawn.get('all') ?? []) this.#takeBack(one);
    for (const publication of unknown) {
      const id = moved.get(publication);
      if (id !== undefined) this.#keep(publication, [id]);
      // Further than was asked for: followed where it is known, and not published.
      else if (!publication.event.isBeyond)
        this.#keep(publication, newIdsOf(publication.event, this.#situation, this.#idsOf));
    }
    const { isTold } = playsOf({ known: this.#toCome, complete: this.#complete });
    const left = [...this.#gone].map(([id, one]) => ofGone(id, one, this.#situation, isTold(one)));
    return [...this.#tasks, ...left];
  }

  /** What is found by its ids, or by its date where it was cancelled. @returns `off`: cancelled before the source had it */
  #keepKnown(): { found: Publication[]; unknown: Publication[]; off: DateWithdrawn[] } {
    const found: Publication[] = [];
    const unknown: Publication[] = [];
    const off: DateWithdrawn[] = [];
    for (const publication of this.#situation.publications) {
      const { identity, originally } = publication.event;
      let ids = this.#known(this.#idsOf(identity), originally);
      if (ids.length === 0) ids = this.#endedThen(publication.event, publication.entry);
      const [ahead] = ids.length > 0 ? [] : this.#aheadThen(publication.event, publication.entry);
      const reason = ahead === undefined ? undefined : this.#situation.ended?.get(ahead)?.reason;
      if (reason !== undefined) off.push(takenBackAhead(publication, reason));
      else (ids.length > 0 ? found : unknown).push(publication);
      if (ids.length > 0) this.#keep(publication, ids);
    }
    return { found, unknown, off };
  }

  #keep(publication: Publication, ids: Ids): void {
    const isUnderOtherName = !this.#idsOf(publication.event.identity).some((id) => ids.includes(id));
    const told = toldOf(ids, this.#situation.ledger);
    const ended = ids.map((id) => this.#ended.get(id)?.reason).find((reason) => reason !== undefined);
    const { entry } = publication;
    const task: ImportTask = { kind: 'keep', entry, ids, publication, told, isUnderOtherName, ended };
    this.#tasks.push(unlessStale(task, publication.event, this.#situation));
    this.#isFound(ids);
  }

  /** An import that was stopped may have noted all ids of an event. */
  #known(ids: Ids, at: Date | undefined): Ids {
    return ids.filter((id) => isNamed(this.#situation.ledger.get(id), at));
  }

  /** A date of its own that is not known may be one that has moved; what is said of all is said of what is left. */
  #kindOf(one: Withdrawn): 'known' | 'unknown' | 'all' {
    if (one.extent === 'all') return 'all';
    if (!isDate(one) || !this.#complete.has(kinOf(one.family))) return 'known';
    const { ids, named } = this.#named(one);
    return named.length > 0 || ids.some((id) => this.#ended.has(id)) ? 'known' : 'unknown';
  }

  /** The ids of what is taken back: its own, and those of the events that are meant. */
  #named(one: Withdrawn): { ids: Ids; named: ReturnType<typeof namedBy> } {
    const { family, originally } = one;
    const all = [one.asPerformance, one.identity].flatMap((identity) => (identity ? this.#idsOf(identity) : []));
    const isItsOwn = (id: string): boolean =>
      [this.#situation.ledger.get(id), this.#ended.get(id)].every((its) => !its || isNamed(its, originally));
    const before = originally ? this.#endedThen({ family, originally }, one.entry) : [];
    const ids = before.length > 0 ? before : all.filter(isItsOwn);
    return { ids, named: namedBy(one, this.#known(ids, originally), this.#gone) };
  }

  #takeBack(one: Withdrawn): void {
    const { ids, named } = this.#named(one);
    if (named === 'none') this.#tasks.push(leaveUnnamed(one, ids, this.#gone));
    else if (named.length > 0 || ids.length > 0) {
      const { isMessage, ledger } = this.#situation;
      const ahead = isMessage === true && named.length === 0 && isDate(one) ? endedAhead(one, ledger) : undefined;
      for (const task of endsOf(one, named.length > 0 ? named : [ids], this.#gone))
        this.#tasks.push(unlessStale({ ...task, ...(ahead && { ahead }) }, one, this.#situation));
    }
    this.#isFound(named === 'none' ? [] : [...ids, ...named.flat()]);
  }

  #takeBackMoved(one: DateWithdrawn, id: string | undefined): void {
    const known = id === undefined ? undefined : (this.#toCome.get(id) ?? this.#ended.get(id));
    if (id === undefined || !known) return this.#takeBack(one);
    const task = endMoved(one, id, known, this.#idsOf(one.identity).includes(id));
    this.#tasks.push(unlessStale(task, one, this.#situation));
    this.#isFound([id]);
  }

  #isFound(ids: Ids): void {
    for (const id of ids) {
      this.#gone.delete(id);
      this.#goneEnded.delete(id);
    }
  }
}

/** Whether one date of its own is meant. */
function isDate(one: Withdrawn): one is DateWithdrawn {
  return one.extent === 'one' && one.originally !== undefined;
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
  idsOf: IdsOf,
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
  const at = task.ids.map((id) => ledger.get(id)?.startsAt).find((one) => one !== undefined);
  return { kind: 'leave', entry: task.entry, ids: task.ids, reason, at };
}

/** What was published from the source before and is not in it any more. @param isTold the source has others of its series or play */
function ofGone(
  id: string,
  { entry, family, startsAt: at }: Known,
  { skipped, partial, complete, isMessage, ledger }: Situation,
  isTold: boolean,
): ImportTask {
  const unread = skipped.find((one) => one.family !== undefined && kinOf(one.family) === kinOf(family) && !one.isOver);
  if (unread)
    return { kind: 'leave', entry, ids: [id], reason: `what it is now cannot be read (${unread.reason})`, at };
  const told = isTold ? complete?.get(kinOf(family)) : undefined;
  const end = { kind: 'end', entry, ids: [id], isSilent: false } as const;
  if (told) {
    const task = { ...end, reason: 'the source does not have this date of it any more', why: 'dropped' } as const;
    return unlessStale(task, told, { isMessage, ledger });
  }
  if (partial !== undefined) return { kind: 'leave', entry, ids: [id], reason: partial, at };
  return { ...end, reason: 'gone from the source', why: 'missing' };
}
