/**
 * Group commit: where orders are decided. Orders of a shard that come together, as many whose seats were held in one call
 * do, or while its lanes are busy, join one transaction; a lone order finds a free lane and waits for nobody. The claims'
 * primary key has the last word on who gets a seat, and each order's outcome is its own. An outcome is answered only after the
 * COMMIT.
 */
import type { Pool } from '../../shared/mysql/pool.ts';
import { exchange } from '../../shared/mysql/transaction.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import type { BatchOutcome } from './decision.ts';
import { placeBatch } from './batch.ts';
import { placeAlone } from './lone.ts';
import type { PendingOrder, OrderOutcome } from './pending-order.ts';

/** How much a group commit takes on. */
export interface GroupCommitSize {
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
  pending: PendingOrder;
  done: (outcome: OrderOutcome) => void;
  failed: (error: unknown) => void;
}

/** The group commit of a shard. */
export class GroupCommit {
  readonly #pool: Pool;
  readonly #size: GroupCommitSize;
  readonly #follow: (placed: readonly PendingOrder[]) => Promise<void>;
  readonly #queue: Waiting[] = [];
  readonly #following = new Set<Promise<void>>();
  #isOpening = false;
  /** How many orders each busy lane is serving. */
  readonly #lanes = new Set<{ serving: number }>();

  /**
   * @param pool of connections that take statements together
   * @param follow what follows a commit: begun before the outcomes are answered, which do not wait for its end. It must not throw
   */
  constructor(pool: Pool, size: GroupCommitSize, follow: (placed: readonly PendingOrder[]) => Promise<void>) {
    this.#pool = pool;
    this.#size = size;
    this.#follow = follow;
  }

  /**
   * Places the order, once per Idempotency-Key.
   * @throws Problem `unavailable` when too many are waiting or the database is away, `outcome_unknown` when the answer to
   *   COMMIT was lost
   */
  commit(pending: PendingOrder): Promise<OrderOutcome> {
    if (this.#queue.length >= this.#size.waiting)
      throw unavailable('the order', new Error('too many orders are waiting'));
    return new Promise((done, failed) => {
      this.#queue.push({ pending, done, failed });
      this.#open();
    });
  }

  /** What one reply of Redis has reserved for many comes here one promise after the other: when all have come, they go. */
  #open(): void {
    if (this.#isOpening || this.#lanes.size >= this.#size.lanes) return;
    this.#isOpening = true;
    process.nextTick(() => {
      this.#isOpening = false;
      while (this.#lanes.size < this.#size.lanes && this.#isWorthALane()) void this.#lane();
    });
  }

  /** Resolves when all has happened that follows the orders placed so far. */
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
      const { event, order, key } = waiting.pending;
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
    const orders = batch.map((waiting) => waiting.pending);
    try {
      await this.#answer(
        batch,
        await exchange(this.#pool, (connection, committing) => placeBatch(connection, orders, committing)),
      );
    } catch (error) {
      // Nothing was committed, unless that is what is not known. Whoever is at fault is found by serving each by itself.
      if (error instanceof Problem) for (const waiting of batch) waiting.failed(error);
      else for (const waiting of batch) await this.#serveAlone(waiting);
    }
  }

  async #answer(batch: readonly Waiting[], outcomes: readonly BatchOutcome[]): Promise<void> {
    const again: Waiting[] = [];
    this.#placed(batch.filter((_, index) => outcomes[index]?.outcome === 'placed').map(({ pending }) => pending));
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index];
      if (!outcome || outcome.outcome === 'again') again.push(waiting);
      else waiting.done(outcome);
    }
    for (const waiting of again) await this.#serveAlone(waiting);
  }

  async #serveAlone({ pending, done, failed }: Waiting): Promise<void> {
    try {
      const outcome = await exchange(this.#pool, (connection, committing) =>
        placeAlone(connection, pending, committing),
      );
      if (outcome.outcome === 'placed') this.#placed([pending]);
      done(outcome);
    } catch (error) {
      failed(error);
    }
  }

  #placed(orders: readonly PendingOrder[]): void {
    if (orders.length === 0) return;
    const following = this.#follow(orders).finally(() => this.#following.delete(following));
    this.#following.add(following);
  }
}
