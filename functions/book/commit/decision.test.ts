import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyInEvent, type BatchReplies, decideBatch } from './decision.ts';
import type { PendingOrder } from './pending-order.ts';

interface Ordered {
  buyer: number;
  seats: number[];
  version: number;
}

/** A batch, and what a database of a few seats would reply to it: first come, first served. */
const batches = fc.record({
  wishes: fc.array(
    fc.record({
      buyer: fc.integer({ min: 0, max: 3 }),
      seats: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 4 }),
      version: fc.constantFrom(1, 1, 1, 2),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  before: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 3 }),
  repeated: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 2 }),
  limit: fc.option(fc.integer({ min: 1, max: 6 })),
});

const EVENT = 'evt_000';

function jobOf(ordered: Ordered, index: number, limit: number | null): PendingOrder {
  const order = {
    id: `order${index}`,
    buyerId: `buyer${ordered.buyer}`,
    items: ordered.seats.toSorted((a, b) => a - b).map((seat) => ({ seat, label: '', priceCents: 0 })),
  };
  return {
    event: { id: EVENT, version: ordered.version, limitPerBuyer: limit },
    order,
    key: String(index),
  } as unknown as PendingOrder;
}

function repliesTo(
  orders: readonly PendingOrder[],
  before: readonly number[],
  repeated: readonly number[],
): BatchReplies {
  const owners = new Map(before.map((seat) => [keyInEvent(EVENT, seat), 'somebody']));
  for (const pending of orders)
    for (const { seat } of pending.order.items)
      if (!owners.has(keyInEvent(EVENT, seat))) owners.set(keyInEvent(EVENT, seat), pending.order.id);
  const inserted = new Set(orders.filter((_, index) => !repeated.includes(index)).map((pending) => pending.order.id));
  return { events: new Map([[EVENT, 1]]), inserted, owners, bought: new Map() };
}

test('no seat is placed twice, no placed order lacks a seat, no loser is refused for a seat that is free', () => {
  fc.assert(
    fc.property(batches, ({ wishes, before, repeated, limit }) => {
      const orders = wishes.map((wish, index) => jobOf(wish, index, limit));
      const replies = repliesTo(orders, before, repeated);
      const outcomes = decideBatch(orders, replies);
      const placed = orders.filter((_, index) => outcomes[index]?.outcome === 'placed');
      const sold = placed.flatMap((pending) => pending.order.items.map((item) => item.seat));
      expect(new Set(sold).size).toBe(sold.length);
      expect(sold.some((seat) => before.includes(seat))).toBe(false);
      for (const outcome of outcomes) {
        const lost = outcome.outcome === 'taken' ? outcome.seats : [];
        expect(lost.every((seat) => sold.includes(seat) || before.includes(seat))).toBe(true);
        expect(outcome.outcome === 'taken').toBe(lost.length > 0);
      }
    }),
  );
});

test('an order that lost only to losers is tried again, never refused', () => {
  const orders = [
    jobOf({ buyer: 0, seats: [0, 1], version: 1 }, 0, null),
    jobOf({ buyer: 1, seats: [1, 2], version: 1 }, 1, null),
  ];
  expect(decideBatch(orders, repliesTo(orders, [0], []))).toEqual([
    { outcome: 'taken', seats: [0] },
    { outcome: 'again' },
  ]);
});

test('a buyer never gets more than the limit, counting what was bought before and earlier in the batch', () => {
  const orders = [0, 1, 2].map((seat) => jobOf({ buyer: 0, seats: [seat], version: 1 }, seat, 2));
  const replies = { ...repliesTo(orders, [], []), bought: new Map([[keyInEvent(EVENT, 'buyer0'), 1]]) };
  expect(decideBatch(orders, replies).map((outcome) => outcome.outcome)).toEqual(['placed', 'limit', 'limit']);
});

test('an order on another version of the event, or under a used key, learns so whatever its seats', () => {
  const orders = [
    jobOf({ buyer: 0, seats: [0], version: 2 }, 0, null),
    jobOf({ buyer: 0, seats: [1], version: 1 }, 1, null),
  ];
  expect(decideBatch(orders, repliesTo(orders, [], [1])).map((outcome) => outcome.outcome)).toEqual([
    'changed',
    'repeated',
  ]);
});
