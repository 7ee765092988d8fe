import { expect, test } from 'vitest';
import { ConcurrencyMeter, decide, type Load, MOST_PROCESSES, type ScaleSettings } from './autoscaler.ts';

const settings: ScaleSettings = {
  minScale: 0,
  maxScale: Infinity,
  activationScale: 1,
  target: 10,
  windowMs: 60_000,
  retentionMs: 0,
  downDelayMs: 0,
};
const load = (over: Partial<Load>): Load => ({
  ready: 1,
  now: 0,
  stableAverage: 0,
  panicAverage: 0,
  idleMs: 0,
  ...over,
});

test.each<[string, Partial<ScaleSettings>, Partial<Load>, number]>([
  ['as many as the average needs', {}, { ready: 2, stableAverage: 25, panicAverage: 25, now: 25 }, 3],
  ['exactly full is not one too many', {}, { ready: 2, stableAverage: 20, panicAverage: 20, now: 20 }, 2],
  ['a burst over twice the capacity counts at once', {}, { ready: 1, stableAverage: 3, panicAverage: 30, now: 45 }, 5],
  ['a burst below that waits for the average', {}, { ready: 2, stableAverage: 12, panicAverage: 25, now: 25 }, 2],
  ['never above max-scale', { maxScale: 2 }, { ready: 1, stableAverage: 80, panicAverage: 80, now: 80 }, 2],
  ['never below min-scale', { minScale: 2 }, { ready: 2, idleMs: 100_000 }, 2],
  [
    'without max-scale, one machine is full at some point',
    {},
    { ready: 20, stableAverage: 9000, panicAverage: 9000, now: 9000 },
    MOST_PROCESSES,
  ],
  ['at most halved at a step', {}, { ready: 8, stableAverage: 5, panicAverage: 5, now: 5 }, 4],
  ['the last one stays until the window has been idle', {}, { idleMs: 59_000 }, 1],
  ['then it goes', {}, { idleMs: 60_000 }, 0],
  ['but for the retention', { retentionMs: 10_000 }, { idleMs: 69_000 }, 1],
  ['and after that too', { retentionMs: 10_000 }, { idleMs: 70_000 }, 0],
  ['never zero with a request in it', {}, { now: 1, idleMs: 0 }, 1],
])('%s', (_, over, measured, desired) => {
  expect(decide({ ...settings, ...over }, load(measured), false).desired).toBe(desired);
});

test('in a panic nothing is taken away before the average has calmed', () => {
  const burst = decide(settings, load({ ready: 4, stableAverage: 30, panicAverage: 100, now: 100 }), false);
  expect(burst).toEqual({ desired: 10, panicking: true });
  const after = decide(settings, load({ ready: 10, stableAverage: 60, panicAverage: 5, now: 5 }), true);
  expect(after).toEqual({ desired: 10, panicking: true });
  const calm = decide(settings, load({ ready: 10, stableAverage: 40, panicAverage: 5, now: 5 }), true);
  expect(calm).toEqual({ desired: 5, panicking: false });
});

test('concurrency is averaged over time, not over samples', () => {
  const meter = new ConcurrencyMeter(6000, 0);
  meter.change(1, 0);
  meter.change(1, 50);
  meter.change(-1, 75);
  meter.change(-1, 100);
  meter.tick(100);
  const { stableAverage, now, idleMs } = meter.load(1, 200);
  expect(stableAverage).toBeCloseTo((50 * 1 + 25 * 2 + 25 * 1) / 100);
  expect([now, idleMs]).toEqual([0, 100]);
});

test('a late tick weighs as much as the time it covers, and the window forgets', () => {
  const meter = new ConcurrencyMeter(6000, 0);
  meter.change(1, 0);
  meter.tick(100);
  meter.change(-1, 100);
  meter.tick(1000);
  expect(meter.load(1, 1000).stableAverage).toBeCloseTo(0.1);
  meter.tick(7000);
  expect(meter.load(1, 7000).stableAverage).toBe(0);
});
