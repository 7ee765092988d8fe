import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { PartName } from './part-names.ts';
import { judge, type Target, TARGETS } from './targets.ts';

const target = (change: Partial<Target>): Target => ({
  what: 'speed',
  part: 'orders',
  atLeast: true,
  must: 6,
  stretch: 12,
  unit: '×',
  measure: (measured) => {
    const value = measured['it']?.[0]?.['x'];
    return value === undefined ? undefined : { median: value, low: value, high: value };
  },
  ...change,
});

function verdict(value: number | undefined, change: Partial<Target> = {}): string | undefined {
  const it = value === undefined ? [] : [{ x: value }];
  return judge(new Map([['orders' as PartName, { it }]]), [target(change)])[0]?.verdict;
}

test.each([
  [12, 'stretch met'],
  [6, 'must met'],
  [5.99, 'not met'],
  [undefined, 'not measured'],
])('at least 6, better 12: %s is %s', (value, expected) => {
  expect(verdict(value)).toBe(expected);
});

test('where less is better, the bounds are upper ones', () => {
  const less = { atLeast: false, must: 0.15, stretch: 0.06 };
  expect([0.06, 0.1, 0.2].map((value) => verdict(value, less))).toEqual(['stretch met', 'must met', 'not met']);
});

test('a machine with too few cores says nothing', () => {
  expect(verdict(20, { cores: availableParallelism() + 1 })).toBe('not measurable here');
});

test('a part that was not run has no lines', () => {
  expect(judge(new Map(), TARGETS)).toEqual([]);
});

test('no target is a stretch that is easier than its must', () => {
  for (const { what, atLeast, must, stretch } of TARGETS)
    expect(atLeast ? stretch > must : stretch < must, what).toBe(true);
});
