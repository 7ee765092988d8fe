import { expect, test } from 'vitest';
import { fingerprintOf } from '../../shared/fingerprint.ts';
import { isSameRequest, printOf } from './same-request.ts';

const seats = { seats: ['A-1-2', 'A-1-10', 'GA-3'], expectedTotalCents: 5 };

test('the same seats in another order are the same request', () => {
  const other = { ...seats, seats: ['GA-3', 'A-1-10', 'A-1-2'] };
  expect(printOf(other)).toEqual(printOf(seats));
  expect(isSameRequest(printOf(seats), other)).toBe(true);
  expect(seats.seats[0], 'what was asked for stays as it is').toBe('A-1-2');
});

test.each([
  [{ ...seats, seats: ['A-1-2', 'A-1-10'] }],
  [{ ...seats, seats: ['A-1-2', 'A-1-10', 'GA-30'] }],
  [{ ...seats, expectedTotalCents: 6 }],
  [{ seats: seats.seats }],
  [{ section: 'GA', quantity: 3 }],
  [{ holdId: 'hld_0a7_01JDCMX5A4TFW8G1S3E9VRK6NM' }],
])('%j is another', (other) => {
  expect(isSameRequest(printOf(seats), other)).toBe(false);
});

test('one that was kept as it came in is known by that as well', () => {
  const sent = { seats: ['B', 'A'] };
  expect(isSameRequest(fingerprintOf(sent), sent)).toBe(true);
  expect(isSameRequest(fingerprintOf(sent), { seats: ['A', 'B'] })).toBe(false);
});
