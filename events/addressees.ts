/** Which functions take a type of message. From what the functions say of themselves. Rendered by `npm run render`; do not edit. */
import type { EventType } from './catalog.ts';

export const addressees: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  'user.deleted.v1': ['publish'],
  'event.drafted.v1': ['event-global'],
  'event.discarded.v1': ['event-global'],
  'event.published.v1': ['event-global'],
  'event.updated.v1': ['event-global', 'book', 'order-record'],
  'event.cancelled.v1': ['event-global', 'book'],
  'order.confirmed.v1': ['order-record'],
  'order.updated.v1': ['order-record'],
  'order.cancelled.v1': ['order-record'],
  'availability.changed.v1': ['event-global'],
};
