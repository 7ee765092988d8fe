import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Chart } from '../../event/chart.ts';
import { chartErrors } from '../../event/chart-errors.ts';
import type { DrawnChart, DrawnRow } from '../drawn-chart.ts';
import { type Layout, layoutOf } from '../layout.ts';
import { Plan } from '../plan.ts';
import { planErrors } from '../plan-errors.ts';
import { madeHall, type MadeHall, seatsCsv } from './made-hall.ts';
import { readPretix } from './read-pretix.ts';
import { leftInWords } from './not-imported.ts';

const pixels = (cm: number): number => Math.round((cm * 20 * 100) / 55) / 100;

/** What another system would have of a hall of ours: a point a seat, in pixels of 20 a seat, beside the middle of a drawing. */
function inPixels(layout: Layout, categoryOf = (_place: number, _section: number) => 'Normal') {
  return {
    name: 'A hall',
    categories: [
      { name: 'Normal', color: '#aa0000' },
      { name: 'Reduced view', color: '#00aa00' },
    ],
    size: { width: 2_000, height: 1_000 },
    zones: layout.sections.map((section, at) => ({
      name: section.name,
      zone_id: section.id,
      position: { x: 1_000, y: 200 },
      areas: [] as unknown[],
      rows: section.rows.map((row) => ({
        row_number: row.label,
        position: { x: 10, y: 20 },
        seats: Array.from({ length: row.count }, (_, index) => ({
          seat_guid: `${section.id}/${row.label}/${index}`,
          seat_number: row.shown[index] as string,
          category: categoryOf(row.first + index, at),
          position: {
            x: pixels(section.x[row.first + index] as number),
            y: pixels(section.y[row.first + index] as number),
          },
        })),
      })),
    })),
  };
}

const rows = (count: number, seats: number, more: Partial<DrawnRow> = {}): DrawnRow[] =>
  Array.from({ length: count }, (_, index) => ({ label: String(index + 1), seats, ...more }));
const seated = (id: string, own: DrawnRow[]) => ({ id, name: `Section ${id}`, kind: 'seated' as const, rows: own });

/** Everything that an event would be refused for. */
function errorsOf({ chart, plan, priceCategories }: MadeHall): unknown[] {
  const prices = priceCategories.map((category) => ({ ...category, priceCents: 0 }));
  return [...chartErrors(Chart.parse(chart), prices), ...(plan ? planErrors(chart, Plan.parse(plan)) : [])];
}

const points = (layout: Layout) =>
  layout.sections.flatMap(({ x, y }) => [...x].map((px, at) => [px, y[at] as number] as const));

/** How far seats lie from where they were, at most, once both halls lie on each other. */
function farthest(before: Layout, after: Layout): number {
  const [one, other] = [points(before), points(after)];
  expect(other).toHaveLength(one.length);
  const mean = (axis: 0 | 1) =>
    one.reduce((sum, point, at) => sum + point[axis] - (other[at]?.[axis] ?? 0), 0) / one.length;
  const [dx, dy] = [mean(0), mean(1)];
  return Math.max(
    ...one.map(([x, y], at) => Math.hypot(x - dx - (other[at]?.[0] ?? 0), y - dy - (other[at]?.[1] ?? 0))),
  );
}

const again = (chart: DrawnChart, plan?: unknown) => {
  const before = layoutOf(chart, plan === undefined ? undefined : Plan.parse(plan));
  const hall = madeHall(readPretix(inPixels(before)));
  expect(errorsOf(hall)).toEqual([]);
  return { before, hall, after: layoutOf(hall.chart, hall.plan) };
};

