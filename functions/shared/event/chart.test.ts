import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chart, seatCount, seatingOf } from './chart.ts';
import { chartErrors } from './chart-errors.ts';

const codes = fc.stringMatching(/^[A-Za-z0-9]{1,4}$/);
const section = fc.oneof(
  fc.record({
    id: codes,
    name: fc.constant('Stalls'),
    kind: fc.constant('seated' as const),
    priceCategory: fc.constant('P1'),
    rows: fc.uniqueArray(fc.record({ label: codes, seats: fc.integer({ min: 1, max: 30 }) }), {
      minLength: 1,
      maxLength: 6,
      selector: (row) => row.label,
    }),
  }),
  fc.record({
    id: codes,
    name: fc.constant('Floor'),
    kind: fc.constant('general' as const),
    priceCategory: fc.constant('P1'),
    capacity: fc.integer({ min: 1, max: 200 }),
  }),
);
const charts = fc.record({
  sections: fc.uniqueArray(section, { minLength: 1, maxLength: 6, selector: (entry) => entry.id }),
});
const categories = [{ id: 'P1', name: 'Normal', priceCents: 1000 }];

test('every seat has one label, and the label finds the seat', () => {
  fc.assert(
    fc.property(charts, (chart) => {
      const seating = seatingOf(Chart.parse(chart));
      const labels = Array.from({ length: seating.total }, (_, seat) => seating.labelOf(seat));
      expect(new Set(labels).size).toBe(seating.total);
      expect(labels.map((label) => seating.numberOf(label))).toEqual([...labels.keys()]);
      expect(seatCount(chart)).toBe(seating.total);
    }),
  );
});

test('nothing but its label finds a seat', () => {
  fc.assert(
    fc.property(charts, fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/), (chart, text) => {
      const { numberOf, labelOf } = seatingOf(chart);
      const seat = numberOf(text);
      expect(seat === undefined || labelOf(seat) === text).toBe(true);
    }),
  );
  const capacity = 200;
  const digits = { id: '12', name: 'Floor', kind: 'general' as const, priceCategory: 'P1', capacity };
  expect(seatingOf({ sections: [digits] }).numberOf('123')).toBeUndefined();
});

test('sections cover all seats, none twice, in the order of the chart', () => {
  fc.assert(
    fc.property(charts, (chart) => {
      const { sections, total, sectionOf, labelOf } = seatingOf(chart);
      expect(sections.map((entry) => entry.id)).toEqual(chart.sections.map((entry) => entry.id));
      let next = 0;
      for (const { parts, size } of sections) {
        expect(parts).toEqual([[next, next + size - 1]]);
        next += size;
      }
      expect(next).toBe(total);
      for (let seat = 0; seat < total; seat++) expect(labelOf(seat).split('-')[0]).toBe(sectionOf(seat).id);
    }),
  );
});

test('labels read section-row-seat, and in general admission section-number', () => {
  const { labelOf, numberOf, total } = seatingOf({
    sections: [
      {
        id: 'A',
        name: 'Stalls',
        kind: 'seated',
        priceCategory: 'P1',
        rows: [
          { label: '12', seats: 8 },
          { label: '13', seats: 2 },
        ],
      },
      { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P1', capacity: 5 },
    ],
  });
  expect(total).toBe(15);
  expect([labelOf(0), labelOf(6), labelOf(8), labelOf(10), labelOf(14)]).toEqual([
    'A-12-1',
    'A-12-7',
    'A-13-1',
    'GA-1',
    'GA-5',
  ]);
  for (const label of [
    'A-12-0',
    'A-12-9',
    'A-12-07',
    'A-14-1',
    'GA-6',
    'GA-1-1',
    'A-12',
    '',
    '-',
    'A-12-1e0',
    'B-12-1',
  ]) {
    expect(numberOf(label), label).toBeUndefined();
  }
  expect(() => labelOf(15)).toThrow(RangeError);
  expect(() => labelOf(-1)).toThrow(RangeError);
});

test('a chart is told what is wrong with it, with the path', () => {
  const seated = {
    id: 'A',
    name: 'Stalls',
    kind: 'seated' as const,
    priceCategory: 'P1',
    rows: [
      { label: '1', seats: 4 },
      { label: '1', seats: 4 },
    ],
  };
  expect(
    chartErrors({ sections: [seated, { ...seated, priceCategory: 'P9' }] }, categories).map(({ path }) =>
      path.join('.'),
    ),
  ).toEqual([
    'chart.sections.0.rows',
    'chart.sections.1.id',
    'chart.sections.1.priceCategory',
    'chart.sections.1.rows',
  ]);
  const huge = { id: 'G', name: 'Field', kind: 'general' as const, priceCategory: 'P1', capacity: 60_000 };
  expect(chartErrors({ sections: [huge, { ...huge, id: 'H' }] }, categories).map(({ path }) => path.join('.'))).toEqual(
    ['chart'],
  );
  expect(chartErrors({ sections: [huge] }, [...categories, ...categories]).map(({ path }) => path.join('.'))).toEqual([
    'priceCategories',
  ]);
  expect(chartErrors({ sections: [huge] }, categories)).toEqual([]);
});

test('a row is told which of its attributes cannot be', () => {
  const row = { label: '1', seats: 4, accessible: [1, 5], companion: [1, 2, 2], aisleAfter: [4] };
  const seated = { id: 'A', name: 'Stalls', kind: 'seated' as const, priceCategory: 'P1', rows: [row] };
  expect(chartErrors({ sections: [seated] }, categories).map(({ path }) => path.join('.'))).toEqual([
    'chart.sections.0.rows.0.accessible',
    'chart.sections.0.rows.0.companion',
    'chart.sections.0.rows.0.aisleAfter',
    'chart.sections.0.rows.0.companion',
  ]);
  const good = { ...row, accessible: [1], companion: [2], aisleAfter: [2] };
  expect(chartErrors({ sections: [{ ...seated, rows: [good] }] }, categories)).toEqual([]);
});
