/** Sets the live state right where Redis may not have heard of a change: what is noted in `seat_repairs`. */
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

/** Which repair of a shard was tried last: one that takes long and fails is not the first again. */
const triedLast = new Map<string, string>();

/**
 * Sets right what was noted for repair on a shard, each once. One that fails holds up no other.
 * @throws Error when some failed (Redis or MySQL is away), or time ran out: there is more to do
 */
export async function repair(context: Context, shard: Shard): Promise<void> {
  const stopAt = Date.now() + REPAIRS_MS;
  const from = triedLast.get(shard.name) ?? '';
  const failures = [
    ...(await repairBetween(context, shard, from, undefined, stopAt)),
    ...(from === '' ? [] : await repairBetween(context, shard, '', from, stopAt)),
  ];
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} repairs failed`);
  triedLast.delete(shard.name);
}

/** @returns what those failed with that did */
async function repairBetween(
  context: Context,
  shard: Shard,
  after: string,
  upTo: string | undefined,
  stopAt: number,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let last = after; ; last = triedLast.get(shard.name) ?? last) {
    const repairs = await store.readRepairs(shard.pool, last, REPAIRS_AT_ONCE);
    // Without it all would fail, one by one.
    if (repairs.length > 0) await requireRedis(context);
    for (const { order_id: orderId, event_id: eventId } of repairs) {
      if (upTo !== undefined && orderId > upTo) return failures;
      if (Date.now() > stopAt) throw new Error('repairs are left');
      triedLast.set(shard.name, orderId);
      await repairOne(context, shard, eventId, orderId).catch((error: unknown) => failures.push(error));
    }
    if (repairs.length < REPAIRS_AT_ONCE) return failures;
  }
}

/** What this process knows to be left: outbox events whose COMMIT was in doubt, and what is noted for repair. @throws as long as there is more to do */
export async function repairKnown(context: Context, shard: Shard): Promise<void> {
  const swept = await Promise.allSettled([context.relay.sweep(shard)]);
  await repair(context, shard);
  for (const outcome of swept) if (outcome.status === 'rejected') throw outcome.reason;
}

/**
 * Sets right what is noted of an order or block, if it still is. Of an event that is on another shard by now this one knows nothing any more: the note
 * is carried after it.
 * @throws when Redis or MySQL is away
 */
export async function repairOne(context: Context, shard: Shard, eventId: string, id: string): Promise<void> {
  await transaction(shard.pool, async (connection) => {
    if ((await store.lockElsewhere(connection, eventId)) !== null) return;
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
  const cancelled = order.items.filter(({ status }) => status === 'cancelled').map(({ seat }) => seat);
  // Cancelled is for good: remembered as such, so that nobody who read its claims before writes them after.
  if (cancelled.length > 0) await markFree(redis, eventId, orderId, cancelled);
  await settleSeats(redis, shard.pool, eventId, seatsOf(order));
}
