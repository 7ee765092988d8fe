/** What booking works with, and what follows every commit. */
import type { Databases, Shard } from '../shared/databases.ts';
import { log } from '../shared/log.ts';
import type { Stored } from '../shared/outbox.ts';
import { Problem } from '../shared/problem.ts';
import type { Cache } from '../shared/redis.ts';
import type { Relay } from '../shared/relay.ts';
import { type HoldTimes, settleSeats } from './live-seats.ts';
import type { Sales } from './sale.ts';
import * as store from './store.ts';

/** The clients of book. */
export interface Desk {
  databases: Databases;
  cache: Cache;
  relay: Relay;
  sales: Sales;
  times: HoldTimes;
}

const REPAIRS_AT_ONCE = 100;

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
 * whoever sweeps it sets the seats right too.
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
      await store.noteRepair(shard.pool, order.eventId, order.id);
    } catch (cause) {
      // The events stay in the outbox: the sweep repairs instead.
      log.error({ err: cause, order: order.id }, 'the repair could not be noted');
      return;
    }
  }
  desk.relay.announce(shard, stored);
}

/** Sets right what was noted for repair on a shard. */
export async function repair(desk: Desk, shard: Shard): Promise<void> {
  for (;;) {
    const repairs = await store.readRepairs(shard.pool, REPAIRS_AT_ONCE);
    for (const { order_id: orderId, event_id: eventId } of repairs) {
      await settleOrder(desk, shard, eventId, orderId);
      await store.deleteRepair(shard.pool, orderId);
    }
    if (repairs.length < REPAIRS_AT_ONCE) return;
  }
}

/** Sets the live state of one order's seats right. @throws when Redis or MySQL is away */
export async function settleOrder(desk: Desk, shard: Shard, eventId: string, orderId: string): Promise<void> {
  const order = await store.readOrder(shard.pool, eventId, orderId);
  if (!order) return;
  const redis = await requireRedis(desk);
  await settleSeats(
    redis,
    shard.pool,
    eventId,
    order.items.map((item) => item.seat),
  );
}
