/** An order as an entry of its buyer's calendar. Pure. */
import { calendarText } from '../shared/event/calendar/calendar-text.ts';
import { shownInWords } from '../shared/event/shown-seat.ts';
import type { RevisedOrder } from './store.ts';

export function orderCalendar({ order, revision, changedAt }: RevisedOrder): string {
  const { title, startsAt, endsAt, venue } = order.event;
  const isCancelled = order.status === 'cancelled';
  const seats = order.items
    .filter(({ status }) => isCancelled || status !== 'cancelled')
    .map(({ seat, shown }) => (shown ? `${shownInWords(shown)} (${seat})` : seat));
  return calendarText([
    {
      id: order.id,
      revision,
      changedAt,
      createdAt: order.createdAt,
      status: isCancelled ? 'cancelled' : 'published',
      title,
      description: `Seats: ${seats.join('; ')}\nOrder: ${order.id}`,
      startsAt,
      endsAt,
      venue,
      isBusy: true,
    },
  ]);
}
