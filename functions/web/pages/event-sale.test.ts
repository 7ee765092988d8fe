import { expect, test } from 'vitest';
import { inZone } from './event-data.ts';
import { saleOf, type SaleFacts } from './event-sale.ts';

const NOW = new Date('2031-05-01T12:00:00Z');
const facts: SaleFacts = {
  status: 'published',
  startsAt: '2031-05-14T18:30:00Z',
  endsAt: '2031-05-14T22:00:00Z',
  onSaleAt: null,
  offSaleAt: null,
  seatsTotal: 1000,
  free: 500,
  held: 0,
};

test.each<[string, Partial<SaleFacts>]>([
  ['on', {}],
  ['on', { onSaleAt: '2031-05-01T12:00:00Z' }],
  ['soon', { onSaleAt: '2031-05-01T12:00:01Z' }],
  ['soon', { onSaleAt: '2031-05-02T12:00:00Z', free: 0 }],
  ['ended', { offSaleAt: '2031-05-01T12:00:00Z' }],
  ['past', { endsAt: '2031-05-01T12:00:00Z' }],
  ['on', { startsAt: '2031-05-01T11:00:00Z', endsAt: '2031-05-01T14:00:00Z' }],
  ['cancelled', { status: 'cancelled', endsAt: '2030-01-01T00:00:00Z' }],
  ['sold-out', { free: 0 }],
  ['all-held', { free: 0, held: 1 }],
  ['few-left', { free: 20 }],
  ['on', { free: 21 }],
  ['few-left', { seatsTotal: 50, free: 3 }],
  ['on', { seatsTotal: 50, free: 4 }],
  ['unknown', { free: undefined }],
])('%s: %o', (sale, changes) => {
  expect(saleOf({ ...facts, ...changes }, NOW)).toBe(sale);
});

test.each([
  ['2031-05-14T18:30:00.000Z', 'Europe/Lisbon', '2031-05-14T19:30:00+01:00'],
  ['2031-01-14T23:30:00.000Z', 'Asia/Kathmandu', '2031-01-15T05:15:00+05:45'],
  ['2031-01-14T00:00:00.000Z', 'America/New_York', '2031-01-13T19:00:00-05:00'],
  ['2031-01-14T00:00:00.000Z', 'UTC', '2031-01-14T00:00:00+00:00'],
])('%s in %s is %s', (instant, zone, expected) => {
  expect(inZone(instant, zone)).toBe(expected);
});
