/** Which of some events from the outbox tell of orders, and of which. */
import { wireType } from '../../../events/catalog.ts';
import type { Stored } from './outbox.ts';

const ORDER_EVENTS = new Set([wireType('order.confirmed.v1'), wireType('order.cancelled.v1')]);

/** An order with its event. */
export interface OrderOfEvent {
  eventId: string;
  orderId: string;
}

/** The events that tell of orders, each with its order. */
export function orderEventsIn(events: readonly Stored[]): (OrderOfEvent & { stored: Stored })[] {
  return events
    .filter(({ type }) => ORDER_EVENTS.has(type))
    .map((stored) => {
      const { event, orderId } = JSON.parse(stored.data) as { event: { id: string }; orderId: string };
      return { eventId: event.id, orderId, stored };
    });
}
