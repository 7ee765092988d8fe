/** Examples of book's operations. */
import { buyer, cancelledOrder, ids, order, smallerOrder } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const seats = order.items.map(({ seat }) => seat);

const hold = {
  id: ids.hold,
  eventId: ids.event,
  status: 'held' as const,
  seats,
  totalCents: order.totalCents,
  currency: order.currency,
  eventVersion: 1,
  expiresAt: '2027-03-01T09:12:30.000Z',
};

const block = {
  id: ids.block,
  eventId: ids.event,
  seats: ['A-1-1', 'A-1-2'],
  note: 'for the press',
  createdAt: '2027-02-20T14:00:00.000Z',
  etag: '"b2"',
};

const newBlock = { named: { seats: block.seats, note: block.note }, general: { section: 'G', quantity: 20 } };

export const examples: ExamplesOf<typeof routes> = {
  holdSeats: {
    body: { named: { seats }, best: { section: 'A', quantity: 2 } },
    200: { heldBefore: hold },
    201: { held: hold },
  },
  listHolds: { 200: { one: { items: [hold] } } },
  getHold: { 200: { held: hold } },
  extendHold: {
    body: { longer: {}, withoutOneSeat: { release: ['A-12-8'] } },
    200: {
      extended: { ...hold, expiresAt: '2027-03-01T09:17:05.000Z' },
      smaller: { ...hold, seats: ['A-12-7'], totalCents: 4_500 },
    },
  },
  releaseHold: {},
  placeOrder: {
    body: {
      held: { holdId: ids.hold },
      named: { seats, expectedTotalCents: order.totalCents },
      best: { section: 'A', quantity: 2 },
    },
    200: { placedBefore: order },
    201: { placed: order },
  },
  showOrder: { 200: { own: order, forTheOrganizer: { ...order, buyer } } },
  listOrdersOfEvent: { 200: { lastPage: { items: [{ ...order, buyer }], next: null } } },
  exportOrdersOfEvent: {},
  getSales: {
    200: {
      oneDay: {
        eventId: ids.event,
        currency: order.currency,
        seatsTotal: 158,
        seatsSold: seats.length,
        seatsBlocked: 2,
        orders: 1,
        ordersCancelled: 0,
        revenueCents: order.totalCents,
        days: [{ day: order.createdAt.slice(0, 10), orders: 1, seats: seats.length, revenueCents: order.totalCents }],
      },
    },
  },
  cancelOrder: {
    body: { seats: { seats: ['A-12-8'] }, everything: {} },
    200: { smaller: smallerOrder, cancelled: cancelledOrder },
  },
  blockSeats: { body: newBlock, 200: { blockedBefore: block }, 201: { blocked: block } },
  listBlocks: { 200: { lastPage: { items: [block], next: null } } },
  getBlock: { 200: { block } },
  releaseBlock: {},
};
