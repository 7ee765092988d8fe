/** Cancellations: by the buyer, and of all orders of an event that was cancelled. */
import type { Call } from '../../shared/http/call.ts';
import { notThere, requireCondition } from '../../shared/http/condition.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem } from '../../shared/problem.ts';
import { continueTrace, type Trace } from '../../shared/trace.ts';
import type { cancelOrder } from '../api.ts';
import { type Context, follow, inDoubt } from '../context.ts';
import { markFree } from '../live/live-seats.ts';
import { type OrderRecord, orderTag, readOrder, readOrphans } from '../store.ts';
import { commitCancellation } from '../commit/cancellation.ts';
import { seatsOf } from '../commit/pending-order.ts';

const ORPHANS_AT_ONCE = 100;
/** Below the Triggers' delivery timeout: what is left is taken up by the next delivery or tick. */
const ORPHANS_MS = 8_000;

/**
 * POST …/orders/{orderId}/cancel
 * @throws Problem `order_not_found` (also for somebody else's), `event_ended`, `precondition_failed`
 */
export async function cancel(context: Context, call: Call<typeof cancelOrder>): Promise<OrderRecord> {
  const { params, user, trace, condition } = call;
  const shard = context.databases.ofId(params.eventId);
  const order = await readOrder(shard.pool, params.eventId, params.orderId);
  if (!order || order.buyerId !== user.userId)
    throw notThere(condition, new Problem('order_not_found', 'there is no such order of yours'));
  requireCondition(condition, orderTag(order));
  const { event } = await context.events.current(shard.pool, params.eventId);
  if (order.status === 'confirmed' && event.endsAt <= new Date().toISOString()) {
    throw new Problem('event_ended', `it ended at ${event.endsAt}`, { reason: 'ended', seats: [] });
  }
  if (order.status === 'confirmed') await context.countCancellation(user.userId);
  const isEnded = await end(context, shard, order, trace, user.userId);
  const now = (await readOrder(shard.pool, params.eventId, params.orderId)) ?? order;
  // Somebody else was faster: it was another version that was cancelled.
  if (!isEnded) requireCondition(condition, orderTag(now));
  return now;
}

/**
 * Cancels the confirmed orders of a cancelled event, or of all such events of a shard.
 * @throws Error when time ran out or some could not be cancelled: there is more to do
 */
export async function cancelOrphans(
  context: Context,
  shard: Shard,
  eventId: string | null,
  trace: Trace = continueTrace(undefined),
): Promise<void> {
  const stopAt = Date.now() + ORPHANS_MS;
  const failed = new Map<string, unknown>();
  for (;;) {
    const orphans = await readOrphans(shard.pool, eventId, ORPHANS_AT_ONCE);
    const next = orphans.filter(({ id }) => !failed.has(id));
    for (const { id, event_id: orphanedFrom } of next) {
      if (Date.now() > stopAt) throw new Error('orders of a cancelled event are left');
      // One that cannot be cancelled holds up no other.
      await cancelOrphan(context, shard, orphanedFrom, id, trace).catch((error: unknown) => failed.set(id, error));
    }
    if (next.length === 0 || orphans.length < ORPHANS_AT_ONCE) break;
  }
  if (failed.size > 0) throw new AggregateError([...failed.values()], `${failed.size} orders could not be cancelled`);
}

async function cancelOrphan(
  context: Context,
  shard: Shard,
  eventId: string,
  orderId: string,
  trace: Trace,
): Promise<void> {
  const order = await readOrder(shard.pool, eventId, orderId);
  if (order) await end(context, shard, order, trace);
}

/** `by`: the buyer, if it is his wish. @returns false when it was cancelled before */
async function end(context: Context, shard: Shard, order: OrderRecord, trace: Trace, by = ''): Promise<boolean> {
  if (order.status === 'cancelled') return false;
  const { event } = await context.events.current(shard.pool, order.eventId);
  const outboxEvent = await inDoubt(context, shard, commitCancellation(shard, event, order, new Date(), trace));
  if (!outboxEvent) return false;
  await follow(context, shard, [order], [outboxEvent], () =>
    markFree(context.cache.redis, order.eventId, order.id, seatsOf(order), by),
  );
  return true;
}
