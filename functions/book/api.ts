/** The paths of book. */
import * as z from 'zod';
import { Cents, CurrencyCode, MOST_SEATS_AT_ONCE, Timestamp, Version } from '../shared/event/event-view.ts';
import { MOST_PRICE_CENTS } from '../shared/event/chart.ts';
import { EventId, HoldId, OrderId } from '../shared/ids.ts';
import { OrderView } from '../shared/event/order-view.ts';
import { route } from '../shared/http/route.ts';
import { blockRoutes } from './block-api.ts';
import { BuyerView, orderListRoutes } from './order-list-api.ts';
import { labelsUpTo, NamedSeats, SeatRequest, SectionSeats } from './on-sale/seat-request.ts';

const expectedTerms = {
  expectedTotalCents: z
    .number()
    .int()
    .min(0)
    .max(MOST_SEATS_AT_ONCE * MOST_PRICE_CENTS)
    .optional()
    .describe(
      'What the buyer was shown that the order costs: if it costs anything else, it is refused (`terms_changed`)',
    ),
};

export const OrderRequest = z
  .union([
    z
      .strictObject({ holdId: HoldId, ...expectedTerms })
      .meta({ id: 'OrderOfHold', description: 'An order of the seats of a hold' }),
    NamedSeats.safeExtend(expectedTerms).meta({
      id: 'OrderOfNamedSeats',
      description: 'An order of seats by their names',
    }),
    SectionSeats.safeExtend(expectedTerms).meta({
      id: 'OrderOfSectionSeats',
      description: 'An order of so many of a section',
    }),
  ])
  .meta({ id: 'OrderRequest', description: 'What is ordered' });
export type OrderRequest = z.output<typeof OrderRequest>;

const CancelRequest = z
  .strictObject({
    seats: labelsUpTo(MOST_SEATS_AT_ONCE).optional().describe('Of the order; without them, all its seats'),
  })
  .meta({ id: 'CancelRequest', description: 'What of an order is cancelled' });

const HoldStatus = z
  .enum(['held', 'ordered', 'released', 'expired', 'taken'])
  .describe(
    'How it stands with it; other than `held` only for who repeats the request that made it: what became of it. `released`: given back, or ended because the chart is another. `taken`: the organizer has blocked its seats, or others have bought them while Redis was away',
  );
export type HoldStatus = z.output<typeof HoldStatus>;

const Hold = z
  .object({
    id: HoldId,
    eventId: EventId,
    status: HoldStatus,
    orderId: OrderId.optional().describe('The order of its seats'),
    seats: z
      .array(z.string())
      .meta({ examples: [['A-12-7', 'A-12-8']] })
      .describe('Empty of a hold that ended with its chart and whose seats were not asked for by name'),
    totalCents: Cents.describe('What the order of this hold costs, whatever the event costs by then'),
    currency: CurrencyCode,
    eventVersion: Version.describe('Of the event when the hold was made'),
    expiresAt: Timestamp,
  })
  .meta({ id: 'Hold', description: 'Seats that nobody else can buy until the hold expires' });

const HoldList = z
  .object({ items: z.array(Hold) })
  .meta({ id: 'HoldList', description: 'What a buyer has on hold of an event' });

const HoldChange = z
  .strictObject({
    release: labelsUpTo(MOST_SEATS_AT_ONCE)
      .optional()
      .describe('Seats that are given back, instead; those that it does not have are no matter'),
  })
  .meta({ id: 'HoldChange', description: 'What becomes of a hold' });

const saleClosed = ['event_draft', 'event_not_on_sale', 'sale_ended', 'event_cancelled', 'event_ended'] as const;

export const holdSeats = route({
  name: 'holdSeats',
  summary: 'Holds seats for a while',
  description:
    'Holds seats for a while, all or none; for a shorter while when many of those that are left are on hold. The same again (exactly the named seats that the caller has on hold, or the same Idempotency-Key) is answered with the hold that is there (200). A hold answers to 16 keys at most: under a further one it is not given again (409 `already_held`, which names it). For an hour after the hold has ended, its keys are answered with what became of it; a new one takes a fresh key.',
  method: 'POST',
  path: '/v1/events/{eventId}/holds',
  access: 'user',
  idempotent: 'optional',
  etag: 'hold',
  conditions: { ifMatch: 'event' },
  body: SeatRequest,
  location: '/v1/events/{eventId}/holds/{id}',
  answers: { 200: Hold, 201: Hold },
  problems: [
    'event_not_found',
    'seats_unknown',
    'seats_unavailable',
    'already_held',
    'capacity_exceeded',
    'limit_exceeded',
    'account_too_new',
    'too_many_requests',
    'event_changed',
    'idempotency_key_reused',
    ...saleClosed,
  ],
});

