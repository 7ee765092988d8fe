/** Every refusal that a purchase may meet has words of its own. */
import { expect, test } from 'vitest';
import { extendHold, holdSeats, listHolds, placeOrder, releaseHold } from '../../../book/api.ts';
import { RESTRICTED } from '../hall/seat-hall.ts';
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

test('a section that has only seats with a restricted view left says so, to who has not said that they will do', () => {
  const stalls = { id: 'A', name: 'Stalls', facts: Uint8Array.of(0, RESTRICTED, RESTRICTED) };
  const wanting = (wish: object, free: number) =>
    refusalWords(
      {
        choice: { chosen: { seats: [], wishes: [{ section: 'A', quantity: 2, key: 'k', ...wish }] } },
        hall: { byId: new Map([['A', stalls]]) },
        states: { sections: new Map([['A', { free, held: 0, sold: 0 }]]) },
      } as unknown as SeatSale,
      { code: 'capacity_exceeded' },
    ).ways;
  expect(wanting({}, 2)).toEqual(['restricted', 'back']);
  expect(wanting({}, 1)).toEqual(['back']);
  expect(wanting({ restricted: true }, 2)).toEqual(['back']);
});
