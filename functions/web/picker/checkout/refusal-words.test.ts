/** Every refusal that a purchase may meet has words of its own. */
import { expect, test } from 'vitest';
import { extendHold, holdSeats, listHolds, placeOrder, releaseHold } from '../../../book/api.ts';
import { RESTRICTED, WHEELCHAIR } from '../hall/seat-hall.ts';
import { HELD, SOLD } from '../hall/seat-states.ts';
import type { SeatSale } from '../seat-sale.ts';
import { refusalWords } from './refusal-words.ts';

const sale = {
  event: { limitPerOrder: 4, limitPerBuyer: null, onSaleAt: null },
  now: () => 0,
  choice: { size: 1, chosen: { seats: [], wishes: [{ section: 'A', quantity: 2, key: 'k' }] } },
  holds: [],
  hall: { byId: new Map() },
} as unknown as SeatSale;

/** A buyer never sees these: the page sends a key with every order. */
const NEVER = new Set(['idempotency_key_missing']);
const codes = new Set([
  ...[holdSeats, listHolds, extendHold, releaseHold, placeOrder].flatMap(
    ({ problems }) => problems as readonly string[],
  ),
  'offline',
  'internal',
  'unavailable',
]);

test.each([...codes].filter((code) => !NEVER.has(code)))('%s', (code) => {
  const { text } = refusalWords(sale, { code });
  expect(text).not.toContain(code);
  expect(text.length).toBeGreaterThan(10);
});

test('a code that nobody knew of is told as it is, with a way out', () => {
  expect(refusalWords(sale, { code: 'from_tomorrow' })).toEqual({
    text: 'That did not work, and nothing was bought (from_tomorrow).',
    ways: ['again', 'back'],
  });
});

/** A section at two prices: at the first, a seat with a full view and two without; at the second, one, for wheelchairs. */
function wanting(wish: object, taken: readonly number[] = []) {
  const stalls = {
    id: 'A',
    name: 'Stalls',
    places: 4,
    numbers: Int32Array.of(7, 8, 9, 10),
    categories: Uint8Array.of(0, 0, 0, 1),
    facts: Uint8Array.of(0, RESTRICTED, RESTRICTED, WHEELCHAIR),
  };
  const of = new Uint8Array(11);
  for (const number of taken) of[number] = number % 2 === 0 ? HELD : SOLD;
  const hall = { byId: new Map([['A', stalls]]), categories: [{ id: 'P1' }, { id: 'P2' }] };
  const refusal = { code: 'capacity_exceeded', wish: { section: 'A', quantity: 2, key: 'k', ...wish } };
  return refusalWords({ hall, states: { of } } as unknown as SeatSale, refusal);
}

test('a section that has only seats with a restricted view left says so, to who has not said that they will do', () => {
  expect(wanting({ quantity: 3 }).ways).toEqual(['restricted', 'left', 'back']);
  expect(wanting({ quantity: 2 }, [7, 10])).toEqual({
    text: 'Stalls does not have that many seats with a full view left.',
    ways: ['restricted', 'back'],
  });
  expect(wanting({ quantity: 2 }, [7, 8, 10]).ways).toEqual(['back']);
});

test('too few are left: so many may be taken, of those that are wanted', () => {
  expect(wanting({ quantity: 5 })).toEqual({ text: 'Only 2 are left in Stalls.', ways: ['left', 'back'] });
  expect(wanting({ quantity: 5, restricted: true }).text).toBe('Only 4 are left in Stalls.');
  expect(wanting({ quantity: 5, restricted: true, priceCategory: 'P1' }).text).toBe('Only 3 are left in Stalls.');
  expect(wanting({ quantity: 5, accessible: 1 }, [7]).text).toBe('Only one is left in Stalls.');
  const none = { text: 'Stalls does not have that many seats left.', ways: ['back'] };
  expect(wanting({ quantity: 5, accessible: 2 })).toEqual(none);
  expect(wanting({ quantity: 5 }, [7, 8, 9, 10])).toEqual(none);
  // They were gone for a moment.
  expect(wanting({ quantity: 2 })).toEqual(none);
});
