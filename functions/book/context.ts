/** What booking works with, and what follows every commit. */
import type { Databases, Shard } from '../shared/mysql/databases.ts';
import { log } from '../shared/log.ts';
import type { Attempt } from '../shared/identity/limits.ts';
import type { OutboxEvent } from '../shared/messages/outbox.ts';
import { Problem } from '../shared/problem.ts';
import type { Cache } from '../shared/redis/connection.ts';
import type { Relay } from '../shared/messages/relay.ts';
import { noteRepairs } from '../shared/seats/repairs.ts';
import type { Claims } from './live/claim-queue.ts';
import { type HoldTimes, markSold, type SoldSeats } from './live/live-seats.ts';
import type { Sales } from './event-on-sale.ts';
import { type SaleJob, seatsOf } from './commit/pending-order.ts';
import { Till } from './commit/group-commit.ts';

/** Counts what a person does. */
export type Count = (userId: string) => Promise<Attempt>;

/** The clients of book. */
export interface Desk {
  databases: Databases;
  cache: Cache;
  relay: Relay;
  sales: Sales;
  times: HoldTimes;
  tills: Tills;
  claims: Claims;
  /** Count what an account does, over all events. @throws Problem `too_many_requests` */
  countHold: Count;
  countCancellation: Count;
}

/** Two transactions at a time: while one's COMMIT is on its way to disk, the other is worked on. */
const TILL = { lanes: 2, batch: 128, waiting: 2_000 };

/** One till a shard. */
export class Tills {
  readonly #tills = new Map<string, Till>();

  of(desk: Desk, shard: Shard): Till {
    let till = this.#tills.get(shard.name);
    if (!till)
      this.#tills.set(shard.name, (till = new Till(shard.pool, TILL, (jobs) => followSales(desk, shard, jobs))));
    return till;
  }

  /** Resolves when everything has happened that follows the sales made so far. */
  async followed(): Promise<void> {
    await Promise.all([...this.#tills.values()].map((till) => till.followed()));
  }
}

/** Holds live in Redis alone. @throws Problem `unavailable` while it is away */
export async function requireRedis(desk: Desk): Promise<Cache['redis']> {
  if (await desk.cache.ready()) return desk.cache.redis;
  throw new Problem(
    'unavailable',
    'holds are not possible right now; seats can be ordered directly',
    {},
    { retryAfterSeconds: 2 },
  );
}

/**
 * What follows the commit of orders or a cancellation: first the live state, then the events. When Redis does not
 * take it, they are noted for repair; when this process dies here, their events are still in the outbox, and
 * whoever sweeps them notes the orders for repair.
 */
export async function follow(
  desk: Desk,
  shard: Shard,
  orders: readonly { id: string; eventId: string }[],
  stored: readonly OutboxEvent[],
  mark: () => Promise<void>,
): Promise<void> {
  try {
    if (!desk.cache.isReady) throw new Error('redis is away');
    await mark();
  } catch (error) {
    const ids = orders.map(({ id }) => id);
    log.warn({ err: error, orders: ids }, 'the live state was not told; noted for repair');
    try {
      await noteRepairs(
        shard.pool,
        orders.map(({ id, eventId }) => ({ eventId, orderId: id })),
      );
    } catch (cause) {
      // The events stay in the outbox: the sweep repairs instead.
      log.error({ err: cause, orders: ids }, 'the repair could not be noted');
      return;
    }
  }
  desk.relay.announce(shard, stored);
}

/** What follows the commit of sales, event by event. Buyers' answers do not wait for it. */
async function followSales(desk: Desk, shard: Shard, jobs: readonly SaleJob[]): Promise<void> {
  await Promise.all(
    [...Map.groupBy(jobs, ({ event }) => event.id)].map(([eventId, sold]) =>
      follow(
        desk,
        shard,
        sold.map(({ order }) => order),
        sold.map(({ told }) => told),
        () => markSold(desk.cache.redis, shard.pool, eventId, sold.map(soldSeats)),
      ),
    ),
  );
}

function soldSeats({ order, holdId }: SaleJob): SoldSeats {
  return { holdId, orderId: order.id, seats: seatsOf(order) };
}
