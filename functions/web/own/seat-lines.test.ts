import { expect, test } from 'vitest';
import { cancelPolicy } from './cancel-policy.ts';
import { itemText, seatLines } from './seat-lines.ts';

const confirmed = 'confirmed' as const;

const place = (seat: string, status: 'confirmed' | 'cancelled' = confirmed) => ({
  seat: `GA-${seat}`,
  priceCents: 1,
  status,
  shown: { section: 'Floor', seat },
});

test('a seat is called by what stands on it; without that by its label', () => {
  const item = (shown: object) => ({ seat: 'A-12-7', priceCents: 1, status: confirmed, shown: shown as never });
  expect(itemText(item({ section: 'Parquet', row: '12', seat: '13' }))).toBe('Parquet, Row 12, seat 13');
  expect(itemText(item({ section: 'Parquet', row: '12', rowName: 'Loge', seat: '13' }))).toBe('Parquet, Loge, seat 13');
  expect(itemText(item({ section: 'القاعة', row: '1', rowName: 'أ', seat: '6' }))).toBe(
    '\u2068القاعة\u2069, أ, seat 6',
  );
  expect(itemText(item({ section: 'Floor', seat: '5' }))).toBe('Floor, place 5');
  expect(itemText({ seat: 'A-12-7', priceCents: 1, status: confirmed })).toBe('A-12-7');
});

test('places of a section without rows are counted, those that were cancelled by themselves', () => {
  const lines = seatLines([place('1'), place('2'), place('3', 'cancelled'), place('4')]);
  expect(lines.map(({ text, isCancelled }) => [text, isCancelled])).toEqual([
    ['3 places, Floor', false],
    ['1 place, Floor', true],
  ]);
});

test('whether an order may be cancelled goes by the end of the event, and by what it says of cancelling', () => {
  const now = new Date('2031-05-14T12:00:00Z');
  const endsAt = '2031-05-14T22:00:00Z';
  const [before, after] = ['2031-05-14T11:59:59Z', '2031-05-14T12:00:01Z'];
  expect(cancelPolicy({ endsAt, cancelUntil: undefined }, now)).toEqual({ kind: 'until-end' });
  expect(cancelPolicy({ endsAt, cancelUntil: null }, now)).toEqual({ kind: 'never' });
  expect(cancelPolicy({ endsAt, cancelUntil: after }, now)).toEqual({ kind: 'until', when: after });
  expect(cancelPolicy({ endsAt, cancelUntil: before }, now)).toEqual({ kind: 'was', when: before });
  expect(cancelPolicy({ endsAt: before, cancelUntil: after }, now)).toEqual({ kind: 'over' });
  expect(cancelPolicy({ endsAt: undefined, cancelUntil: undefined }, now)).toEqual({ kind: 'until-end' });
});
