/**
 * Group commit: where orders are decided. Orders of a shard that come together, as many whose seats were held in one call
 * do, or while its lanes are busy, join one transaction; a lone order finds a free lane and waits for nobody. The claims'
 * primary key has the last word on who gets a seat, and each order's outcome is its own. An outcome is answered only after the
 * COMMIT.
 */
import type { Pool } from '../../shared/mysql/pool.ts';
import { Lanes, type LanesSize } from '../../shared/mysql/lanes.ts';
import { exchange } from '../../shared/mysql/transaction.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { countFigure, inSpan, measureFigure } from '../../shared/telemetry/telemetry.ts';
import type { BatchOutcome } from './decision.ts';
import { placeBatch } from './batch.ts';
import { placeAlone } from './lone.ts';
import type { PendingOrder, OrderOutcome } from './pending-order.ts';

interface Waiting {
  pending: PendingOrder;
  done: (outcome: OrderOutcome) => void;
  failed: (error: unknown) => void;
}

/** The group commit of a shard. */
export class GroupCommit {
  readonly #pool: Pool;
  readonly #size: LanesSize;
  readonly #afterCommit: (placed: readonly PendingOrder[]) => Promise<void>;
  readonly #lanes: Lanes<Waiting>;
  readonly #following = new Set<Promise<void>>();

  /**
   * @param pool of connections that take statements together
   * @param afterCommit what follows a commit, when the answers have left. It must not throw
   */
  constructor(pool: Pool, size: LanesSize, afterCommit: (placed: readonly PendingOrder[]) => Promise<void>) {
    this.#pool = pool;
    this.#size = size;
    this.#afterCommit = afterCommit;
    // None twice under one key: the second of those is to find the first's order, or its absence.
    this.#lanes = new Lanes(
      size,
      (batch) => this.#serveInTurn(batch),
      ({ pending: { event, order, key } }) => `${event.id} ${order.buyerId} ${key}`,
    );
  }

  /**
   * Places the order, once per Idempotency-Key.
   * @throws Problem `unavailable` when too many are waiting or the database is away, `outcome_unknown` when the answer to
   *   COMMIT was lost
   */
  commit(pending: PendingOrder): Promise<OrderOutcome> {
    return inSpan(COMMIT, () => {
      const { promise, resolve: done, reject: failed } = Promise.withResolvers<OrderOutcome>();
      if (!this.#lanes.add({ pending, done, failed }))
        failed(unavailable('the order', new Error('too many orders are waiting')));
      return promise;
    });
  }

  /** Resolves when all has happened that follows the orders placed so far. */
  async followed(): Promise<void> {
    await Promise.all(this.#following);
  }

  /** What follows orders is not left behind without bound: the next batch waits for it. */
  async #serveInTurn(batch: Waiting[]): Promise<void> {
    await this.#serve(batch);
    if (this.#following.size > this.#size.batch) await Promise.race(this.#following);
  }

  async #serve(batch: Waiting[]): Promise<void> {
    measureFigure('seatmesh.order.batch.size', batch.length);
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
      if (error instanceof Problem) for (const waiting of batch) fail(waiting, error);
      else for (const waiting of batch) await this.#serveAlone(waiting);
    }
  }

  async #answer(batch: readonly Waiting[], outcomes: readonly BatchOutcome[]): Promise<void> {
    const again: Waiting[] = [];
    this.#placed(batch.filter((_, index) => outcomes[index]?.outcome === 'placed').map(({ pending }) => pending));
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index];
      if (!outcome || outcome.outcome === 'again') again.push(waiting);
      else answer(waiting, outcome);
    }
    for (const waiting of again) await this.#serveAlone(waiting);
  }

  async #serveAlone(waiting: Waiting): Promise<void> {
    const { pending } = waiting;
    try {
      const outcome = await exchange(this.#pool, (connection, committing) =>
        placeAlone(connection, pending, committing),
      );
      if (outcome.outcome === 'placed') this.#placed([pending]);
      answer(waiting, outcome);
    } catch (error) {
      fail(waiting, error);
    }
  }

  #placed(orders: readonly PendingOrder[]): void {
    if (orders.length === 0) return;
    const following = answersLeft()
      .then(() => this.#afterCommit(orders))
      .finally(() => this.#following.delete(following));
    this.#following.add(following);
  }
}

/** From when an order is decided on until it is known how: waiting for its transaction included. */
const COMMIT = { name: 'commit order', kind: 'client', attributes: { 'db.system.name': 'mysql' } } as const;

function answer({ pending, done }: Waiting, outcome: OrderOutcome): void {
  countFigure('seatmesh.orders', 1, outcome.outcome);
  if (outcome.outcome === 'placed') countFigure('seatmesh.seats.sold', pending.order.items.length);
  done(outcome);
}

function fail({ failed }: Waiting, error: unknown): void {
  countFigure('seatmesh.orders', 1, 'failed');
  failed(error);
}

/** What is answered in this turn of the event loop has left at its end: what comes after would only make callers wait. */
function answersLeft(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
