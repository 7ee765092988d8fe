/** An order as an entry of its buyer's calendar. Pure. */
import { calendarText } from '../shared/event/calendar/calendar-text.ts';
import type { KeptOrder } from './api.ts';

/** @param revision grows with every change of the order or its event */
export function orderCalendar(order: KeptOrder, revision: number): string {
  const { title, startsAt, endsAt, venue } = order.event;
  const isCancelled = order.status === 'cancelled';
  const seats = order.items.filter(({ status }) => isCancelled || status !== 'cancelled').map(({ seat }) => seat);
  return calendarText([
    {
      id: order.id,
      revision,
      changedAt: order.cancelledAt ?? order.createdAt,
      createdAt: order.createdAt,
      status: isCancelled ? 'cancelled' : 'published',
      title,
      description: `Seats: ${seats.join(', ')}\nOrder: ${order.id}`,
      startsAt,
      endsAt,
      venue,
      isBusy: true,
    },
  ]);
}
