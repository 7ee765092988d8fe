/** What booking works with, and what follows every commit. */
import type { Databases, Shard } from '../shared/databases.ts';
import { log } from '../shared/log.ts';
import { transaction } from '../shared/mysql.ts';
import type { Stored } from '../shared/outbox.ts';
import { Problem } from '../shared/problem.ts';
import type { Cache } from '../shared/redis.ts';
import type { Relay } from '../shared/relay.ts';
import { noteRepairs } from '../shared/seat-repairs.ts';
import { type HoldTimes, markFree, settleSeats } from './live-seats.ts';
import type { Sales } from './sale.ts';
import { seatsOf } from './sale-job.ts';
import * as store from './store.ts';
import { Till } from './till.ts';

/** The clients of book. */
export interface Desk {
  databases: Databases;
  cache: Cache;
  relay: Relay;
  sales: Sales;
  times: HoldTimes;
  tills: Tills;
}

/** Two transactions at a time: while one's COMMIT is on its way to disk, the other is worked on. */
const TILL = { lanes: 2, batch: 128, waiting: 2_000 };

/** One till a shard. */
export class Tills {
  readonly #tills = new Map<string, Till>();

  of(shard: Shard): Till {
    let till = this.#tills.get(shard.name);
    if (!till) this.#tills.set(shard.name, (till = new Till(shard.pool, TILL)));
    return till;
  }
}

const REPAIRS_AT_ONCE = 100;
/** Below the Triggers' delivery timeout: what is left is taken up by the next tick. */
const REPAIRS_MS = 4_000;

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
 * What follows the commit of an order or cancellation: first the live state, then the events. When Redis does not
 * take it, the order is noted for repair; when this process dies here, the order's event is still in the outbox, and
 * whoever sweeps it notes the order for repair.
 */
export async function follow(
  desk: Desk,
  shard: Shard,
  order: { id: string; eventId: string },
  stored: Stored[],
  mark: () => Promise<void>,
): Promise<void> {
  try {
    if (!(await desk.cache.ready())) throw new Error('redis is away');
    await mark();
  } catch (error) {
    log.warn({ err: error, order: order.id }, 'the live state was not told; noted for repair');
    try {
      await noteRepairs(shard.pool, [{ eventId: order.eventId, orderId: order.id }]);
    } catch (cause) {
      // The events stay in the outbox: the sweep repairs instead.
      log.error({ err: cause, order: order.id }, 'the repair could not be noted');
      return;
    }
  }
  desk.relay.announce(shard, stored);
}

/**
 * Sets right what was noted for repair on a shard.
 * @throws Error when Redis or MySQL is away, or time ran out: there is more to do
 */
export async function repair(desk: Desk, shard: Shard): Promise<void> {
  const stopAt = Date.now() + REPAIRS_MS;
  for (;;) {
    const repairs = await store.readRepairs(shard.pool, REPAIRS_AT_ONCE);
    for (const { order_id: orderId, event_id: eventId } of repairs) {
      if (Date.now() > stopAt) throw new Error('repairs are left');
      await transaction(shard.pool, async (connection) => {
        if (await store.takeRepair(connection, orderId)) await settleOrder(desk, shard, eventId, orderId);
      });
    }
    if (repairs.length < REPAIRS_AT_ONCE) return;
  }
}

/** Sets the live state of one order's seats right. @throws when Redis or MySQL is away */
export async function settleOrder(desk: Desk, shard: Shard, eventId: string, orderId: string): Promise<void> {
  const order = await store.readOrder(shard.pool, eventId, orderId);
  if (!order) return;
  const redis = await requireRedis(desk);
  const seats = seatsOf(order);
  // Cancelled is for good: remembered as such, so that nobody who read its claims before writes them after.
  if (order.status === 'cancelled') await markFree(redis, eventId, orderId, seats);
  await settleSeats(redis, shard.pool, eventId, seats);
}
