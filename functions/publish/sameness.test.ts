import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meansTheSame } from './sameness.ts';

const row = { label: '1', seats: 9 };
const costing = (priceCategory: string, ...places: number[]) => ({ priceCategory, places });
const chartOf = (...rows: Record<string, unknown>[]) => ({
  sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P1', rows }],
});

test.each([
  ['another order of rows', chartOf(row, { ...row, label: '2' }), chartOf({ ...row, label: '2' }, row)],
  ['another place', chartOf({ ...row, accessible: [1] }), chartOf({ ...row, accessible: [2] })],
  ['one place fewer', chartOf({ ...row, companion: [1, 2] }), chartOf({ ...row, companion: [1] })],
  ['an aisle where there was none', chartOf({ ...row, aisleAfter: [1] }), chartOf(row)],
  ['another price of a seat', chartOf({ ...row, otherPrices: [costing('P2', 1)] }), chartOf(row)],
  [
    'another price of another seat',
    chartOf({ ...row, otherPrices: [costing('P2', 1)] }),
    chartOf({ ...row, otherPrices: [costing('P2', 2)] }),
  ],
  ['another price of a row', chartOf({ ...row, priceCategory: 'P2' }), chartOf(row)],
  [
    'a place twice',
    chartOf({ ...row, otherPrices: [costing('P2', 1, 1)] }),
    chartOf({ ...row, otherPrices: [costing('P2', 1)] }),
  ],
  [
    'a place that there is not',
    chartOf({ ...row, otherPrices: [costing('P2', 1, 10)] }),
    chartOf({ ...row, otherPrices: [costing('P2', 1)] }),
  ],
  ['another number', chartOf({ ...row, numbers: { first: 2, step: 1 } }), chartOf(row)],
  ['too few numbers', chartOf({ ...row, numbers: ['1', '2'] }), chartOf(row)],
])('%s is another chart', (_, one, other) => {
  expect(meansTheSame('chart', one, other)).toBe(false);
  expect(meansTheSame('chart', one, structuredClone(one))).toBe(true);
});

test.each([
  ['places in another order', { otherPrices: [costing('P2', 1, 2)] }, { otherPrices: [costing('P2', 2, 1)] }],
  [
    'categories in another order',
    { otherPrices: [costing('P2', 1), costing('P3', 2)] },
    { otherPrices: [costing('P3', 2), costing('P2', 1)] },
  ],
  [
    'a category in two parts',
    { otherPrices: [costing('P2', 1, 2)] },
    { otherPrices: [costing('P2', 1), costing('P2', 2)] },
  ],
  ['no other prices', {}, { otherPrices: [] }],
  ['a category of no places', {}, { otherPrices: [costing('P2')] }],
  ['the price of the section', {}, { priceCategory: 'P1' }],
  ['the price of the row', { priceCategory: 'P2' }, { priceCategory: 'P2', otherPrices: [costing('P2', 3)] }],
  ['numbers from 1', {}, { numbers: { first: 1, step: 1 } }],
  [
    'numbers one by one',
    { numbers: { first: 8, step: -1 } },
    { numbers: Array.from({ length: 9 }, (_, index) => String(8 - index)) },
  ],
  ['no such places', {}, { accessible: [], companion: [], restricted: [], aisleAfter: [] }],
])('a row with %s is the same', (_, one, other) => {
  expect(meansTheSame('chart', chartOf({ ...row, ...one }), chartOf({ ...row, ...other }))).toBe(true);
});

test('what a plan says nothing of is as if it were not there; what it says is compared', () => {
  const plan = { sections: { A: { at: [0, 0], turn: 0 } } };
  for (const other of [
    { sections: { A: { turn: 0, at: [-0, 0], rows: {} } } },
    { ...plan, shapes: [], views: [], floors: [] },
    { sections: { ...plan.sections, B: {} } },
    { sections: { A: { ...plan.sections.A, rows: { 1: {} } } } },
  ])
    expect(meansTheSame('plan', plan, other), JSON.stringify(other)).toBe(true);
  for (const other of [{}, null, { sections: { A: { at: [0, 1], turn: 0 } } }, { ...plan, focus: [0, 0] }])
    expect(meansTheSame('plan', plan, other), JSON.stringify(other)).toBe(false);
  expect(meansTheSame('plan', { sections: {} }, {})).toBe(true);
  expect(meansTheSame('plan', {}, null)).toBe(false);
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
