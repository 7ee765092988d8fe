/** The organizer looks at the orders of an event. */
import type { Call } from '../../shared/http/call.ts';
import { requireOrganizer } from '../on-sale/event-on-sale.ts';
import type { Context } from '../context.ts';
import type { listOrdersOfEvent, OrderWithBuyer } from '../order-list-api.ts';
import { type StoredOrder, orderView } from '../store.ts';
import { findOrdersOfEvent } from './store.ts';

/** GET …/orders */
export async function answerListOrdersOfEvent(
  context: Context,
  { params: { eventId }, query, user }: Call<typeof listOrdersOfEvent>,
): Promise<{ items: OrderWithBuyer[]; next: string | null }> {
  const { pool } = context.databases.ofId(eventId);
  await context.eventsOnSale.decideByFresh(
    pool,
    eventId,
    (onSale) => requireOrganizer(onSale, user.userId),
    user.userId,
  );
  const { items, next } = await findOrdersOfEvent(pool, eventId, query);
  return { items: items.map(viewForOrganizer), next };
}

/** An order as the organizer sees it. */
export function viewForOrganizer(order: StoredOrder): OrderWithBuyer {
  return { ...orderView(order), buyer: { id: order.buyerId, ...order.buyer } };
}
