import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { PartName } from '../part-names.ts';
import { TARGETS } from './target-lines.ts';
import { judge, type BenchTarget } from './bench-targets.ts';

const target = (change: Partial<BenchTarget>): BenchTarget => ({
  what: 'speed',
  part: 'orders',
  bounds: { atLeast: true, must: 6, stretch: 12 },
  unit: '×',
  measure: (measured) => {
    const value = measured['it']?.[0]?.['x'];
    return value === undefined ? undefined : { median: value, low: value, high: value };
  },
  ...change,
});

function verdict(value: number | undefined, change: Partial<BenchTarget> = {}): string | undefined {
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
  const less = { bounds: { atLeast: false, must: 0.15, stretch: 0.06 } };
  expect([0.06, 0.1, 0.2].map((value) => verdict(value, less))).toEqual(['stretch met', 'must met', 'not met']);
});

test('a machine with too few cores says nothing', () => {
  expect(verdict(20, { cores: availableParallelism() + 1 })).toBe('not measurable here');
});

test('a part that was not run has no lines', () => {
  expect(judge(new Map(), TARGETS)).toEqual([]);
});

test('what is better still is better than what must be', () => {
  const easier = TARGETS.filter(({ bounds }) => bounds && bounds.stretch > bounds.must !== bounds.atLeast);
  expect(easier).toEqual([]);
});
