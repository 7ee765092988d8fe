/**
 * The same inputs give the same scales as upstream. `fixtures/upstream-scales.json` was written by upstream's own code (its commit is in the
 * file): a Go test in pkg/autoscaler/scaling, which gave loads made by chance, one value a second, to its buckets
 * (aggregation.TimedFloat64Buckets, of the stable and of the panic window) and asked its autoscaler every two seconds, with the
 * defaults of config-autoscaler, while pods became ready some ticks after they were wanted.
 */
import { expect, test } from 'vitest';
import upstream from '../fixtures/upstream-scales.json' with { type: 'json' };
import { knativeScale, type Panic, ScaleDownDelay, type ScaleSettings } from './autoscaler.ts';
import { WindowAverages } from './averages.ts';

/** `64*3 1` is 64, 64, 64, 1. */
const listOf = (text: string): number[] =>
  text.split(' ').flatMap((run) => {
    const [value, times = 1] = run.split('*').map(Number);
    return Array.from({ length: times }, () => value ?? 0);
  });

const SECOND_MS = 1000;

test.each(upstream.traces.map((trace, n) => [n, trace] as const))('trace %d', (_, trace) => {
  const windowMs = trace.windowS * SECOND_MS;
  const settings: ScaleSettings = {
    minScale: 0,
    maxScale: Infinity,
    activationScale: trace.activationScale,
    target: trace.target,
    windowMs,
    panicMs: Math.max(SECOND_MS, Math.round((windowMs * trace.panicWindowPercentage) / 100 / SECOND_MS) * SECOND_MS),
    panicThreshold: trace.panicThresholdPercentage / 100,
    retentionMs: 0,
    downDelayMs: trace.downDelayS * SECOND_MS,
  };
  const averages = new WindowAverages(settings, SECOND_MS);
  const delay = new ScaleDownDelay(settings);
  const ready = listOf(trace.ready);
  let panicking: Panic | false = false;
  const scales: number[] = [];
  for (const [second, concurrency] of listOf(trace.concurrency).entries()) {
    const at = second * SECOND_MS;
    averages.record(concurrency, at);
    if (second % 2 === 0) continue;
    const { stable: stableAverage, panic: panicAverage } = averages;
    const load = { at, ready: ready[scales.length] ?? 0, stableAverage, panicAverage };
    const decision = knativeScale(settings, load, panicking);
    panicking = decision.panicking;
    scales.push(delay.taken(decision.desired, at));
  }
  expect(scales).toEqual(listOf(trace.desired));
});

test('the table is of loads that matter', () => {
  const changing = upstream.traces.filter(({ desired }) => new Set(listOf(desired)).size > 2);
  expect(changing.length).toBeGreaterThan(upstream.traces.length / 2);
});
