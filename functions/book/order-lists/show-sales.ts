/** The organizer looks at what an event has sold, and when. */
import type { Call } from '../../shared/http/call.ts';
import type { Context } from '../context.ts';
import { requireOrganizer } from '../on-sale/event-on-sale.ts';
import type { EventSales, getSales } from '../order-list-api.ts';
import { daysOf } from './sale-days.ts';
import { readSales } from './store.ts';

/** GET …/sales */
export async function answerGetSales(
  context: Context,
  { params: { eventId }, user }: Call<typeof getSales>,
): Promise<EventSales> {
  const { pool } = context.databases.ofId(eventId);
  const onSale = await context.eventsOnSale.current(pool, eventId, user.userId);
  requireOrganizer(onSale, user.userId);
  const { event } = onSale;
  const { quarters, ordersCancelled, seatsBlocked } = await readSales(pool, eventId);
  const days = daysOf(quarters, event.venue.timeZone);
  const sumOf = (field: 'orders' | 'seats' | 'revenueCents'): number => days.reduce((sum, day) => sum + day[field], 0);
  return {
    eventId,
    currency: event.currency,
    seatsTotal: event.seatsTotal,
    seatsSold: sumOf('seats'),
    seatsBlocked,
    orders: sumOf('orders'),
    ordersCancelled,
    revenueCents: sumOf('revenueCents'),
    days,
  };
}
