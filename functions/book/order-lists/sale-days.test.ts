import { expect, test } from 'vitest';
import { daysOf, QUARTER_SECONDS } from './sale-days.ts';

const at = (instant: string, orders = 1) => ({
  quarter: Date.parse(instant) / 1000 / QUARTER_SECONDS,
  orders,
  seats: 2 * orders,
  revenueCents: 100 * orders,
});

test('a day is one of the place: Kathmandu is 5:45 ahead, and New York behind', () => {
  const quarters = [at('2027-03-01T18:00:00Z'), at('2027-03-01T18:15:00Z', 3), at('2027-03-02T02:00:00Z')];
  expect(daysOf(quarters, 'Asia/Kathmandu')).toEqual([
    { day: '2027-03-01', orders: 1, seats: 2, revenueCents: 100 },
    { day: '2027-03-02', orders: 4, seats: 8, revenueCents: 400 },
  ]);
  expect(daysOf(quarters, 'America/New_York').map(({ day, orders }) => [day, orders])).toEqual([['2027-03-01', 5]]);
  expect(daysOf([], 'UTC')).toEqual([]);
});

test('a day on which clocks change is one day', () => {
  const quarters = [at('2027-03-27T23:00:00Z'), at('2027-03-28T00:45:00Z'), at('2027-03-28T21:45:00Z')];
  expect(daysOf(quarters, 'Europe/Berlin').map(({ day, orders }) => [day, orders])).toEqual([['2027-03-28', 3]]);
});
