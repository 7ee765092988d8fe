import { expect, test } from 'vitest';
import type { DrawnChart } from './drawn-chart.ts';
import { Plan } from './plan.ts';
import { planErrors } from './plan-errors.ts';

const CHART: DrawnChart = {
  sections: [
    {
      id: 'A',
      name: 'A',
      kind: 'seated',
      rows: [
        { label: '1', seats: 20 },
        { label: '2', seats: 20 },
        { label: '3', seats: 2 },
        { label: '4', seats: 2 },
      ],
    },
    { id: 'G', name: 'G', kind: 'general', capacity: 10 },
  ],
};
const errorsOf = (plan: unknown) =>
  planErrors(CHART, Plan.parse(plan)).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('nothing is wrong with a plan of what is there', () => {
  expect(
    errorsOf({
      floors: [{ id: '1', name: 'Balcony' }],
      sections: {
        A: {
          at: [0, 0],
          radius: -500,
          floor: '1',
          rows: { 1: { seats: [0, 0] }, 2: { table: { kind: 'round', size: [100, 100] } } },
        },
        G: { at: [0, 0], size: [100, 100] },
      },
      shapes: [
        { kind: 'text', at: [0, 0], text: 'Way out' },
        { kind: 'area', outline: [0, 0, 1, 0, 1, 1], floor: '1' },
      ],
      views: [{ section: 'G', image: 'https://hall.example/g', alt: 'From the floor' }],
    }),
  ).toEqual([]);
});

test.each([
  [{ sections: { B: {} } }, 'sections.B: the chart has no section B'],
  [{ sections: { toString: {} } }, 'sections.toString: the chart has no section toString'],
  [{ sections: { A: { rows: { 9: {} } } } }, 'sections.A.rows.9: section A has no row 9'],
  [
    { sections: { A: { rows: { 1: { seats: Array(42).fill(0) } } } } },
    'sections.A.rows.1.seats: more than the row has',
  ],
  [{ sections: { A: { size: [1, 1] } } }, 'sections.A.size: follows from the seats of a section'],
  [{ sections: { G: { aisle: 1 } } }, 'sections.G.aisle: general admission has no seats to place'],
  [{ sections: { A: { floor: '1' } } }, 'sections.A.floor: no floor 1'],
  [
    {
      floors: [
        { id: '1', name: 'a' },
        { id: '1', name: 'b' },
      ],
    },
    'floors: a floor is named twice',
  ],
  [{ sections: { A: { radius: -265 } } }, 'sections.A.radius: row 4 would lie beyond the middle of the circle'],
  [{ sections: { A: { radius: 100 } } }, 'sections.A.radius: row 1 is longer than the circle that it lies on'],
  [
    { sections: { A: { rows: { 2: { radius: 60 } } } } },
    'sections.A.rows.2.radius: row 2 is longer than the circle that it lies on',
  ],
  [{ shapes: [{ kind: 'bar', at: [0, 0] }] }, 'shapes.0: has at and size, or an outline'],
  [{ shapes: [{ kind: 'text', at: [0, 0] }] }, 'shapes.0.text: a text has one'],
  [{ shapes: [{ kind: 'bar', at: [0, 0], size: [1, 1], floor: 'x' }] }, 'shapes.0.floor: no floor x'],
  [{ views: [{ section: 'B', image: 'https://a.example', alt: 'x' }] }, 'views.0.section: the chart has no section B'],
  [
    { views: [{ section: 'G', row: '1', image: 'https://a.example', alt: 'x' }] },
    'views.0.row: section G has no row 1',
  ],
])('%j', (plan, error) => {
  expect(errorsOf(plan)).toEqual([error]);
});

test('a plan may be so long', () => {
  const views = Array.from({ length: 200 }, () => ({
    section: 'A',
    image: `https://a.example/${'a'.repeat(1_900)}`,
    alt: 'x',
  }));
  expect(errorsOf({ views })).toEqual(['.: must be of 262144 characters at most'].map((text) => text.slice(1)));
});
