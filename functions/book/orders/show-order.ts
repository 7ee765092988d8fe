/** GET …/orders/{orderId}: an order as the shard of its event has it, from the moment it was acknowledged. */
import type { Call } from '../../shared/http/call.ts';
import { Problem } from '../../shared/problem.ts';
import type { showOrder } from '../api.ts';
import type { Context } from '../context.ts';
import { log } from '../../shared/log.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { type StoredOrder, readOrder, withShown } from '../store.ts';

/**
 * For its buyer and for the organizer of its event.
 * @throws Problem `event_not_found`, `order_not_found` (also for anybody else's: who may not see it does not learn that it is there)
 */
export async function answerShowOrder(
  context: Context,
  { params, user }: Call<typeof showOrder>,
): Promise<StoredOrder> {
  const { pool } = context.databases.ofId(params.eventId);
  const order = await readOrder(pool, params.eventId, params.orderId);
  if (order?.buyerId === user.userId) return shownOrder(context, pool, order);
  const { event } = await context.eventsOnSale.get(pool, params.eventId, user.userId);
  if (!order || event.organizerId !== user.userId)
    throw new Problem('order_not_found', 'there is no such order of yours, or of an event of yours');
  return shownOrder(context, pool, order);
}

/** An order with what people read of its seats, as far as the event says it by now: the order is as good without. */
export async function shownOrder({ eventsOnSale }: Context, pool: Pool, order: StoredOrder): Promise<StoredOrder> {
  try {
    const { seating } = await eventsOnSale.get(pool, order.eventId);
    // Seats may have been added since.
    const isKnown = order.items.every(({ label }) => seating.numberOf(label) !== undefined);
    return withShown(order, isKnown ? seating : (await eventsOnSale.current(pool, order.eventId)).seating);
  } catch (error) {
    log.warn({ err: error, order: order.id }, 'an order is shown without what people read of its seats');
    return order;
  }
}
