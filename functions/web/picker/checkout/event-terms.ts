/** What of an event matters to who buys: whether a refusal says that it is another than the page knows, and what the review says of it. Pure. */
import type { SeatSale } from '../seat-sale.ts';
import type { BookingRefusal } from './booking-api.ts';

export const CANCELLED: BookingRefusal = { code: 'event_cancelled' };

const OF_EVENT: ReadonlySet<string> = new Set([
  'event_not_on_sale',
  'event_cancelled',
  'event_ended',
  'event_changed',
  'sale_ended',
  'seats_unknown',
]);

/** Whether the page has heard of another sale than there is. */
export const isOfEvent = ({ code }: BookingRefusal): boolean => OF_EVENT.has(code);

/** When and where an event is, as the review says it. */
export function placeAndTime({ startsAt, venue: { name, city, timeZone } }: SeatSale['event']): string {
  return JSON.stringify([startsAt, name, city, timeZone]);
}