export const listHolds = route({
  name: 'listHolds',
  summary: 'The holds of the caller',
  description:
    'What the caller has on hold of this event, the oldest first: a handful, for a buyer may have only so many seats on hold.',
  method: 'GET',
  path: '/v1/events/{eventId}/holds',
  access: 'user',
  etag: 'answer',
  answers: { 200: HoldList },
  problems: ['event_not_found', 'event_changed'],
});

export const getHold = route({
  name: 'getHold',
  summary: 'A hold of the caller',
  method: 'GET',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  etag: 'hold',
  answers: { 200: Hold },
  problems: ['event_not_found', 'hold_not_found', 'event_changed'],
});

export const extendHold = route({
  name: 'extendHold',
  summary: 'Begins the time of a hold anew',
  description:
    'Begins the time of a hold anew, ten times at most and within a hard maximum; both are shorter when many seats are on hold. With `release` it gives seats of the hold back instead: what is left keeps its price and its end, and a hold of which nothing is left is over (`status` is `released`); for an hour the same again is answered so, too.',
  method: 'PATCH',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  etag: 'hold',
  conditions: { ifMatch: 'hold' },
  body: HoldChange.optional(),
  answers: { 200: Hold },
  problems: ['event_not_found', 'hold_not_found', 'seats_unknown', 'limit_exceeded', 'event_changed', ...saleClosed],
});

export const releaseHold = route({
  name: 'releaseHold',
  summary: 'Gives the seats of a hold back',
  description: 'Gives the seats of a hold of the caller back; one that is gone already is no error.',
  method: 'DELETE',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  conditions: { ifMatch: 'hold' },
  answers: { 204: null },
  problems: ['event_not_found', 'hold_not_found'],
});

export const placeOrder = route({
  name: 'placeOrder',
  summary: 'Sells seats',
  description:
    'Sells held seats, named seats, or so many of a section, once per Idempotency-Key (200 when it was placed before). A hold is sold at its price, and so are seats of it that are named; what is left of it stays on hold. When date or place have changed since, the order needs an If-Match with the event as it is (409 `terms_changed`).',
  method: 'POST',
  path: '/v1/events/{eventId}/orders',
  access: 'user',
  idempotent: true,
  etag: 'order',
  conditions: { ifMatch: 'event' },
  body: OrderRequest,
  location: '/v1/events/{eventId}/orders/{id}',
  answers: { 200: OrderView, 201: OrderView },
  problems: [
    'event_not_found',
    'seats_unknown',
    'seats_unavailable',
    'capacity_exceeded',
    'hold_expired',
    'terms_changed',
    'limit_exceeded',
    'account_too_new',
    'too_many_requests',
    'idempotency_key_missing',
    'idempotency_key_reused',
    'outcome_unknown',
    'event_changed',
    'order_in_progress',
    ...saleClosed,
  ],
});

export const showOrder = route({
  name: 'showOrder',
  summary: 'An order, at once after it was placed',
  description:
    'An order, at once after it was placed: for its buyer and, with the buyer, for the organizer of the event.',
  method: 'GET',
  path: '/v1/events/{eventId}/orders/{orderId}',
  access: 'user',
  etag: 'order',
  answers: {
    200: OrderView.extend({ buyer: BuyerView.optional() }).meta({
      id: 'ShownOrder',
      description: 'An order; for the organizer of its event with its buyer',
    }),
  },
  problems: ['event_not_found', 'order_not_found'],
});

export const cancelOrder = route({
  name: 'cancelOrder',
  summary: 'Cancels an order, or seats of it',
  description:
    'Cancels an order, or the seats of it that are named, and frees them; for its buyer until the event ends, or until ' +
    'its `cancelUntil` (409 `cancel_closed`), as it is or as it was when he bought, whichever is later; for the organizer always. What is cancelled stays so, and cancelling it again is no error: so a repeat is answered the same, without an Idempotency-Key.',
  method: 'POST',
  path: '/v1/events/{eventId}/orders/{orderId}/cancel',
  access: 'user',
  etag: 'order',
  conditions: { ifMatch: 'order' },
  body: CancelRequest.optional(),
  answers: { 200: OrderView },
  problems: [
    'event_not_found',
    'order_not_found',
    'seats_unknown',
    'event_ended',
    'cancel_closed',
    'outcome_unknown',
    'too_many_requests',
  ],
});

export const routes = [
  holdSeats,
  listHolds,
  getHold,
  extendHold,
  releaseHold,
  placeOrder,
  showOrder,
  cancelOrder,
  ...orderListRoutes,
  ...blockRoutes,
] as const;
