/** Which of some outbox events are about orders, and about which. */
import { wireType } from '../../../events/catalog.ts';
import type { OutboxEvent } from './outbox.ts';

const ORDER_EVENTS = new Set(
  (['order.confirmed.v1', 'order.updated.v1', 'order.cancelled.v1'] as const).map((type) => wireType(type)),
);

/** An order with its event. */
export interface OrderOfEvent {
  eventId: string;
  orderId: string;
}

/** The outbox events about orders, each with its order. */
export function orderEventsIn(events: readonly OutboxEvent[]): (OrderOfEvent & { stored: OutboxEvent })[] {
  return events
    .filter(({ type }) => ORDER_EVENTS.has(type))
    .map((stored) => {
      const { event, orderId } = JSON.parse(stored.data) as { event: { id: string }; orderId: string };
      return { eventId: event.id, orderId, stored };
    });
}
