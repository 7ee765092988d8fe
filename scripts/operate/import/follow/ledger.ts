/**
 * Which events were published from a source: a file of the importer's own, since an id is a hash and no event says where it came from. Without
 * it an import does everything but notice what is gone from its source.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { errorCode, Fault } from '../../../cli/fault.ts';
import type { EndedEvent, Known, ImportTask } from './import-task.ts';
import { Extras, extrasOf } from './extras.ts';
import type { ImportOutcome } from './follow-source.ts';
import type { PublishResult, Verb } from './publish.ts';

/** Whose events, where, and from what. */
export interface Origin {
  url: URL;
  userId: string;
  source: string;
}

const Event = z.object({
  entry: z.string(),
  family: z.string(),
  isOfSeries: z.boolean(),
  seriesBegins: z.string().optional(),
  originally: z.string(),
  placeBegins: z.string().optional(),
  startsAt: z.string(),
  movesTo: z.string().optional(),
  isUnderOtherName: z.boolean().optional(),
  endsAt: z.string(),
  sequence: z.number().optional(),
  told: Extras.nullable().optional(),
});
const File = z.object({
  source: z.string(),
  events: z.record(z.string(), Event),
  name: z.string().optional(),
  isApart: z.boolean().optional(),
  dropped: z.record(z.string(), z.string()).optional(),
  ended: z.record(z.string(), Event.extend({ reason: z.string(), isAhead: z.boolean().optional() })).optional(),
});

/** A ledger as it is read. */
interface Read {
  source: string;
  name?: string | undefined;
  events: ReadonlyMap<string, Known>;
  isApart?: boolean | undefined;
  isNew?: boolean;
  dropped?: ReadonlyMap<string, string> | undefined;
  ended?: ReadonlyMap<string, EndedEvent> | undefined;
}

function fileNameOf({ url, userId, source }: Origin): string {
  const hash = createHash('sha256').update(JSON.stringify([url.origin, userId, source]));
  return `${hash.digest('hex').slice(0, 32)}.json`;
}

const mapOf = <T>(record: Record<string, T>): Map<string, T> => new Map(Object.entries(record));

async function read(file: string): Promise<Read> {
  const { events, dropped = {}, ended = {}, ...rest } = File.parse(JSON.parse(await readFile(file, 'utf8')));
  return { ...rest, events: mapOf(events), dropped: mapOf(dropped), ended: mapOf(ended) };
}

/** What can be read of the same organizer's other sources: a file has the name of its origin. */
async function othersIn(folder: string, origin: Origin): Promise<Read[]> {
  const names = await readdir(folder).catch(() => []);
  const others = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const other = await read(join(folder, name)).catch(() => undefined);
        const isOfOrganizer = other && fileNameOf({ ...origin, source: other.source }) === name;
        return isOfOrganizer && other.source !== origin.source ? other : undefined;
      }),
  );
  return others.filter((other) => other !== undefined);
}

/** What became of an event that is as its source tells by now. */
const AS_TOLD: ReadonlySet<Verb> = new Set(['published', 'changed', 'unchanged']);

/** The ledger of a source: what was published from it and is not over. */
export class Ledger {
  readonly #file: string;
  readonly #folder: string;
  /** The file that this one takes the place of. */
  readonly #former: string | undefined;
  readonly source: string;
  /** What the source was called at first: its own ids are made of that. */
  readonly name: string;
  readonly events: ReadonlyMap<string, Known>;
  /** By id, when they would have ended: dates that are cancelled, and that the source did not have any more. */
  readonly dropped: ReadonlyMap<string, string>;
  /** By id, as they were last: those that are cancelled since the source took them back, or did not have them at all any more. */
  readonly ended: ReadonlyMap<string, EndedEvent>;
  /** Some of its events had names, at its first import, that another source has. */
  readonly isApart: boolean;
  /** Nothing was published from it before. */
  readonly isNew: boolean;
  /** Those of the organizer's other sources. */
  readonly others: readonly Ledger[];

  private constructor(folder: string, file: string, content: Read, others: readonly Ledger[] = [], former?: string) {
    this.#folder = folder;
    this.#file = file;
    this.#former = former;
    this.source = content.source;
    this.name = content.name ?? content.source;
    this.events = content.events;
    this.dropped = content.dropped ?? new Map();
    this.ended = content.ended ?? new Map();
    this.isApart = content.isApart === true;
    this.isNew = content.isNew === true;
    this.others = others;
  }

  /** @throws Fault when there is one that cannot be read */
  static async open(folder: string, origin: Origin): Promise<Ledger> {
    const file = join(folder, fileNameOf(origin));
    const others = await othersIn(folder, origin);
    const ledgers = others.map(
      (other) => new Ledger(folder, join(folder, fileNameOf({ ...origin, source: other.source })), other),
    );
    try {
      return new Ledger(folder, file, await read(file), ledgers);
    } catch (error) {
      if (errorCode(error) === 'ENOENT')
        return new Ledger(folder, file, { source: origin.source, events: new Map(), isNew: true }, ledgers);
      throw new Fault(
        `${file}, which says what was published from ${origin.source}, cannot be read: remove it to begin anew`,
        { cause: error },
      );
    }
  }

