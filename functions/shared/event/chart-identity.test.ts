import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Chart, seatingOf } from './chart.ts';
import { chartErrors } from './chart-errors.ts';
import { grownChart } from './growth.ts';
import { isGrowthOf } from './kept-seats.ts';
import { usedCategories } from './row-prices.ts';
import { shownInWords } from './shown-seat.ts';

const CATEGORIES = ['P1', 'P2', 'P3'].map((id, index) => ({ id, name: id, priceCents: 1_000 * (index + 1) }));
const chartOf = (...rows: object[]): Chart =>
  Chart.parse({
    sections: [
      { id: 'A', name: 'Parquet', kind: 'seated', priceCategory: 'P1', rows },
      { id: 'G', name: 'Gallery', kind: 'general', priceCategory: 'P2', capacity: 5 },
    ],
  });
const row = (more: object = {}, label = '1', seats = 6) => ({ label, seats, ...more });
const errorsOf = (...rows: object[]) =>
  chartErrors(chartOf(...rows), CATEGORIES).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('what seats show', () => {
  const { shownOf } = seatingOf(
    chartOf(
      row({ numbers: { first: 101, step: 2 } }),
      row({ numbers: { first: 12, step: -2 }, name: 'Table 4' }, '2'),
      row({ numbers: ['א', 'ב', '3a', '4', '5', '6'] }, '3'),
      row({}, '4'),
    ),
  );
  test.each([
    ['A-1-3', { section: 'Parquet', row: '1', seat: '105' }, 'Parquet, row 1, seat 105'],
    ['A-2-6', { section: 'Parquet', row: '2', rowName: 'Table 4', seat: '2' }, 'Parquet, Table 4, seat 2'],
    ['A-3-1', { section: 'Parquet', row: '3', seat: 'א' }, 'Parquet, row 3, seat א'],
    ['A-4-6', { section: 'Parquet', row: '4', seat: '6' }, 'Parquet, row 4, seat 6'],
    ['G-5', { section: 'Gallery', seat: '5' }, 'Gallery, place 5'],
  ])('%s', (label, shown, words) => {
    expect(shownOf(label)).toEqual(shown);
    expect(shownInWords(shown)).toBe(words);
  });

  test('nothing of a seat that is not there', () => {
    for (const label of ['A-1-7', 'A-5-1', 'G-6', 'toString-1', '']) expect(shownOf(label), label).toBeUndefined();
  });
});

