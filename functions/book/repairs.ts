/** Sets the live state right where Redis may not have been told: what is noted in `seat_repairs`. */
import type { Shard } from '../shared/mysql/databases.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import { readBlock } from './block-store.ts';
import { type Context, requireRedis } from './context.ts';
import { markFree, settleSeats } from './live/live-seats.ts';
import { seatsOf } from './commit/pending-order.ts';
import * as store from './store.ts';

const REPAIRS_AT_ONCE = 100;
/** Below the Triggers' delivery timeout: what is left is taken up by the next tick. */
const REPAIRS_MS = 4_000;

/**
 * Sets right what was noted for repair on a shard.
 * @throws Error when Redis or MySQL is away, or time ran out: there is more to do
 */
export async function repair(context: Context, shard: Shard): Promise<void> {
  const stopAt = Date.now() + REPAIRS_MS;
  for (;;) {
    const repairs = await store.readRepairs(shard.pool, REPAIRS_AT_ONCE);
    for (const { order_id: orderId, event_id: eventId } of repairs) {
      if (Date.now() > stopAt) throw new Error('repairs are left');
      await repairOne(context, shard, eventId, orderId);
    }
    if (repairs.length < REPAIRS_AT_ONCE) return;
  }
}

/** Sets right what is noted of an order or block, if it still is. @throws when Redis or MySQL is away */
export async function repairOne(context: Context, shard: Shard, eventId: string, id: string): Promise<void> {
  await transaction(shard.pool, async (connection) => {
    if (!(await store.takeRepair(connection, id))) return;
    await (id.startsWith('blk') ? settleBlock : settleOrder)(context, shard, eventId, id);
  });
}

async function settleBlock(context: Context, shard: Shard, eventId: string, blockId: string): Promise<void> {
  const block = await readBlock(shard.pool, eventId, blockId);
  if (!block) return;
  const redis = await requireRedis(context);
  const released = block.seats.filter((seat) => seat.released).map(({ seat }) => seat);
  if (released.length > 0) await markFree(redis, eventId, blockId, released);
  const seats = block.seats.map(({ seat }) => seat);
  await settleSeats(redis, shard.pool, eventId, seats);
}

/** Sets the live state of one order's seats right. @throws when Redis or MySQL is away */
export async function settleOrder(context: Context, shard: Shard, eventId: string, orderId: string): Promise<void> {
  const order = await store.readOrder(shard.pool, eventId, orderId);
  if (!order) return;
  const redis = await requireRedis(context);
  const seats = seatsOf(order);
  // Cancelled is for good: remembered as such, so that nobody who read its claims before writes them after.
  if (order.status === 'cancelled') await markFree(redis, eventId, orderId, seats);
  await settleSeats(redis, shard.pool, eventId, seats);
}
