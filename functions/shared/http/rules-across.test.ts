/** What fails by itself is told by itself: no rule across fields speaks of a value that is none. */
import type * as z from 'zod';
import { expect, test } from 'vitest';
import { eventBody } from '../../../scripts/testing/events.ts';
import { SectionSeats } from '../../book/on-sale/seat-request.ts';
import { BrowseQuery, CalendarQuery } from '../../event-global/api.ts';
import { NewEvent } from '../../publish/api.ts';

const times = {
  doorsAt: '2031-05-14T18:00:00Z',
  onSaleAt: '2031-01-01T10:00:00Z',
  offSaleAt: '2031-05-14T16:00:00Z',
  cancelUntil: '2031-05-01T00:00:00Z',
};
const event = eventBody(times) as Record<string, unknown> & {
  chart: { sections: Record<string, unknown>[] };
  priceCategories: Record<string, unknown>[];
};

/** Each is wrong by itself, and would break rules across fields as it came. */
const WRONG_TIMES = [
  '2031-05-14',
  'zzzz',
  '0999-01-01T00:00:00Z',
  '2031-02-30T00:00:00Z',
  '99999-01-01T00:00:00Z',
  ' ',
];

const paths = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];

test('the body is right as it is', () => {
  expect(paths(NewEvent, event)).toEqual([]);
});

test.each(['startsAt', 'endsAt', ...Object.keys(times)])('%s', (field) => {
  for (const wrong of [...WRONG_TIMES, 7, {}])
    expect([wrong, paths(NewEvent, { ...event, [field]: wrong })]).toEqual([wrong, [field]]);
});

test.each([
  ['a chart', { chart: { sections: [{ ...event.chart.sections[0], id: ' ', priceCategory: 'P9' }] } }, /^chart/],
  ['price categories', { priceCategories: [{ ...event.priceCategories[0], id: 'P 1', priceCents: -1 }] }, /^priceC/],
  [
    'a chart of no seats',
    { chart: { sections: [{ ...event.chart.sections[0], rows: [{ label: '1', seats: 0, accessible: [4] }] }] } },
    /rows\.0\.seats$/,
  ],
])('%s', (_, changes, only) => {
  const found = paths(NewEvent, { ...event, ...changes });
  expect(found).not.toEqual([]);
  expect(found.filter((path) => !only.test(path))).toEqual([]);
});

test('beside a field that fails, rules across others speak all the same', () => {
  const changes = { currency: 'EUX', doorsAt: '2031-05-14T18:30:01Z', cancelUntil: '2031-06-14T00:00:00Z' };
  expect(paths(NewEvent, { ...event, ...changes })).toEqual(['currency', 'doorsAt', 'cancelUntil']);
});

test.each([
  [SectionSeats, { section: 'GA', quantity: 0, accessible: 1 }, ['quantity']],
  [SectionSeats, { section: 'GA', quantity: 1, accessible: 99 }, ['accessible']],
  [SectionSeats, { section: 'GA', quantity: 1, accessible: 2 }, ['accessible']],
  ...[BrowseQuery, CalendarQuery].flatMap((query): [z.ZodType, object, string[]][] => [
    [query, { from: '2031-01-02', to: '2031-01-01x' }, ['to']],
    [query, { from: 'x', to: '2031-01-01' }, ['from']],
    [query, { priceFromCents: '-5', priceToCents: '3' }, ['priceFromCents']],
    [query, { priceFromCents: '5', priceToCents: '1e1' }, ['priceToCents']],
    [query, { from: '2031-01-02', to: '2031-01-01', priceFromCents: '5', priceToCents: '4' }, ['to', 'priceToCents']],
  ]),
])('of what else has such rules', (schema, value, only) => {
  expect(paths(schema, value)).toEqual(only);
});
