/** Carries events from the outbox to the broker's ingress, and deletes a row only after its 202. */
import type { Shard } from '../mysql/databases.ts';
import { log } from '../log.ts';
import { type Db, placeholders, rows, write } from '../mysql/statements.ts';
import { transaction } from '../mysql/transaction.ts';
import { type Companions, NOTHING } from './companions.ts';
import type { OutboxEvent } from './outbox.ts';
import { inNoTrace, showFigure } from '../telemetry/telemetry.ts';
import { SourceNames } from './source-names.ts';
import { openPublisher, type Outlet, type Publisher } from './publisher.ts';

/** With so many it goes at once; and so many are swept at a time, for their rows are locked until all are published. */
const BATCH = 64;
/** With more waiting, so many are published and deleted together: a DELETE costs little more for it. */
const FULL_BATCH = 256;
/** While the last of a batch are published, and while they are deleted, the next are published. */
const BATCHES_AT_ONCE = 3;
const QUEUE_LIMIT = 10_000;
/** Events wait so long for others, unless a batch is full: what is done once a batch would cost a lone order more than itself. */
const GATHER_MS = 20;
const CLOSE_TIMEOUT_MS = 5_000;
/** Younger rows are being published by whoever wrote them. */
const SWEEP_AGE_SECONDS = 3;
/** What may come later comes so much later at most: that of many events is one. */
const BEHIND_MS = 250;
/** So many rows are deleted in one statement at most. */
const DELETED_TOGETHER = 1_000;
/** The first: what was left is old enough by then. */
const RETRY_MS = { first: 3_500, most: 30_000 };

/**
 * Called with left-over events in the transaction that deletes them: whoever wrote them died before finishing, so what
 * follows a commit may be missing too. Every relay of a shard must be given the same, for any of them may be the one to sweep.
 */
export type OnSwept = (db: Db, events: readonly OutboxEvent[]) => Promise<void>;

/** Which of some events the broker has, with all that goes with them or but for what comes later; the others wait. */
interface Published {
  whole: OutboxEvent[];
  behind: OutboxEvent[];
}

/** Events with what goes with them, some of it later; all at once; or what goes with events that were published. */
type What = 'paced' | 'at once' | 'companions';