describe('a hall comes back as rules', () => {
  test.each([
    ['straight rows', [seated('A', rows(10, 20))], { A: { at: [0, 0] } }, 0],
    ['an aisle', [seated('A', rows(10, 20, { aisleAfter: [8] }))], { A: { at: [0, 0], aisle: 150 } }, 0],
    ['turned rows', [seated('A', rows(8, 12))], { A: { at: [300, 100], turn: 33 } }, 0],
    ['bent rows', [seated('A', rows(12, 25))], { A: { at: [0, 0], radius: 1_500 } }, 0],
    ['rows bent away', [seated('A', rows(4, 15))], { A: { at: [0, 0], radius: -2_000 } }, 0],
    ['bent and turned rows', [seated('A', rows(9, 20))], { A: { at: [0, 0], radius: 2_500, turn: -60 } }, 0],
    [
      'rows that meet at the left',
      [seated('A', [...rows(3, 20), { label: '9', seats: 11 }])],
      { A: { at: [0, 0], align: 'left' } },
      0,
    ],
    ['a row that is moved', [seated('A', rows(5, 20))], { A: { at: [0, 0], rows: { 3: { shift: [27, 10] } } } }, 1],
    [
      'tables',
      [seated('T', rows(3, 8)), seated('Z', rows(9, 20))],
      {
        Z: { at: [0, 2_000] },
        T: {
          at: [0, 0],
          rows: {
            1: { table: { kind: 'round', size: [180, 180] }, at: [0, 0] },
            2: { table: { kind: 'round', size: [180, 180] }, at: [400, 0] },
            3: { table: { kind: 'round', size: [180, 180] }, at: [800, 0] },
          },
        },
      },
      3,
    ],
  ])('%s', (_, sections, rules, differing) => {
    const { before, hall, after } = again({ sections }, { sections: rules });
    expect(farthest(before, after)).toBeLessThan(5);
    const [rule] = Object.values(hall.plan?.sections ?? {});
    expect(Object.keys(rule?.rows ?? {}).length).toBeLessThanOrEqual(differing);
    expect(hall.chart.sections[0]?.rows.map(({ aisleAfter }) => aisleAfter)).toEqual(
      sections[0]?.rows.map((row) => row.aisleAfter),
    );
  });

  test('50,400 seats around, without a rule a row, in a plan of a few KB', { timeout: 60_000 }, () => {
    const chart = { sections: Array.from({ length: 120 }, (_, index) => seated(`B${index}`, rows(14, 30))) };
    const { before, hall, after } = again(chart);
    // Of a hall of 130 m: what a seat is apart in pixels, rounded, is the scale of all.
    expect(farthest(before, after)).toBeLessThan(10);
    expect(Object.values(hall.plan?.sections ?? {}).filter((rule) => rule.rows)).toEqual([]);
    expect(gzipSync(JSON.stringify(hall.plan)).length).toBeLessThan(5_000);
  });
});

test('each seat is found by what it was called; numbers, names and categories are kept', () => {
  const odd = seated('Balcony left', [
    { label: 'Row A', seats: 3, numbers: { first: 1, step: 2 } },
    { label: 'Row A!', seats: 2, numbers: ['12a', '12b'] },
    { label: 'ق', seats: 2 },
  ]);
  const other = seated('Balcony right', rows(1, 4));
  const json = inPixels(layoutOf({ sections: [odd, other] }), (place, section) =>
    section === 0 ? (place === 0 || place > 4 ? 'Reduced view' : 'Normal') : 'Reduced view',
  );
  const hall = madeHall(readPretix(json));
  expect(errorsOf(hall)).toEqual([]);
  expect(hall.priceCategories).toEqual([
    { id: 'Normal', name: 'Normal' },
    { id: 'Reducedv', name: 'Reduced view' },
  ]);
  expect(hall.chart.sections).toEqual([
    {
      id: 'Balconyl',
      name: 'Section Balcony left',
      kind: 'seated',
      priceCategory: 'Normal',
      rows: [
        {
          label: 'RowA',
          seats: 3,
          name: 'Row A',
          numbers: { first: 1, step: 2 },
          otherPrices: [{ priceCategory: 'Reducedv', places: [1] }],
        },
        { label: 'RowA2', seats: 2, name: 'Row A!', numbers: ['12a', '12b'] },
        { label: 'R3', seats: 2, name: 'ق', priceCategory: 'Reducedv' },
      ],
    },
    {
      id: 'Balconyr',
      name: 'Section Balcony right',
      kind: 'seated',
      priceCategory: 'Reducedv',
      rows: [{ label: '1', seats: 4 }],
    },
  ]);
  expect(hall.seats).toHaveLength(11);
  expect(hall.seats[2]).toEqual({
    id: 'Balcony left/Row A/2',
    label: 'Balconyl-RowA-3',
    section: 'Section Balcony left',
    row: 'Row A',
    shown: '5',
  });
  expect(seatsCsv(hall.seats).split('\r\n').slice(0, 2)).toEqual([
    'seat,label,section,row,shown',
    'Balcony left/Row A/0,Balconyl-RowA-1,Section Balcony left,Row A,1',
  ]);
});

