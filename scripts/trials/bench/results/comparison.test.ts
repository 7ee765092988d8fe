import { expect, test } from 'vitest';
import { ratioOf, spreadOf } from './comparison.ts';

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
