import { expect, test } from 'vitest';
import { holdTimes, misfit } from './hold-times.ts';

const times = (HOLD_SECONDS: number, HOLD_MAX_SECONDS: number, HOLD_MIN_SECONDS = 300) => ({
  HOLD_SECONDS,
  HOLD_MAX_SECONDS,
  HOLD_MIN_SECONDS,
});

test.each([
  [600, 6_600],
  [600, 6_601],
  [1, 11],
  [3_600, 39_600],
])('a hold of %d s and ten extensions fit into %d s', (hold, max) => {
  expect(misfit(times(hold, max))).toBe(undefined);
});

test.each([
  [600, 3_600],
  [600, 6_599],
  [1, 10],
  [3_600, 14_400],
])('a hold of %d s and ten extensions do not fit into %d s', (hold, max) => {
  expect(misfit(times(hold, max))).toMatch(/^HOLD_MAX_SECONDS: .*at least 11 times HOLD_SECONDS$/);
});

test('while many want seats a hold is never longer than it is otherwise', () => {
  expect(holdTimes(times(600, 6_600))).toEqual({ holdMs: 600_000, holdMinMs: 300_000, holdMaxMs: 6_600_000 });
  expect(holdTimes(times(60, 660)).holdMinMs).toBe(60_000);
});
