/** The paths of book. */
import * as z from 'zod';
import { Timestamp } from '../shared/event-view.ts';
import { EventId, HoldId } from '../shared/ids.ts';
import { OrderView } from '../shared/order-view.ts';
import { route } from '../shared/route.ts';

const SEATS_AT_ONCE = 10;

const labels = z
  .array(z.string().min(3).max(24))
  .min(1)
  .max(SEATS_AT_ONCE)
  .refine((seats) => new Set(seats).size === seats.length, 'a seat is named twice')
  .meta({ examples: [['A-12-7', 'A-12-8']] });

const quantity = z.number().int().min(1).max(SEATS_AT_ONCE);

/** Named seats. */
const NamedSeats = z.strictObject({ seats: labels });
/** So many seats of a section, chosen by the system: the best available ones. */
const SectionSeats = z
  .strictObject({
    section: z.string().min(1).max(8),
    quantity,
    accessible: quantity.optional().describe('So many of them are to be places for wheelchairs'),
  })
  .refine((wish) => (wish.accessible ?? 0) <= wish.quantity, {
    path: ['accessible'],
    message: 'more than the quantity',
  });

export const SeatRequest = z.union([NamedSeats, SectionSeats]);
export type SeatRequest = z.output<typeof SeatRequest>;

export const OrderRequest = z.union([z.strictObject({ holdId: HoldId }), NamedSeats, SectionSeats]);
export type OrderRequest = z.output<typeof OrderRequest>;

const Hold = z.object({
  id: HoldId,
  eventId: EventId,
  seats: z.array(z.string()),
  totalCents: z.number().int(),
  currency: z.string(),
  expiresAt: Timestamp,
});

const saleClosed = ['event_not_on_sale', 'event_cancelled', 'event_ended'] as const;

export const holdSeats = route({
  name: 'holdSeats',
  summary: 'Holds seats for a while, all or none',
  method: 'POST',
  path: '/v1/events/{eventId}/holds',
  access: 'user',
  body: SeatRequest,
  answers: { 201: Hold },
  problems: [
    'event_not_found',
    'seats_unknown',
    'seats_unavailable',
    'capacity_exceeded',
    'limit_exceeded',
    ...saleClosed,
  ],
});

export const getHold = route({
  name: 'getHold',
  summary: 'A hold of the caller',
  method: 'GET',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  answers: { 200: Hold },
  problems: ['event_not_found', 'hold_not_found'],
});

export const extendHold = route({
  name: 'extendHold',
  summary: 'Begins the time of a hold anew, ten times at most and within a hard maximum',
  method: 'PATCH',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  answers: { 200: Hold },
  problems: ['event_not_found', 'hold_not_found', 'limit_exceeded', ...saleClosed],
});

export const releaseHold = route({
  name: 'releaseHold',
  summary: 'Gives the seats of a hold back; one that is gone already is no error',
  method: 'DELETE',
  path: '/v1/events/{eventId}/holds/{holdId}',
  access: 'user',
  answers: { 204: null },
  problems: ['event_not_found'],
});

export const placeOrder = route({
  name: 'placeOrder',
  summary:
    'Sells held seats, named seats, or so many of a section, once per Idempotency-Key (200 when it was placed before)',
  method: 'POST',
  path: '/v1/events/{eventId}/orders',
  access: 'user',
  idempotent: true,
  body: OrderRequest,
  answers: { 200: OrderView, 201: OrderView },
  problems: [
    'event_not_found',
    'seats_unknown',
    'seats_unavailable',
    'capacity_exceeded',
    'hold_expired',
    'limit_exceeded',
    'idempotency_key_missing',
    'idempotency_key_reused',
    'outcome_unknown',
    ...saleClosed,
  ],
});

export const cancelOrder = route({
  name: 'cancelOrder',
  summary: 'Cancels an order of the caller and frees its seats; once cancelled, it stays so',
  method: 'POST',
  path: '/v1/events/{eventId}/orders/{orderId}/cancel',
  access: 'user',
  answers: { 200: OrderView },
  problems: ['event_not_found', 'order_not_found', 'event_ended'],
});

export const routes = [holdSeats, getHold, extendHold, releaseHold, placeOrder, cancelOrder] as const;
