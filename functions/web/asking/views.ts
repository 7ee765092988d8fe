/** What other functions answer, as far as pages use it. */
import type * as z from 'zod';
import type { Chart } from '../../shared/event/chart.ts';
import type { EventView } from '../../shared/event/event-view.ts';
import type { EventOfOrder, OrderView } from '../../shared/event/order-view.ts';

/** An event, as `GET /v1/events/{eventId}` answers it. */
export type EventViewOfPage = z.output<typeof EventView>;

/** A chart, as `GET /v1/events/{eventId}/chart` answers it. */
export interface ChartView {
  chartVersion: number;
  seatsTotal: number;
  sections: Chart['sections'];
}

export interface LiveCounts {
  free: number;
  held: number;
  sold: number;
}

/** How many seats are free, as the availability in its compact form says. */
export interface AvailabilitySnapshotView {
  version: number;
  counts: LiveCounts;
  sections: Readonly<Record<string, LiveCounts>>;
}

/** An event where events are browsed. */
export interface ListedEvent {
  id: string;
  title: string;
  category: string;
  startsAt: string;
  endsAt: string;
  city: string;
  country: string;
  timeZone?: string;
  venue?: EventViewOfPage['venue'];
  onSaleAt: string | null;
  offSaleAt: string | null;
  status: 'draft' | 'published' | 'cancelled';
  priceFromCents: number;
  currency: string;
  seatsTotal: number;
  seatsLeft: number;
}

/** A page of events. */
export interface ListedEvents {
  items: readonly ListedEvent[];
  next: string | null;
}

/** An order with what is known of its event, as order-record answers it. */
export type KeptOrderView = z.output<typeof OrderView> & { event: EventOfOrder };

/** What an event has sold, and when, as `GET …/sales` answers its organizer. */
export interface EventSalesView {
  currency: string;
  seatsTotal: number;
  seatsSold: number;
  seatsBlocked: number;
  orders: number;
  ordersCancelled: number;
  revenueCents: number;
  days: readonly { day: string; orders: number; seats: number; revenueCents: number }[];
}

/** An order as the organizer of its event sees it; without its buyer where that is the organizer. */
export type OrderOfEventView = z.output<typeof OrderView> & {
  buyer?: { id: string; name: string | null; email: string | null };
};
