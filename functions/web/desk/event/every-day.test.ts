import { expect, test } from 'vitest';
import { everyDay } from './every-day.ts';

test('days between are there, over changes of clocks and months', () => {
  const days = everyDay([
    { day: '2027-03-27', seats: 3 },
    { day: '2027-04-01', seats: 1 },
  ]);
  expect(days.map(({ day, seats }) => `${day} ${seats}`)).toEqual([
    '2027-03-27 3',
    '2027-03-28 0',
    '2027-03-29 0',
    '2027-03-30 0',
    '2027-03-31 0',
    '2027-04-01 1',
  ]);
  expect(everyDay([])).toEqual([]);
});

test('of years, the latest year', () => {
  const days = everyDay([
    { day: '2020-01-01', seats: 3 },
    { day: '2027-04-01', seats: 1 },
  ]);
  expect([days.length, days.at(-1)]).toEqual([370, { day: '2027-04-01', seats: 1 }]);
});