test('areas become shapes; what has no place here is told', () => {
  const json = inPixels(layoutOf({ sections: [seated('A', rows(2, 10))] }));
  json.zones[0]?.areas.push(
    {
      shape: 'rectangle',
      position: { x: 0, y: -100 },
      rectangle: { width: 200, height: 40 },
      rotation: 90,
      text: { text: 'Stage', position: { x: 100, y: 20 }, color: '#000' },
    },
    { shape: 'circle', position: { x: 10, y: 10 }, circle: { radius: 5 } },
    {
      shape: 'polygon',
      position: { x: 0, y: 0 },
      polygon: {
        points: [
          { x: 0, y: 0 },
          { x: 20, y: 0 },
          { x: 0, y: 20 },
        ],
      },
      color: '#fff',
    },
    { shape: 'text', position: { x: 5, y: 5 }, text: { text: 'Way out', position: { x: 1, y: 2 }, color: '#000' } },
  );
  Object.assign(json.zones[0]?.rows[0]?.seats[0] ?? {}, { radius: 8, start_direction: '>' });
  const hall = madeHall(readPretix(json));
  expect(errorsOf(hall)).toEqual([]);
  expect(hall.plan?.shapes).toMatchObject([
    { kind: 'area', size: [550, 110], turn: 90, text: 'Stage' },
    { kind: 'area', size: [28, 28], round: true },
    { kind: 'area', outline: [0, 0, 55, 0, 0, 55] },
    { kind: 'text', text: 'Way out' },
  ]);
  // Turned around its corner: the middle lies below it, to the left.
  const [stage, , triangle] = hall.plan?.shapes ?? [];
  expect([(stage?.at?.[0] ?? 0) - (triangle?.at?.[0] ?? 0), (stage?.at?.[1] ?? 0) - (triangle?.at?.[1] ?? 0)]).toEqual([
    -55, 0,
  ]);
  expect(leftInWords(hall.dropped)).toEqual([
    'the colours of categories',
    'the colours of areas',
    'the radius of seats',
    'the start direction of seats',
  ]);
});

test.each([
  [[], 'the plan: is no object'],
  [{ categories: [], zones: [] }, 'there is no seat in it'],
  [{ categories: [{ name: 'A' }, { name: 'A' }], zones: [] }, 'categories: A is there twice'],
  [{ categories: [], zones: [{ position: { x: 0 }, rows: [] }] }, 'zone number 1: zones.0.position.y: is no number'],
  [
    { categories: [], zones: [{ position: { x: 0, y: 0 }, rows: [{ seats: [{ category: 'B' }] }] }] },
    'zone number 1, row number 1, seat number 1: zones.0.rows.0.seats.0.category: there is no category B',
  ],
  [
    {
      categories: [{ name: 'A' }],
      zones: [
        {
          position: { x: 0, y: 0 },
          rows: [
            {
              seats: [1, 1].map(() => ({ seat_guid: 'g', seat_number: '1', category: 'A', position: { x: 0, y: 0 } })),
            },
          ],
        },
      ],
    },
    'zone number 1, row number 1, seat 1: zones.0.rows.0.seats.1: its seat_guid g is that of zone number 1, row number 1, seat 1, too',
  ],
])('%j is refused, and why', (json, message) => {
  expect(() => madeHall(readPretix(json))).toThrow(message);
});

test('seats that all lie at one point, or at very odd ones, are still a chart', () => {
  const json = inPixels(layoutOf({ sections: [seated('A', rows(3, 5))] }));
  for (const row of json.zones[0]?.rows ?? []) for (const seat of row.seats) seat.position = { x: 0, y: 0 };
  expect(errorsOf(madeHall(readPretix(json)))).toEqual([]);
  let at = 0;
  for (const row of json.zones[0]?.rows ?? [])
    for (const seat of row.seats) seat.position = { x: Math.sin(at * 7) * 1e6, y: Math.cos(at++ * 3) * 1e-6 };
  expect(errorsOf(madeHall(readPretix(json)))).toEqual([]);
});