  /** The same, some of whose events have ids of their own. */
  apart(): Ledger {
    return new Ledger(this.#folder, this.#file, { ...this.#read(), isApart: true }, this.others);
  }

  /** The same under the name of a new one, which it takes the place of as soon as it is written. */
  under(next: Ledger): Ledger {
    const left = next.others.filter((one) => one.source !== this.source);
    return new Ledger(this.#folder, next.#file, { ...this.#read(), source: next.source }, left, this.#file);
  }

  /** The same beside these others. */
  beside(others: readonly Ledger[]): Ledger {
    const left = others.filter((one) => one.source !== this.source);
    return new Ledger(this.#folder, this.#file, this.#read(), left);
  }

  #read(): Read {
    const { source, name, events, isApart, dropped, ended } = this;
    return { source, name, events, isApart, dropped, ended };
  }

  /** Before anything is published: whatever happens then, nothing is published that is not noted here. */
  async noteIntended(tasks: readonly ImportTask[]): Promise<void> {
    await this.#write(this.#with(tasks));
  }

  /** What there is by now. */
  async noteDone(tasks: readonly ImportTask[], { results, left }: ImportOutcome, now: Date): Promise<void> {
    const there = new Map(results.map((result) => [result.id, result]));
    const known = this.#with(tasks, there);
    const isToCome = (endsAt: string): boolean => Date.parse(endsAt) > now.getTime();
    const ended = endedBy(results, known, this.ended);
    for (const [id, { endsAt }] of ended) if (!isToCome(endsAt)) ended.delete(id);
    // What the source had cancelled before it lost the date is still that.
    const droppedIds = results.flatMap(({ droppedId: id }) => id ?? []).filter((id) => !ended.has(id));
    const drops = droppedIds.map((id) => [id, known.get(id)?.endsAt ?? '']);
    const dropped = new Map(
      [...this.dropped, ...(drops as [string, string][])].filter(([, endsAt]) => isToCome(endsAt)),
    );
    if (left > 0) return this.#write(known, dropped, ended); // what was intended stays noted
    const events = new Map([...known].filter(([id, { endsAt }]) => there.has(id) && isToCome(endsAt)));
    return this.#write(events, dropped, ended);
  }

  /** With what is to be published, or became of it. */
  #with(tasks: readonly ImportTask[], there: ReadonlyMap<string | undefined, PublishResult> = new Map()) {
    const news = tasks.flatMap(knownBy).map(([id, known]): [string, Known] => {
      const result = there.get(id);
      // What is cancelled is no date on sale, but the one that its source has.
      const before = this.ended.has(id) ? undefined : this.events.get(id);
      return [id, result && AS_TOLD.has(result.verb) ? known : unlessAsTold(known, before, result)];
    });
    return new Map([...this.events, ...news]);
  }

  async #write(events: Ledger['events'], dropped = this.dropped, ended = this.ended): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${randomUUID()}`;
    const { source, name, isApart } = this;
    const content = {
      source,
      name,
      isApart,
      events: Object.fromEntries(events),
      dropped: Object.fromEntries(dropped),
      ended: Object.fromEntries(ended),
    };
    await writeFile(draft, `${JSON.stringify(content)}\n`);
    await rename(draft, this.#file);
    if (this.#former !== undefined) await rm(this.#former, { force: true });
  }
}

/** Those that are cancelled, each as it is known by now; without a ledger it is not known, and its name finds it. */
function endedBy(
  results: readonly PublishResult[],
  known: ReadonlyMap<string, Known>,
  before: Ledger['ended'],
): Map<string, EndedEvent> {
  const ended = new Map(before);
  for (const [id, one] of before) ended.set(id, { ...one, ...known.get(id) });
  for (const { ended: end } of results) {
    const one = end && known.get(end.id);
    const its = end && (ended.get(end.id) ?? (one ? { ...one, reason: end.reason } : end.ahead));
    if (end && its) ended.set(end.id, { ...its, ...end.movedTo });
  }
  return ended;
}

/** What stays as it was is remembered as it is on sale; what is on its way may end when either says. */
function unlessAsTold(intended: Known, before: Known | undefined, result: PublishResult | undefined): Known {
  const next = { ...intended, told: before ? before.told : null };
  if (result?.staysAt) {
    const movesTo = before && before.originally !== next.originally ? next.originally : undefined;
    return { ...(before ?? next), ...result.staysAt, sequence: next.sequence, movesTo };
  }
  return before && before.endsAt > next.endsAt ? { ...next, endsAt: before.endsAt } : next;
}

function knownBy(task: ImportTask): [string, Known][] {
  if (task.kind !== 'keep') return [];
  const { entry, ids, publication, isUnderOtherName } = task;
  const { family, isOfSeries, seriesBegins, sequence } = publication.event;
  const originally = publication.event.originally.toISOString();
  const placeBegins = publication.event.placeBegins?.toISOString();
  const { startsAt, endsAt } = publication.body;
  const told = extrasOf(publication.body);
  const series = { isOfSeries, ...(seriesBegins && { seriesBegins: seriesBegins.toISOString() }) };
  const times = { originally, placeBegins, startsAt, endsAt, ...(isUnderOtherName && { isUnderOtherName }) };
  return ids.map((id) => [id, { entry, family, ...series, ...times, sequence, told }]);
}
