/**
 * Which events were published from a source: a file of the importer's own, since an id is a hash and no event says where it came from. Without
 * it an import does everything but notice what is gone from its source.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { errorCode, Fault } from '../../../cli/fault.ts';
import type { Known, ImportTask } from './import-plan.ts';
import { Extras, extrasOf } from './extras.ts';
import type { ImportOutcome } from './follow-source.ts';
import type { Verb } from './publish.ts';

/** Whose events, where, and from what. */
export interface Origin {
  url: URL;
  userId: string;
  source: string;
}

const Events = z.record(
  z.string(),
  z.object({
    entry: z.string(),
    family: z.string(),
    isOfSeries: z.boolean(),
    seriesBegins: z.string().optional(),
    originally: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    told: Extras.nullable().optional(),
  }),
);
const File = z.object({ source: z.string(), events: Events });

/** What became of an event that is as its source tells by now. */
const AS_TOLD: ReadonlySet<Verb> = new Set(['published', 'changed', 'unchanged']);

/** The ledger of a source: what was published from it and is not over. */
export class Ledger {
  readonly #file: string;
  readonly #folder: string;
  readonly #source: string;
  readonly events: ReadonlyMap<string, Known>;

  private constructor(folder: string, file: string, source: string, events: ReadonlyMap<string, Known>) {
    this.#folder = folder;
    this.#file = file;
    this.#source = source;
    this.events = events;
  }

  /** @throws Fault when there is one that cannot be read */
  static async open(folder: string, { url, userId, source }: Origin): Promise<Ledger> {
    const name = createHash('sha256')
      .update(JSON.stringify([url.origin, userId, source]))
      .digest('hex')
      .slice(0, 32);
    const file = join(folder, `${name}.json`);
    try {
      const { events } = File.parse(JSON.parse(await readFile(file, 'utf8')));
      return new Ledger(folder, file, source, new Map(Object.entries(events)));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new Ledger(folder, file, source, new Map());
      throw new Fault(
        `${file}, which says what was published from ${source}, cannot be read: remove it to begin anew`,
        {
          cause: error,
        },
      );
    }
  }

  /** When the last of these events begins, in ms. */
  get latest(): number {
    return Math.max(-Infinity, ...[...this.events.values()].map(({ startsAt }) => Date.parse(startsAt)));
  }

  /** Before anything is published: whatever happens then, nothing is published that is not noted here. */
  async noteIntended(tasks: readonly ImportTask[]): Promise<void> {
    await this.#write(this.#with(tasks));
  }

  /** What there is by now. */
  async noteDone(tasks: readonly ImportTask[], { results, left }: ImportOutcome, now: Date): Promise<void> {
    const there = new Map(results.map(({ id, verb }) => [id, verb]));
    const known = this.#with(tasks, (id) => AS_TOLD.has(there.get(id) ?? 'nothing'));
    if (left > 0) return this.#write(known); // what was intended stays noted
    return this.#write(
      new Map([...known].filter(([id, { endsAt }]) => there.has(id) && Date.parse(endsAt) > now.getTime())),
    );
  }

  /** With what is to be published, or is as its source tells. */
  #with(tasks: readonly ImportTask[], isAsTold: (id: string) => boolean = () => false): Map<string, Known> {
    const news = tasks.flatMap(knownBy).map(([id, known]): [string, Known] => {
      const before = this.events.get(id);
      return [id, isAsTold(id) ? known : { ...known, told: before ? before.told : null }];
    });
    return new Map([...this.events, ...news]);
  }

  async #write(events: ReadonlyMap<string, Known>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify({ source: this.#source, events: Object.fromEntries(events) })}\n`);
    await rename(draft, this.#file);
  }
}

function knownBy(task: ImportTask): [string, Known][] {
  if (task.kind !== 'keep') return [];
  const { entry, ids, publication } = task;
  const { family, isOfSeries, seriesBegins } = publication.event;
  const originally = publication.event.originally.toISOString();
  const { startsAt, endsAt } = publication.body;
  const told = extrasOf(publication.body);
  const series = { isOfSeries, ...(seriesBegins && { seriesBegins: seriesBegins.toISOString() }) };
  return ids.map((id) => [id, { entry, family, ...series, originally, startsAt, endsAt, told }]);
}
