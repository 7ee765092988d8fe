/**
 * Where sales are decided: group commit. Orders of a shard that come together, as many whose seats were claimed in one call
 * do, or while its lanes are busy, join one transaction; a lone order finds a free lane and waits for nobody. The claims'
 * primary key has the last word on who gets a seat, and each order's outcome is its own. An outcome is told only after the
 * COMMIT.
 */
import type { Pool } from '../../shared/mysql/pool.ts';
import { exchange } from '../../shared/mysql/transaction.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import type { Fate } from './decision.ts';
import { sellBatch } from './batch.ts';
import { sellAlone } from './lone.ts';
import type { SaleJob, SaleOutcome } from './pending-order.ts';

/** How wide a till is. */
export interface TillSize {
  /** Transactions at a time. */
  lanes: number;
  /** Orders in a transaction. */
  batch: number;
  /** Orders waiting; beyond that they are refused with 503. */
  waiting: number;
}

/** Beside a lane that serves no more than this, the next one goes at once. */
const FEW = 2;

interface Waiting {
  job: SaleJob;
  done: (outcome: SaleOutcome) => void;
  failed: (error: unknown) => void;
}

/** The till of a shard. */
export class Till {
  readonly #pool: Pool;
  readonly #size: TillSize;
  readonly #follow: (placed: readonly SaleJob[]) => Promise<void>;
  readonly #queue: Waiting[] = [];
  readonly #following = new Set<Promise<void>>();
  #isOpening = false;
  /** How many orders each busy lane is serving. */
  readonly #lanes = new Set<{ serving: number }>();

  /**
   * @param pool of connections that take statements together
   * @param follow what follows a commit: begun before the outcomes are told, which do not wait for its end. It must not throw
   */
  constructor(pool: Pool, size: TillSize, follow: (placed: readonly SaleJob[]) => Promise<void>) {
    this.#pool = pool;
    this.#size = size;
    this.#follow = follow;
  }

  /**
   * Sells, once per Idempotency-Key.
   * @throws Problem `unavailable` when too many are waiting or the database is away, `outcome_unknown` when the answer to
   *   COMMIT was lost
   */
  sell(job: SaleJob): Promise<SaleOutcome> {
    if (this.#queue.length >= this.#size.waiting)
      throw unavailable('the sale', new Error('too many orders are waiting'));
    return new Promise((done, failed) => {
      this.#queue.push({ job, done, failed });
      this.#open();
    });
  }

  /** What one reply of Redis has reserved for many comes to the till one promise after the other: when all have come, they go. */
  #open(): void {
    if (this.#isOpening || this.#lanes.size >= this.#size.lanes) return;
    this.#isOpening = true;
    process.nextTick(() => {
      this.#isOpening = false;
      while (this.#lanes.size < this.#size.lanes && this.#isWorthALane()) void this.#lane();
    });
  }

  /** Resolves when all has happened that follows the sales so far. */
  async followed(): Promise<void> {
    await Promise.all(this.#following);
  }

  async #lane(): Promise<void> {
    const lane = { serving: 0 };
    this.#lanes.add(lane);
    try {
      while (this.#isWorthALane()) {
        const batch = this.#take();
        lane.serving = batch.length;
        await this.#serve(batch);
        lane.serving = 0;
        if (this.#following.size > this.#size.batch) await Promise.race(this.#following);
      }
    } finally {
      this.#lanes.delete(lane);
    }
  }

  /**
   * While another lane is busy with a batch, orders wait for each other rather than be served by few: most of what a batch
   * costs, it costs once. Beside lone orders, and with a full batch waiting, the next lane goes at once.
   */
  #isWorthALane(): boolean {
    if (this.#queue.length === 0) return false;
    return this.#queue.length >= this.#size.batch || [...this.#lanes].every(({ serving }) => serving <= FEW);
  }

  /** The next orders, none twice under one key: the second of those is to find the first's order, or its absence. */
  #take(): Waiting[] {
    const keys = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#queue.splice(0, this.#size.batch)) {
      const { event, order, key } = waiting.job;
      const name = `${event.id} ${order.buyerId} ${key}`;
      (keys.has(name) ? left : taken).push(waiting);
      keys.add(name);
    }
    this.#queue.unshift(...left);
    return taken;
  }

  async #serve(batch: Waiting[]): Promise<void> {
    const [first] = batch;
    if (first && batch.length === 1) return this.#serveAlone(first);
    const jobs = batch.map((waiting) => waiting.job);
    try {
      await this.#tell(
        batch,
        await exchange(this.#pool, (connection, committing) => sellBatch(connection, jobs, committing)),
      );
    } catch (error) {
      // Nothing was committed, unless that is what is not known. Whoever is at fault is found by serving each by itself.
      if (error instanceof Problem) for (const waiting of batch) waiting.failed(error);
      else for (const waiting of batch) await this.#serveAlone(waiting);
    }
  }

  async #tell(batch: readonly Waiting[], fates: readonly Fate[]): Promise<void> {
    const again: Waiting[] = [];
    this.#placed(batch.filter((_, index) => fates[index]?.outcome === 'placed').map(({ job }) => job));
    for (const [index, waiting] of batch.entries()) {
      const fate = fates[index];
      if (!fate || fate.outcome === 'again') again.push(waiting);
      else waiting.done(fate);
    }
    for (const waiting of again) await this.#serveAlone(waiting);
  }

  async #serveAlone({ job, done, failed }: Waiting): Promise<void> {
    try {
      const outcome = await exchange(this.#pool, (connection, committing) => sellAlone(connection, job, committing));
      if (outcome.outcome === 'placed') this.#placed([job]);
      done(outcome);
    } catch (error) {
      failed(error);
    }
  }

  #placed(jobs: readonly SaleJob[]): void {
    if (jobs.length === 0) return;
    const following = this.#follow(jobs).finally(() => this.#following.delete(following));
    this.#following.add(following);
  }
}
