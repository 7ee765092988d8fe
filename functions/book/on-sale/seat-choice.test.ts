import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { Problem } from '../../shared/problem.ts';
import { eventOnSale } from './event-on-sale.ts';
import { chooseFree, wantedSeats } from './seat-choice.ts';

const onSale = eventOnSale({
  id: 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F',
  version: 1,
  status: 'published',
  organizerId: 'usr_000_01JDCMX0C1E6S9T4W2VZQK8M5F',
  title: 'T',
  description: '',
  category: 'c',
  startsAt: '2027-01-01T00:00:00.000Z',
  endsAt: '2027-01-02T00:00:00.000Z',
  doorsAt: null,
  onSaleAt: null,
  offSaleAt: null,
  cancelUntil: undefined,
  url: null,
  imageUrl: null,
  currency: 'EUR',
  limitPerOrder: 4,
  limitPerBuyer: null,
  minAccountAgeMinutes: null,
  venue: { name: 'V', city: 'C', country: 'D', timeZone: 'UTC' },
  priceCategories: [
    { id: 'P1', name: 'P', priceCents: 5000 },
    { id: 'P2', name: 'Q', priceCents: 2000 },
  ],
  seatsTotal: 30,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  chartVersion: 1,
  planVersion: 0,
  chart: {
    sections: [
      { id: 'A', name: 'A', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats: 10 }] },
      { id: 'GA', name: 'G', kind: 'general', priceCategory: 'P2', capacity: 20 },
    ],
  },
});

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('seats are wanted by number in ascending order, whatever order they were named in', () => {
  expect(wantedSeats(onSale, { seats: ['GA-2', 'A-1-3'] })).toEqual({ seats: [2, 11] });
  expect([onSale.priceOf(2), onSale.priceOf(11)]).toEqual([5000, 2000]);
});

test('422 seats_unknown names every seat that the chart does not have', () => {
  const problem = problemOf(() => wantedSeats(onSale, { seats: ['A-1-11', 'A-1-1', 'B-1-1'] }));
  expect(problem.toJSON()).toMatchObject({ status: 422, code: 'seats_unknown', seats: ['A-1-11', 'B-1-1'] });
  expect(problemOf(() => wantedSeats(onSale, { section: 'Z', quantity: 1 })).code).toBe('seats_unknown');
});

test('409 limit_exceeded for more seats than an order of the event may have', () => {
  expect(problemOf(() => wantedSeats(onSale, { section: 'GA', quantity: 5 })).extras.reason).toBe('limit');
  expect(problemOf(() => wantedSeats(onSale, { seats: ['A-1-1', 'A-1-2', 'A-1-3', 'A-1-4', 'A-1-5'] })).code).toBe(
    'limit_exceeded',
  );
});

test('general admission gets free seats of the section, and none only when there are too few', () => {
  const section = generalSection('GA', [10, 17], [25, 36]);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 39 })),
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (taken, quantity, start) => {
        const free = Array.from({ length: 20 }, (_, index) => (index < 8 ? 10 : 17) + index).filter(
          (seat) => !taken.includes(seat),
        );
        const chosen = chooseFree({ section, quantity, accessible: 0 }, new Set(taken), start);
        expect(chosen === undefined).toBe(free.length < quantity);
        expect(chosen ?? []).toHaveLength(chosen ? quantity : 0);
        expect(chosen?.every((seat) => free.includes(seat))).not.toBe(false);
        expect(chosen).toEqual(chosen && [...new Set(chosen)].toSorted((a, b) => a - b));
      },
    ),
  );
});
