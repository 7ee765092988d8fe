/** What the document says of plans and charts, beside what is refused: JSON Schema says it wherever it can. */
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { checkerOf } from '../../../scripts/manifests/openapi/json-schema.ts';
import { Components } from '../../../scripts/manifests/openapi/components.ts';
import { Chart } from '../event/chart.ts';
import type { DrawnChart } from './drawn-chart.ts';
import { Plan } from './plan.ts';
import { planErrors } from './plan-errors.ts';

const chart: DrawnChart = {
  sections: [
    { id: 'A', name: 'A', kind: 'seated', rows: [{ label: '1', seats: 4 }] },
    { id: 'GA', name: 'GA', kind: 'general', capacity: 10 },
  ],
};

function says(schema: z.ZodType, value: unknown): boolean {
  const components = new Components();
  const written = components.schemaOf(schema, 'input');
  return checkerOf({ components: { schemas: components.schemas } })(written, value) === undefined;
}

const isTaken = (plan: unknown): boolean => {
  const { data } = Plan.safeParse(plan);
  return data !== undefined && planErrors(chart, data).length === 0;
};

const shape = (more: object): unknown => ({ shapes: [more] });
const [at, size, outline] = [
  [0, 0],
  [10, 10],
  [0, 0, 10, 0, 10, 10],
];
const view = (image: string, alt = 'The stage'): unknown => ({ views: [{ section: 'A', image, alt }] });
const radius = (value: number): unknown => ({ sections: { A: { radius: value } } });

test.each<[string, unknown, boolean]>([
  ['a radius of 0', radius(0), false],
  ['a radius of 10', radius(10), false],
  ['a radius of -49', radius(-49), false],
  ['a radius of 5000', radius(5_000), true],
  ['a radius of -5000', radius(-5_000), true],
  ['a wall that is nowhere', shape({ kind: 'wall' }), false],
  ['a wall without a size', shape({ kind: 'wall', at }), false],
  ['a wall without a place', shape({ kind: 'wall', size }), false],
  ['a wall', shape({ kind: 'wall', at, size }), true],
  ['an outlined wall', shape({ kind: 'wall', outline }), true],
  ['a text without text', shape({ kind: 'text', at }), false],
  ['an outlined text without text', shape({ kind: 'text', outline }), false],
  ['a text that is nowhere', shape({ kind: 'text', text: 'Bar' }), false],
  ['a text', shape({ kind: 'text', at, text: 'Bar' }), true],
  ['a bar with text and no size', shape({ kind: 'bar', at, text: 'Bar' }), false],
  ['a view by a script', view('javascript:alert(1)'), false],
  ['a view by data', view('data:image/png;base64,AA=='), false],
  ['a view behind a user name', view('https://ada@example.org/a.png'), false],
  ['a view behind an empty one', view('https://@example.org/a.png'), false],
  ['a view with a space', view('https://example.org/a b.png'), false],
  ['a view', view('HTTPS://example.org/@a.png?b#c'), true],
  ['a view of what is not said', view('https://example.org/a.png', '\u200b'), false],
  ['a view that says more than is seen', view('https://example.org/a.png', 'The\u200b stage'), false],
  ['a view said with a soft hyphen', view('https://example.org/a.png', 'The\u00ad stage'), false],
])('%s', (_, plan, taken) => {
  expect([isTaken(plan), says(Plan, plan)]).toEqual([taken, taken]);
});

test.each<[unknown, boolean]>([
  [{ first: 1, step: 0 }, false],
  [{ first: 1, step: 1 }, true],
  [['1', '2', '3', '\u200b'], false],
  [['1', '2', '3', '3'], false],
  [['1', '2', '3', '4'], true],
])('numbers %j', (numbers, taken) => {
  const rows = [{ label: '1', seats: 4, numbers }];
  const value = { sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P', rows }] };
  expect(says(Chart, value)).toBe(taken);
});
