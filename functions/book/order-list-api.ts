/** The paths of an event's orders, as its organizer sees them. */
import * as z from 'zod';
import { Cents, CurrencyCode } from '../shared/event/event-view.ts';
import { OrderView } from '../shared/event/order-view.ts';
import { EventId, OrderId, UserId } from '../shared/ids.ts';
import { cursorOf, Next, PageSize } from '../shared/http/page.ts';
import { searchText } from '../shared/http/query-values.ts';
import { route } from '../shared/http/route.ts';

/** Who bought. */
export const BuyerView = z
  .object({
    id: UserId,
    name: z.string().nullable().describe('As the account was called when the order was placed; null once it is closed'),
    email: z.string().nullable().describe('As name'),
  })
  .meta({ id: 'Buyer', description: 'Who bought' });

/** An order with its buyer. */
export const OrderWithBuyer = OrderView.extend({ buyer: BuyerView }).meta({
  id: 'OrderWithBuyer',
  description: 'An order with its buyer',
});
export type OrderWithBuyer = z.output<typeof OrderWithBuyer>;

export const listOrdersOfEvent = route({
  name: 'listOrdersOfEvent',
  summary: 'The orders of an event',
  description: 'The orders of an event with their buyers, newest first; for its organizer.',
  method: 'GET',
  etag: 'answer',
  path: '/v1/events/{eventId}/orders',
  access: 'user',
  query: z.strictObject({
    q: searchText(100)
      .optional()
      .describe(
        'Words that all occur in the buyer’s name or e-mail address, or are a seat of the order, or its id or the beginning of it. ' +
          'Parts of words will do; neither case nor accents matter',
      )
      .meta({ examples: ['lovelace A-12-7'] }),
    status: z.enum(['confirmed', 'cancelled']).optional(),
    cursor: cursorOf(OrderId).optional(),
    limit: PageSize,
  }),
  answers: {
    200: z
      .object({ items: z.array(OrderWithBuyer), next: Next })
      .meta({ id: 'OrderPage', description: 'A page of the orders of an event' }),
  },
  problems: ['event_not_found', 'not_organizer'],
});

export const exportOrdersOfEvent = route({
  name: 'exportOrdersOfEvent',
  summary: 'All orders of an event as CSV',
  description:
    'All orders of an event at one moment, a line for each seat, oldest first; for its organizer. The last line says how many: without it ' +
    'the answer was cut off.',
  method: 'GET',
  path: '/v1/events/{eventId}/orders.csv',
  access: 'user',
  answers: {
    200: {
      file: 'text/csv',
      what:
        'RFC 4180 in UTF-8. What a spreadsheet would take for a formula, be it one that divides lines at `;` or tabs, has an apostrophe more ' +
        'before it. The last line begins with `total` and says how many orders and seats there are',
    },
  },
  problems: ['event_not_found', 'not_organizer'],
});

const HowMany = z.number().int().min(0);

const soldThen = {
  orders: HowMany.describe('Those that are not cancelled whole'),
  seats: HowMany.describe('Of these orders; cancelled ones are not counted'),
  revenueCents: Cents.describe('What these seats cost'),
};

const DaySales = z
  .object({ day: z.iso.date().describe('By the calendar of the venue'), ...soldThen })
  .meta({ id: 'DaySales', description: 'What was ordered on a day, and is not cancelled' });

export const EventSales = z
  .object({
    eventId: EventId,
    currency: CurrencyCode,
    seatsTotal: z.number().int().min(1),
    seatsSold: HowMany.describe('To buyers: blocked ones are not among them'),
    seatsBlocked: HowMany,
    orders: soldThen.orders,
    ordersCancelled: HowMany,
    revenueCents: Cents.describe('What the sold seats cost'),
    days: z.array(DaySales).describe('In ascending order; days without an order are left out'),
  })
  .meta({ id: 'EventSales', description: 'What an event has sold, and when' });
export type EventSales = z.output<typeof EventSales>;

export const getSales = route({
  name: 'getSales',
  summary: 'What an event has sold, and when',
  description:
    'What an event has sold, in all and by the day on which it was ordered; for its organizer. What is held, the availability of the event shows.',
  method: 'GET',
  path: '/v1/events/{eventId}/sales',
  access: 'user',
  etag: 'answer',
  answers: { 200: EventSales },
  problems: ['event_not_found', 'not_organizer'],
});

export const orderListRoutes = [listOrdersOfEvent, exportOrdersOfEvent, getSales] as const;
