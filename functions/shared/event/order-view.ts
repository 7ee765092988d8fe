/** An order as callers see it. */
import * as z from 'zod';
import { Cents, CurrencyCode, Timestamp, VenueView } from './event-view.ts';
import { ShownSeat } from './shown-seat.ts';
import { EventId, OrderId } from '../ids.ts';

const OrderStatus = z.enum(['confirmed', 'cancelled']);

const OrderItem = z
  .object({
    seat: z.string().meta({ examples: ['A-12-7'] }),
    priceCents: Cents,
    status: OrderStatus.describe('Seats are cancelled one by one, or all with the order'),
    shown: ShownSeat.optional().describe(
      'Absent of a seat that the chart has no more, and in records until they are made anew of orders of before',
    ),
  })
  .meta({ id: 'OrderItem', description: 'A seat of an order, and what it costs' });

/** An order with its items; money is in minor units of its currency. */
export const OrderView = z
  .object({
    id: OrderId,
    eventId: EventId,
    status: OrderStatus.describe('`cancelled` once all its items are'),
    items: z.array(OrderItem),
    totalCents: Cents.describe('What its confirmed items cost'),
    currency: CurrencyCode,
    createdAt: Timestamp,
    cancelledAt: Timestamp.nullable(),
  })
  .meta({ id: 'Order', description: 'An order with its items' });

/** What is known of an order's event by now. */
export const EventOfOrder = z
  .object({
    id: EventId,
    title: z.string(),
    startsAt: Timestamp,
    endsAt: Timestamp.optional().describe(
      'Absent, as zone and venue, only while a record of before has not been made anew',
    ),
    timeZone: z.string().optional().describe('Of the venue (IANA)'),
    venue: VenueView.optional(),
  })
  .meta({ id: 'EventOfOrder', description: 'The event of an order, as the record knows it' });
export type EventOfOrder = z.output<typeof EventOfOrder>;

/** What is known of an event; what messages from before did not say is null. */
export interface EventFacts {
  title: string;
  startsAt: string;
  endsAt: string | null;
  venue: VenueView | null;
}

/** An event as the record of its order shows it. */
export function eventOfOrder(id: string, { endsAt, venue, ...event }: EventFacts): EventOfOrder {
  const where = venue && { timeZone: venue.timeZone, venue };
  return { id, ...event, ...(endsAt !== null && { endsAt }), ...where };
}

export type OrderView = z.output<typeof OrderView>;

/** An item as it is kept: one without a status is what its order is, for only a seat that was cancelled is marked so. */
export interface KeptItem {
  seat: string;
  priceCents: number;
  status?: 'confirmed' | 'cancelled' | undefined;
  shown?: ShownSeat | undefined;
}

/** The items of an order as callers see them, and what the confirmed ones cost. */
export function shownItems(
  orderStatus: OrderView['status'],
  items: readonly KeptItem[],
): Pick<OrderView, 'items' | 'totalCents'> {
  const all = items.map(({ seat, priceCents, status, shown }) => ({
    seat,
    priceCents,
    status: orderStatus === 'cancelled' ? orderStatus : (status ?? 'confirmed'),
    ...(shown && { shown }),
  }));
  return { items: all, totalCents: confirmedCents(all) };
}

/** What those items cost that are not cancelled. */
export function confirmedCents(items: readonly { priceCents: number; status?: string | undefined }[]): number {
  return items.reduce((sum, { priceCents, status }) => sum + (status === 'cancelled' ? 0 : priceCents), 0);
}