/** Publishes a process's events, and what others left behind. */
export class Relay {
  readonly #publisher: Publisher;
  readonly #onSwept: OnSwept;
  readonly #companions: Companions;
  readonly #sources = new SourceNames();
  readonly #queue: { shard: Shard; event: OutboxEvent }[] = [];
  readonly #retries = new Map<string, NodeJS.Timeout>();
  /** When something of a shard was last left for a sweep, by the monotonic clock. */
  readonly #leftAt = new Map<string, number>();
  /** Published, and still in the outbox until what goes with them is published, too. */
  readonly #behind = new Map<Shard, { events: OutboxEvent[]; timer: NodeJS.Timeout }>();
  readonly #catchingUp = new Set<Promise<void>>();
  #running: Promise<void> | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(publisher: Publisher, onSwept: OnSwept, companions: Companions) {
    this.#publisher = publisher;
    this.#onSwept = onSwept;
    this.#companions = companions;
  }

  /** Publishes rows just committed, in the background. */
  announce(shard: Shard, events: readonly OutboxEvent[]): void {
    // Beyond the bound the rows wait in the outbox for the sweep instead of in memory.
    if (this.#queue.length + events.length > QUEUE_LIMIT) return this.#sweepLater(shard);
    if (events.length === 0) return;
    this.#queue.push(...events.map((event) => ({ shard, event })));
    inNoTrace(() => {
      if (this.#queue.length >= BATCH) this.#start();
      else this.#waiting ??= setTimeout(() => this.#start(), GATHER_MS);
    });
  }

  #start(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#running ??= this.#run();
  }

  /**
   * Publishes every row that has waited too long. Several processes may sweep at once: each takes rows no other has.
   * @returns how many were published
   * @throws when the broker or the database does not answer; nothing is lost
   */
  async sweep(shard: Shard): Promise<number> {
    for (let total = 0; ;) {
      const { left, gone } = await transaction(shard.pool, async (connection) => {
        const leftovers = await readLeftovers(connection);
        showFigure('seatmesh.outbox.oldest', ageOf(leftovers[0]), shard.name);
        const { whole } = await this.#publish(shard, leftovers, 'at once');
        await this.#onSwept(connection, whole);
        await deleteRows(connection, whole);
        return { left: leftovers, gone: whole };
      });
      total += gone.length;
      if (gone.length < left.length) throw new Error(`${left.length - gone.length} events wait for the broker`);
      if (left.length < BATCH) {
        showFigure('seatmesh.outbox.oldest', 0, shard.name);
        return total;
      }
    }
  }

  /**
   * Sweeps shard by shard; one that does not answer holds up no other.
   * @throws AggregateError when some were not swept: the tick is to be delivered again
   */
  async sweepAll(shards: readonly Shard[]): Promise<void> {
    const failures: unknown[] = [];
    for (const shard of shards) {
      await this.sweep(shard).catch((error: unknown) => {
        log.warn({ err: error, shard: shard.name }, 'not swept');
        failures.push(error);
      });
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} shards were not swept`);
  }

  /** Waits for what is under way; what does not get through in time stays in the outbox. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#start();
    await Promise.race([this.#finish(), new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())]);
    this.#publisher.close();
  }

  async #finish(): Promise<void> {
    await this.#running;
    for (const shard of this.#behind.keys()) this.#catchUp(shard);
    await Promise.all(this.#catchingUp);
  }

  /** Publishes what is there; what has come meanwhile, and is less than a batch, waits for more. */
  async #run(): Promise<void> {
    const underway = new Set<Promise<void>>();
    do {
      const batch = this.#queue.splice(0, FULL_BATCH);
      for (const [shard, entries] of Map.groupBy(batch, (entry) => entry.shard)) {
        const carrying = this.#carry(
          shard,
          entries.map(({ event }) => event),
        ).finally(() => underway.delete(carrying));
        underway.add(carrying);
      }
      if (this.#queue.length < BATCH) await Promise.all(underway);
      else if (underway.size >= BATCHES_AT_ONCE) await Promise.race(underway);
    } while (this.#queue.length >= (this.#closed ? 1 : BATCH));
    // Here, not in a callback of the promise: what is announced between the two would wait for the next.
    this.#running = undefined;
    if (this.#queue.length > 0) this.#waiting ??= setTimeout(() => this.#start(), GATHER_MS);
  }

  async #carry(shard: Shard, events: readonly OutboxEvent[]): Promise<void> {
    const { whole, behind } = await this.#publishOrLeave(shard, events, 'paced');
    if (behind.length > 0) this.#fallBehind(shard, behind);
    if (whole.length > 0) await this.#forget(shard, whole);
  }

  #fallBehind(shard: Shard, events: readonly OutboxEvent[]): void {
    const known = this.#behind.get(shard);
    if (known) known.events.push(...events);
    else this.#behind.set(shard, { events: [...events], timer: setTimeout(() => this.#catchUp(shard), BEHIND_MS) });
    if (this.#closed || (known && known.events.length >= QUEUE_LIMIT)) this.#catchUp(shard);
  }

  /** Publishes what goes with events that were published already. */
  #catchUp(shard: Shard): void {
    const behind = this.#behind.get(shard);
    if (!behind) return;
    clearTimeout(behind.timer);
    this.#behind.delete(shard);
    const caughtUp = this.#publishOrLeave(shard, behind.events, 'companions')
      .then(({ whole }) => this.#forget(shard, whole))
      .finally(() => this.#catchingUp.delete(caughtUp));
    this.#catchingUp.add(caughtUp);
  }

  /** Those that were not published are swept later. */
  async #publishOrLeave(shard: Shard, events: readonly OutboxEvent[], what: What): Promise<Published> {
    try {
      const published = await this.#publish(shard, events, what);
      if (published.whole.length + published.behind.length < events.length) this.#sweepLater(shard);
      return published;
    } catch (error) {
      log.warn({ err: error, shard: shard.name, events: events.length }, 'events wait in the outbox');
      this.#sweepLater(shard);
      return { whole: [], behind: [] };
    }
  }

  async #forget(shard: Shard, published: readonly OutboxEvent[]): Promise<void> {
    try {
      for (let at = 0; at < published.length; at += DELETED_TOGETHER)
        await deleteRows(shard.pool, published.slice(at, at + DELETED_TOGETHER));
    } catch (error) {
      log.warn(
        { err: error, shard: shard.name },
        'published events are still in the outbox; they will be published twice',
      );
      this.#sweepLater(shard);
    }
  }

  async #publish(shard: Shard, events: readonly OutboxEvent[], what: What): Promise<Published> {
    const source = await this.#sources.of(shard);
    const { companions, behind } = await this.#companions(shard, events, what === 'paced');
    const own = what === 'companions' ? [] : events.map((event) => ({ event, of: [event.id] }));
    const all = [...own, ...companions];
    const settled = await Promise.allSettled(
      all.map(({ event }) => this.#publisher.publish(shard.name, event, source)),
    );
    const waiting = new Set(all.flatMap(({ of }, index) => (settled[index]?.status === 'rejected' ? of : [])));
    const reason = settled.find((outcome) => outcome.status === 'rejected')?.reason as unknown;
    if (reason) log.warn({ err: reason, shard: shard.name, events: waiting.size }, 'events wait in the outbox');
    const later = new Set(behind.map(({ id }) => id));
    const published = events.filter(({ id }) => !waiting.has(id));
    return {
      whole: published.filter(({ id }) => !later.has(id)),
      behind: published.filter(({ id }) => later.has(id)),
    };
  }

  /** What is left while a sweep is to come may be too young for that one: then another follows. */
  #sweepLater(shard: Shard): void {
    this.#leftAt.set(shard.name, performance.now());
    this.#sweepIn(shard, RETRY_MS.first);
  }

  #sweepIn(shard: Shard, delayMs: number): void {
    if (this.#closed || this.#retries.has(shard.name)) return;
    const timer = setTimeout(
      () => {
        this.#retries.delete(shard.name);
        const began = performance.now();
        this.sweep(shard).then(
          () => {
            const isOld = began - (this.#leftAt.get(shard.name) ?? -Infinity) >= RETRY_MS.first;
            if (!isOld) this.#sweepIn(shard, RETRY_MS.first);
          },
          () => this.#sweepIn(shard, Math.min(RETRY_MS.most, delayMs * 2)),
        );
      },
      // Never sooner: what is too young for a sweep would wait for the next tick, which is minutes away.
      delayMs * (1 + Math.random() / 2),
    );
    this.#retries.set(shard.name, timer.unref());
  }
}

/** Opens the relay to the broker. */
export function openRelay(
  outlet: Outlet,
  onSwept: OnSwept = async () => {},
  companions: Companions = async () => NOTHING,
): Relay {
  return new Relay(openPublisher(outlet), onSwept, companions);
}

/** In seconds; 0 of none. */
const ageOf = (event: OutboxEvent | undefined): number => (event ? (Date.now() - event.time.getTime()) / 1_000 : 0);

async function readLeftovers(db: Db): Promise<OutboxEvent[]> {
  return rows<OutboxEvent>(
    db,
    `SELECT event_id AS id, type, subject, slot, time, traceparent, data FROM outbox
     WHERE time < UTC_TIMESTAMP(3) - INTERVAL ? SECOND ORDER BY event_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    [SWEEP_AGE_SECONDS],
  );
}

async function deleteRows(db: Db, events: readonly OutboxEvent[]): Promise<void> {
  const ids = events.map(({ id }) => id);
  if (ids.length > 0) await write(db, `DELETE FROM outbox WHERE event_id IN (${placeholders(ids.length)})`, ids);
}
