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

/**
 * Where the ids stand in the data of an order, as releases of now write it. A quote within a text is escaped, so nothing that somebody has written
 * can be taken for them. To read all of the data for these two would cost a hundredth of an order.
 */
const EVENT_ID = /"event":\{"id":"(\w+)"/;
const ORDER_ID = /"orderId":"(\w+)"/;

/** The outbox events about orders, each with its order. */
export function orderEventsIn(events: readonly OutboxEvent[]): (OrderOfEvent & { stored: OutboxEvent })[] {
  return events.filter(({ type }) => ORDER_EVENTS.has(type)).map((stored) => ({ ...idsIn(stored.data), stored }));
}

function idsIn(data: string): OrderOfEvent {
  const [eventId, orderId] = [EVENT_ID.exec(data)?.[1], ORDER_ID.exec(data)?.[1]];
  if (eventId !== undefined && orderId !== undefined) return { eventId, orderId };
  const read = JSON.parse(data) as { event: { id: string }; orderId: string };
  return { eventId: read.event.id, orderId: read.orderId };
}
