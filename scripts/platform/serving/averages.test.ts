import { expect, test } from 'vitest';
import type { ScaleSettings } from './autoscaler.ts';
import { ConcurrencyMeter, WindowAverages } from './averages.ts';

const settings: ScaleSettings = {
  minScale: 0,
  maxScale: Infinity,
  activationScale: 1,
  target: 10,
  windowMs: 6_000,
  panicMs: 600,
  panicThreshold: 2,
  retentionMs: 0,
  downDelayMs: 0,
};

test('without a process nothing is measured: the first average after it is of the load alone', () => {
  const meter = new ConcurrencyMeter(settings, 0);
  for (let at = 100; at <= 3_000; at += 100) meter.tick(at);
  meter.beginAnew(6_000);
  meter.change(1, 6_000);
  meter.tick(6_100);
  expect(meter.load(1, 6_100).stableAverage).toBe(1);
});

test('concurrency is averaged over time, not over samples', () => {
  const meter = new ConcurrencyMeter(settings, 0);
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
  const meter = new ConcurrencyMeter(settings, 0);
  meter.change(1, 0);
  meter.tick(100);
  meter.change(-1, 100);
  meter.tick(1000);
  expect(meter.load(1, 1000).stableAverage).toBeCloseTo(0.1);
  meter.tick(7000);
  expect(meter.load(1, 7000).stableAverage).toBe(0);
});

test('the averages are of the last window and of its end; until one is full, of what there is', () => {
  const averages = new WindowAverages({ windowMs: 10_000, panicMs: 2_000 }, 1_000);
  expect([averages.stable, averages.panic]).toEqual([0, 0]);
  averages.record(6, 0);
  expect([averages.stable, averages.panic]).toEqual([6, 6]);
  averages.record(0, 1_000);
  averages.record(0, 2_000);
  expect([averages.stable, averages.panic]).toEqual([2, 0]);
  for (let at = 3_000; at <= 10_000; at += 1_000) averages.record(1, at);
  expect([averages.stable, averages.panic]).toEqual([0.8, 1]);
});
