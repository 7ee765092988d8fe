import { expect, test } from 'vitest';
import { brief, figureRows, withSpread } from './figure-tables.ts';

test('figures have three digits that count, and whole thousands', () => {
  expect([0.12345, 1.2345, 12.345, 123.45, 12_345.6, Number.NaN].map(brief)).toEqual([
    '0.123',
    '1.23',
    '12.3',
    '123',
    '12,346',
    '–',
  ]);
  expect(withSpread({ median: 2, low: 1, high: 30 })).toBe('2.00 (1.00…30.0)');
  expect(withSpread(undefined)).toBe('–');
});

test('several variants have a row each, with a column for every figure that any of them has', () => {
  expect(figureRows({ a: [{ x: 1 }], b: [{ x: 2, y: 3 }] })).toEqual({
    head: ['variant', 'x', 'y'],
    rows: [
      ['a', '1.00 (1.00…1.00)', ''],
      ['b', '2.00 (2.00…2.00)', '3.00 (3.00…3.00)'],
    ],
  });
});

test('a single variant has a row for each figure; none has no rows', () => {
  expect(figureRows({ a: [{ x: 1, y: 2 }] })).toEqual({
    head: ['a', ''],
    rows: [
      ['x', '1.00 (1.00…1.00)'],
      ['y', '2.00 (2.00…2.00)'],
    ],
  });
  expect(figureRows({}).rows).toEqual([]);
});
