/** The organizer looks at the orders of an event. */
import type { Call } from '../../shared/http/call.ts';
import { requireOrganizer } from '../on-sale/event-on-sale.ts';
import type { Context } from '../context.ts';
import type { listOrdersOfEvent, OrderWithBuyer } from '../order-list-api.ts';
import { type StoredOrder, orderView, withShown } from '../store.ts';
import { findOrdersOfEvent } from './store.ts';

/** GET …/orders */
export async function answerListOrdersOfEvent(
  context: Context,
  { params: { eventId }, query, user }: Call<typeof listOrdersOfEvent>,
): Promise<{ items: OrderWithBuyer[]; next: string | null }> {
  const { pool } = context.databases.ofId(eventId);
  const onSale = await context.eventsOnSale.current(pool, eventId, user.userId);
  requireOrganizer(onSale, user.userId);
  const { items, next } = await findOrdersOfEvent(pool, eventId, query);
  return { items: items.map((order) => viewForOrganizer(withShown(order, onSale.seating))), next };
}

/** An order as the organizer sees it. */
export function viewForOrganizer(order: StoredOrder): OrderWithBuyer {
  return { ...orderView(order), buyer: { id: order.buyerId, ...order.buyer } };
}
