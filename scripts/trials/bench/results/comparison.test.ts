import { expect, test } from 'vitest';
import { ratioOf, spreadOf, withoutGaps } from './comparison.ts';

const measured = {
  ours: [{ perSecond: 10 }, { perSecond: 30 }, { perSecond: 100 }],
  theirs: [{ perSecond: 5 }, { perSecond: 10 }, { perSecond: 100 }],
};

test('a figure has the median of its rounds, with the lowest and highest', () => {
  expect(spreadOf(measured, 'theirs', 'perSecond')).toEqual({ median: 10, low: 5, high: 100 });
  expect(spreadOf(measured, 'ours', ({ perSecond = 0 }) => perSecond * 2)).toEqual({ median: 60, low: 20, high: 200 });
});

test('a ratio is taken round by round: what slows both alike falls out', () => {
  expect(ratioOf(measured, 'ours', 'theirs', 'perSecond')).toEqual({ median: 2, low: 1, high: 3 });
});

test('a ratio to several is one to their sum, each round by itself', () => {
  expect(ratioOf(measured, 'ours', ['theirs', 'ours'], 'perSecond')).toEqual({ median: 2 / 3, low: 0.5, high: 0.75 });
  expect(ratioOf(measured, 'ours', ['theirs', 'nobody'], 'perSecond')).toBeUndefined();
});

test('what was not measured has no figure and no ratio', () => {
  expect(spreadOf(measured, 'nobody', 'perSecond')).toBeUndefined();
  expect(ratioOf(measured, 'ours', 'nobody', 'perSecond')).toBeUndefined();
  expect(ratioOf({ ...measured, theirs: [{ perSecond: 1 }] }, 'ours', 'theirs', 'perSecond')).toBeUndefined();
});

test('a figure that is not there is a mistake, not a zero', () => {
  expect(() => spreadOf(measured, 'ours', 'perMinute')).toThrow('there is no figure perMinute among perSecond');
});

test('a kind of process that a round has nothing of used nothing in it', () => {
  const rounds = [
    { orderUs: 9, bookUs: 4, unseenUs: 5 },
    { orderUs: 6, bookUs: 6, p99Ms: 3 },
  ];
  const filled = withoutGaps({ whole: rounds, other: [{ orderUs: 1 }] });
  expect(spreadOf(filled, 'whole', 'unseenUs')).toEqual({ median: 0, low: 0, high: 5 });
  expect(() => spreadOf(filled, 'whole', 'p99Ms')).toThrow('there is no figure p99Ms');
  expect(withoutGaps({ a: [{ HTTP: 1 }, { Redis: 1 }] }, (name) => name !== 'x')).toEqual({
    a: [
      { HTTP: 1, Redis: 0 },
      { HTTP: 0, Redis: 1 },
    ],
  });
  expect(filled['other']).toEqual([{ orderUs: 1 }]);
});
