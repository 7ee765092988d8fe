import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meansTheSame } from './sameness.ts';

const row = { label: '1', seats: 9 };
const chartOf = (...rows: Record<string, unknown>[]) => ({
  sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P1', rows }],
});

test.each([
  ['another order of rows', chartOf(row, { ...row, label: '2' }), chartOf({ ...row, label: '2' }, row)],
  ['another place', chartOf({ ...row, accessible: [1] }), chartOf({ ...row, accessible: [2] })],
  ['one place fewer', chartOf({ ...row, companion: [1, 2] }), chartOf({ ...row, companion: [1] })],
  ['an aisle where there was none', chartOf({ ...row, aisleAfter: [1] }), chartOf(row)],
])('%s is another chart', (_, one, other) => {
  expect(meansTheSame('chart', one, other)).toBe(false);
  expect(meansTheSame('chart', one, structuredClone(one))).toBe(true);
});

test('a price category with another price or name is another', () => {
  const categories = [{ id: 'P1', name: 'One', priceCents: 1 }];
  expect(meansTheSame('priceCategories', categories, [{ ...categories[0], priceCents: 2 }])).toBe(false);
  expect(meansTheSame('priceCategories', categories, [{ ...categories[0], name: 'Two' }])).toBe(false);
});

test('whatever is written as JSON and read again, with members in any order, is the same', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, part]) => [name, shuffled(part)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(meansTheSame('title', value, shuffled(JSON.parse(JSON.stringify(value))))).toBe(true);
    }),
  );
});
