/** What is shown and told of the time that is left. */
import { expect, test } from 'vitest';
import { firstEnd } from '../hall/seats-on-hold.ts';
import { minutesLeft, nextTickMs, phaseAt } from './hold-clock.ts';

test('five minutes, two, one, over', () => {
  expect([300_001, 300_000, 120_001, 120_000, 60_001, 60_000, 1, 0, -5].map(phaseAt)).toEqual([
    'plenty',
    'five',
    'five',
    'two',
    'two',
    'one',
    'one',
    'over',
    'over',
  ]);
});

test('minutes that have begun count', () => {
  expect([600_000, 599_999, 60_001, 60_000, 1, 0, -1].map(minutesLeft)).toEqual([10, 10, 2, 1, 1, 0, 0]);
});

test('the next look is when a minute ends, in the last one when a second does', () => {
  expect([600_000, 599_999, 60_001, 60_000, 1_500, 1, 0].map(nextTickMs)).toEqual([
    60_000,
    59_999,
    1,
    1_000,
    500,
    1,
    Infinity,
  ]);
});

test('of several holds the first to end counts, of none nothing does', () => {
  expect(firstEnd([{ expiresAt: '2031-01-01T00:10:00.000Z' }, { expiresAt: '2031-01-01T00:05:00.000Z' }])).toBe(
    Date.parse('2031-01-01T00:05:00Z'),
  );
  expect(firstEnd([])).toBe(Infinity);
});
