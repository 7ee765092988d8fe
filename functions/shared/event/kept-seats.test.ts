import { expect, test } from 'vitest';
import type { Chart } from './chart.ts';
import { whatIsNotKept } from './kept-seats.ts';

const seated = (rows: object[], more: object = {}) =>
  ({ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows, ...more }) as Chart['sections'][number];
const chartOf = (...sections: Chart['sections']): Chart => ({ sections });
const floor = (more: object = {}) =>
  ({
    id: 'GA',
    name: 'Floor',
    kind: 'general',
    priceCategory: 'P2',
    capacity: 30,
    ...more,
  }) as Chart['sections'][number];

const row = (label: string, more: object = {}) => ({ label, seats: 10, ...more });
const before = chartOf(seated([row('1', { accessible: [1], aisleAfter: [5] }), row('2')]), floor());

test.each([
  ['a section that is gone', chartOf(floor()), { section: 'A', what: 'gone' }],
  ['sections in another order', chartOf(floor(), ...before.sections.slice(0, 1)), { section: 'GA', what: 'gone' }],
  ['a section twice', chartOf(...before.sections, floor()), { section: 'GA', what: 'twice' }],
  [
    'another kind',
    chartOf(...before.sections.slice(0, 1), seated([row('1')], { id: 'GA', name: 'Floor' })),
    { section: 'GA', what: 'kind' },
  ],
  [
    'fewer places',
    chartOf(...before.sections.slice(0, 1), floor({ capacity: 29 })),
    { section: 'GA', what: 'capacity' },
  ],
  ['another name', chartOf(...before.sections.slice(0, 1), floor({ name: 'Pit' })), { section: 'GA', what: 'name' }],
  [
    'a row that is gone',
    chartOf(seated([row('1', { accessible: [1], aisleAfter: [5] })]), floor()),
    { section: 'A', row: '2', what: 'gone' },
  ],
  ['fewer seats', withRowTwo({ seats: 9 }), { section: 'A', row: '2', what: 'seats' }],
  ['other numbers', withRowTwo({ numbers: { first: 2, step: 1 } }), { section: 'A', row: '2', what: 'numbers' }],
  ['another price', withRowTwo({ priceCategory: 'P2' }), { section: 'A', row: '2', what: 'price' }],
  ['the name of a row', withRowTwo({ name: 'Box' }), { section: 'A', row: '2', what: 'name' }],
  ['what a seat is', withRowTwo({ restricted: [3] }), { section: 'A', row: '2', what: 'facts' }],
  ['an aisle', withRowTwo({ aisleAfter: [3] }), { section: 'A', row: '2', what: 'aisles' }],
] as const)('%s is named', (_, after, lost) => {
  expect(whatIsNotKept(before, after)).toEqual(lost);
});

function withRowTwo(more: object): Chart {
  return chartOf(seated([row('1', { accessible: [1], aisleAfter: [5] }), row('2', more)]), floor());
}

test('what is added is no loss', () => {
  const after = chartOf(
    seated([row('0'), row('1', { accessible: [1, 11], aisleAfter: [5, 10], seats: 12 }), row('2'), row('3')]),
    seated([row('1')], { id: 'B' }),
    floor({ capacity: 31 }),
  );
  expect(whatIsNotKept(before, after)).toBeUndefined();
});
