/** Cancellations: by the buyer or the organizer, and of all orders of an event that was cancelled. */
import type { Call } from '../../shared/http/call.ts';
import { notThere, requireCondition } from '../../shared/http/condition.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem } from '../../shared/problem.ts';
import { continueTrace, type Trace } from '../../shared/trace.ts';
import type { cancelOrder } from '../api.ts';
import { unknownSeats } from '../on-sale/seat-choice.ts';
import { type Context, afterCommit, repairIfUnknown } from '../context.ts';
import { markFree } from '../live/live-seats.ts';
import { type StoredOrder, orderTag, readOrder, readOrdersOfCancelledEvents, withShown } from '../store.ts';
import { shownOrder } from './show-order.ts';
import { laterUntil } from '../on-sale/terms.ts';
import { commitCancellation } from '../commit/cancellation.ts';

const ORDERS_AT_ONCE = 100;
/** Below the Triggers' delivery timeout: what is left is taken up by the next delivery or tick. */
const CANCELLING_MS = 8_000;

/**
 * POST …/orders/{orderId}/cancel: by its buyer or the event's organizer, the whole order or seats of it. What is cancelled already is
 * no error, so a repeat is answered the same.
 * @throws Problem `order_not_found` (also for somebody else's), `seats_unknown`, `event_ended`, `cancel_closed`, `precondition_failed`
 */
export async function answerCancelOrder(context: Context, call: Call<typeof cancelOrder>): Promise<StoredOrder> {
  const { params, user, trace, condition } = call;
  const shard = context.databases.ofId(params.eventId);
  for (let attempt = 1; ; attempt++) {
    const order = await readOrder(shard.pool, params.eventId, params.orderId);
    const onSale = order && (await context.eventsOnSale.get(shard.pool, order.eventId));
    const isOrganizer = onSale?.event.organizerId === user.userId;
    if (!order || !(isOrganizer || order.buyerId === user.userId))
      throw notThere(condition, new Problem('order_not_found', 'there is no such order of yours'));
    requireCondition(condition, orderTag(order));
    const seats = seatsMeant(order, call.body?.seats);
    const count = isOrganizer ? context.countChange : context.countCancellation;
    if (seats.length === 0) {
      if (attempt === 1) await count.tell(user.userId);
      return shownOrder(context, shard.pool, order);
    }
    if (!isOrganizer) await requireCancellable(context, shard, order);
    if (attempt === 1) await count(user.userId);
    // A buyer's own wish is remembered with him; the organizer's is not the buyer's doing.
    const cancelled = await cancelSeats(context, shard, order, seats, trace, isOrganizer ? '' : user.userId);
    // Somebody else was faster: each time some of its seats are gone, so this ends.
    if (cancelled) return cancelled;
  }
}

/**
 * Whether its buyer may give seats of an order back: until the end, or as the event says, or said when he bought, whichever is
 * later.
 * @throws Problem `event_ended`, `cancel_closed`
 */
async function requireCancellable(context: Context, shard: Shard, order: StoredOrder): Promise<void> {
  const { event } = await context.eventsOnSale.current(shard.pool, order.eventId);
  const now = new Date().toISOString();
  if (event.endsAt <= now)
    throw new Problem('event_ended', `it ended at ${event.endsAt}`, { reason: 'ended', seats: [] });
  const until = laterUntil(order.cancelUntil, event.cancelUntil);
  // What is cancelled anyway, its buyer may cancel, too.
  if (until === undefined || event.status === 'cancelled' || (until !== null && until > now)) return;
  const why = until === null ? 'orders of this event cannot be cancelled' : `orders could be cancelled until ${until}`;
  throw new Problem('cancel_closed', `${why}; ask the organizer`, {
    reason: 'cancel_closed',
    seats: [],
    cancelUntil: until,
  });
}

/** Of the seats that are named, or of all, those that are still confirmed. @throws Problem `seats_unknown` */
function seatsMeant({ items }: StoredOrder, labels: readonly string[] | undefined): number[] {
  const missing = labels?.filter((label) => !items.some((item) => item.label === label)) ?? [];
  if (missing.length > 0) throw unknownSeats('seats', missing, 'the order');
  return confirmedSeats(items.filter(({ label }) => labels?.includes(label) ?? true));
}

function confirmedSeats(items: StoredOrder['items']): number[] {
  return items.filter(({ status }) => status === 'confirmed').map(({ seat }) => seat);
}

/**
 * Cancels the confirmed orders of a cancelled event, or of all such events of a shard.
 * @throws Error when time ran out or some could not be cancelled: there is more to do
 */
export async function cancelOrdersOfCancelledEvents(
  context: Context,
  shard: Shard,
  eventId: string | null,
  trace: Trace = continueTrace(undefined),
): Promise<void> {
  const stopAt = Date.now() + CANCELLING_MS;
  const failed = new Map<string, unknown>();
  for (;;) {
    const found = await readOrdersOfCancelledEvents(shard.pool, eventId, ORDERS_AT_ONCE);
    const next = found.filter(({ id }) => !failed.has(id));
    for (const { id, event_id: ofEvent } of next) {
      if (Date.now() > stopAt) throw new Error('orders of a cancelled event are left');
      // One that cannot be cancelled holds up no other.
      await cancelOrderOfCancelledEvent(context, shard, ofEvent, id, trace).catch((error: unknown) =>
        failed.set(id, error),
      );
    }
    if (next.length === 0 || found.length < ORDERS_AT_ONCE) break;
  }
  if (failed.size > 0) throw new AggregateError([...failed.values()], `${failed.size} orders could not be cancelled`);
}

async function cancelOrderOfCancelledEvent(
  context: Context,
  shard: Shard,
  eventId: string,
  orderId: string,
  trace: Trace,
): Promise<void> {
  for (;;) {
    const order = await readOrder(shard.pool, eventId, orderId);
    const seats = confirmedSeats(order?.items ?? []);
    if (!order || seats.length === 0) return;
    if (await cancelSeats(context, shard, order, seats, trace)) return;
  }
}

/**
 * `by`: the buyer, if it is his wish.
 * @returns undefined when the order is not as it was read
 */
async function cancelSeats(
  context: Context,
  shard: Shard,
  order: StoredOrder,
  seats: readonly number[],
  trace: Trace,
  by = '',
): Promise<StoredOrder | undefined> {
  const { event, seating } = await context.eventsOnSale.current(shard.pool, order.eventId);
  const known = withShown(order, seating);
  const done = await repairIfUnknown(context, shard, commitCancellation(shard, event, known, seats, new Date(), trace));
  if (!done) return undefined;
  await afterCommit(context, shard, [order], [done.outboxEvent], () =>
    markFree(context.redisLink.redis, order.eventId, order.id, seats, by),
  );
  return done.order;
}