describe('price categories of rows and seats', () => {
  const CHART = chartOf(
    row(),
    row({ priceCategory: 'P2' }, '2'),
    row({ priceCategory: 'P2', otherPrices: [{ priceCategory: 'P3', places: [1, 6] }] }, '3'),
  );

  test('the seat’s counts, then the row’s, then the section’s', () => {
    const { categoryOf, sectionOf, labelOf, numberOf } = seatingOf(CHART);
    const all = Array.from({ length: 23 }, (_, seat) => categoryOf(seat)).join(' ');
    expect(all).toBe('P1 P1 P1 P1 P1 P1 P2 P2 P2 P2 P2 P2 P3 P2 P2 P2 P2 P3 P2 P2 P2 P2 P2');
    expect(sectionOf(0).prices).toEqual([
      { from: 0, to: 5, category: 'P1' },
      { from: 6, to: 11, category: 'P2' },
      { from: 12, to: 12, category: 'P3' },
      { from: 13, to: 16, category: 'P2' },
      { from: 17, to: 17, category: 'P3' },
    ]);
    for (let seat = 0; seat < 23; seat++) expect(numberOf(labelOf(seat))).toBe(seat);
    expect([labelOf(12), labelOf(17)]).toEqual(['A-3-1', 'A-3-6']);
    expect([...usedCategories(CHART.sections)].toSorted()).toEqual(['P1', 'P2', 'P3']);
  });

  test('a category that no seat has is not used', () => {
    const sections = [{ priceCategory: 'P1', rows: [{ seats: 2, priceCategory: 'P2' }] }];
    expect([...usedCategories(sections)]).toEqual(['P2']);
  });

  test('seats that are added keep all others’ prices, numbers and what they show', () => {
    const grown = chartOf(
      row({}, '1', 8),
      row({ priceCategory: 'P3' }, '9', 2),
      row({ priceCategory: 'P2', otherPrices: [{ priceCategory: 'P3', places: [7] }] }, '2', 7),
      row({ priceCategory: 'P2', otherPrices: [{ priceCategory: 'P3', places: [6, 1] }] }, '3'),
    );
    const after = grownChart({ chart: CHART, chartVersion: 1 }, grown);
    const [was, is] = [seatingOf(CHART), seatingOf(after as Chart)];
    for (let seat = 0; seat < 23; seat++) {
      expect(is.categoryOf(seat), was.labelOf(seat)).toBe(was.categoryOf(seat));
      expect(is.labelOf(seat)).toBe(was.labelOf(seat));
      expect(is.shownOf(is.labelOf(seat))).toEqual(was.shownOf(was.labelOf(seat)));
    }
    const added = ['A-1-8', 'A-9-1', 'A-2-7'].map((label) => is.categoryOf(is.numberOf(label) as number));
    expect(added).toEqual(['P1', 'P3', 'P3']);
  });

  test('of any chart, each seat has the category that is said of it, and its section’s ranges say the same', () => {
    const category = fc.constantFrom('P1', 'P2', 'P3');
    const any = fc.array(
      fc.record({
        seats: fc.integer({ min: 1, max: 8 }),
        priceCategory: fc.option(category, { nil: undefined }),
        own: fc.dictionary(fc.integer({ min: 1, max: 8 }).map(String), category),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(any, (rows) => {
        const said = rows.map(({ seats, priceCategory, own }) =>
          Array.from({ length: seats }, (_, index) => own[String(index + 1)] ?? priceCategory ?? 'P1'),
        );
        const sent = rows.map(({ seats, priceCategory, own }, index) => ({
          label: String(index),
          seats,
          ...(priceCategory && { priceCategory }),
          otherPrices: Object.entries(own)
            .filter(([place]) => Number(place) <= seats)
            .map(([place, id]) => ({ priceCategory: id, places: [Number(place)] })),
        }));
        const { categoryOf, sections } = seatingOf(chartOf(...sent));
        const all = said.flat();
        expect(all.map((_, seat) => categoryOf(seat))).toEqual(all);
        const ranges = sections[0]?.prices.flatMap(({ from, to, category: id }) =>
          Array<string>(to - from + 1).fill(id),
        );
        expect(ranges).toEqual(all);
      }),
    );
  });
});

test.each([
  [{ priceCategory: 'P9' }, 'chart.sections.0.rows.0.priceCategory: no price category P9'],
  [
    { otherPrices: [{ priceCategory: 'P9', places: [1] }] },
    'chart.sections.0.rows.0.otherPrices.0.priceCategory: no price category P9',
  ],
  [
    { otherPrices: [{ priceCategory: 'P2', places: [7] }] },
    'chart.sections.0.rows.0.otherPrices: row 1 has places 1 to 6',
  ],
  [
    {
      otherPrices: [
        { priceCategory: 'P2', places: [1] },
        { priceCategory: 'P3', places: [1] },
      ],
    },
    'chart.sections.0.rows.0.otherPrices: a place is named twice',
  ],
  [{ restricted: [7] }, 'chart.sections.0.rows.0.restricted: row 1 has places 1 to 6 for this'],
  [{ numbers: ['1', '2'] }, 'chart.sections.0.rows.0.numbers: row 1 has 6 seats, and 2 numbers'],
  [{ numbers: ['1', '2', '3', '4', '5', '1'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: ['1', '2', '3', '4', '\u00e9', 'e\u0301'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: ['1', '2', '3', '4', '5', '\uff11'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: ['1', '2', '3', '4', '5 a', '5\u00a0a'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: ['1', '2', '3', '4', '5 a', '5\u2002a'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: ['1', '2', '3', '4', '5 a', '5  a'] }, 'chart.sections.0.rows.0.numbers: two seats show the same'],
  [{ numbers: { first: 4, step: -1 } }, 'chart.sections.0.rows.0.numbers: the last seat of row 1 would show -1'],
  [
    { numbers: { first: 999_999, step: 1 } },
    'chart.sections.0.rows.0.numbers: the last seat of row 1 would show 1000004',
  ],
])('%j is wrong', (more, error) => {
  expect(errorsOf(row(more))).toEqual([error]);
});

test('prices may change from seat to seat, but not without end', () => {
  const odd = Array.from({ length: 251 }, (_, index) => 2 * index + 1);
  const striped = row({ otherPrices: [{ priceCategory: 'P2', places: odd }] }, '1', 502);
  expect(errorsOf(striped)).toEqual(['chart.sections.0: prices may change 500 times from seat to seat of a section']);
  expect(errorsOf({ ...striped, seats: 501 })).toEqual([]);
});

test.each([
  ['other numbers', { numbers: { first: 2, step: 1 } }],
  ['another name', { name: 'Table 1' }],
  ['another price', { priceCategory: 'P2' }],
  ['another price of a seat', { otherPrices: [{ priceCategory: 'P2', places: [6] }] }],
  ['another view', { restricted: [1] }],
])('no growth: a seat that was there with %s', (_, more) => {
  expect(isGrowthOf(chartOf(row()), chartOf(row(more)))).toBe(false);
  expect(isGrowthOf(chartOf(row(more)), chartOf(row()))).toBe(false);
  expect(isGrowthOf(chartOf(row(more)), chartOf(row(more), row({}, '2')))).toBe(true);
});

test('said otherwise, numbers and prices that are the same are the same', () => {
  const counted = chartOf(row({ numbers: { first: 1, step: 1 } }));
  expect(isGrowthOf(chartOf(row()), counted)).toBe(true);
  expect(isGrowthOf(counted, chartOf(row({ numbers: ['1', '2', '3', '4', '5', '6', '7a'] }, '1', 7)))).toBe(true);
  expect(isGrowthOf(chartOf(row()), chartOf(row({ priceCategory: 'P1' })))).toBe(true);
});

test.each([
  { numbers: [] },
  { numbers: ['1234567'] },
  { numbers: [''] },
  { numbers: { first: 1, step: 0 } },
  { numbers: { first: -1, step: 1 } },
  { name: '' },
  { otherPrices: [{ priceCategory: 'P1' }] },
])('%j is no row', (more) => {
  expect(
    Chart.safeParse({ sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P1', rows: [row(more)] }] })
      .success,
  ).toBe(false);
});
