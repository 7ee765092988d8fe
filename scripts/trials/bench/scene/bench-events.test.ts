import { expect, test } from 'vitest';
import { seatingOf } from '../../../../functions/shared/event/chart.ts';
import { SOLD_MOST, SOLD_SECTIONS } from './used-databases.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { ARENA, eventIn, orderRequests, pairsIn, THEATRE } from './bench-events.ts';

test('pairs are neighbours of the chart, each seat once', () => {
  const { numberOf, total } = seatingOf(eventIn(THEATRE).chart);
  const pairs = pairsIn(THEATRE, new SeededRandom('1'));
  const numbers = pairs.map((pair) => pair.map((label) => numberOf(label) ?? -1));
  for (const [first = 0, second = 0] of numbers) expect(second).toBe(first + 1);
  expect(numbers.flat().toSorted((a, b) => a - b)).toEqual([...Array(total).keys()]);
});

test('without the sections that were sold before, the rest is left', () => {
  const { numberOf } = seatingOf(eventIn(ARENA).chart);
  const numbers = pairsIn(ARENA, new SeededRandom('1'), SOLD_SECTIONS).flatMap((pair) =>
    pair.map((label) => numberOf(label) ?? -1),
  );
  expect(numbers.length).toBe(100_000 - SOLD_MOST);
  expect(numbers.every((seat) => seat >= SOLD_MOST)).toBe(true);
});

test('no seat of an event is ordered twice, and no more is ordered than there is', () => {
  const pairs = pairsIn(THEATRE, new SeededRandom('1'));
  const buyers = [
    { userId: 'a', token: 'x' },
    { userId: 'b', token: 'y' },
  ];
  const requests = orderRequests(['e1', 'e2'], pairs, buyers, 5_000).map(String);
  expect(requests).toHaveLength(2 * pairs.length);
  const sold = requests.map((request) => `${/\/events\/(\w+)\//.exec(request)?.[1]} ${request.split('\r\n\r\n')[1]}`);
  expect(new Set(sold).size).toBe(requests.length);
  expect(new Set(requests.map((request) => /idempotency-key: (\S+)/.exec(request)?.[1])).size).toBe(requests.length);
});
