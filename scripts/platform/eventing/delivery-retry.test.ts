import { expect, test } from 'vitest';
import { goDurationMs, isoDurationMs } from '../spec/duration.ts';
import { backoffMs, isRetriable, NO_DELIVERY } from './delivery-retry.ts';

test('tried again: 5xx, 404, 408, 409, 429 and no answer; every other status counts as delivered', () => {
  const again = Array.from({ length: 500 }, (_, i) => i + 100).filter(isRetriable);
  expect(again).toEqual([404, 408, 409, 429, ...Array.from({ length: 100 }, (_, i) => i + 500)]);
  expect(isRetriable(-1)).toBe(true);
});

const waits = (policy: 'linear' | 'exponential'): number[] =>
  [1, 2, 3, 4].map((retry) => backoffMs({ ...NO_DELIVERY, policy, delayMs: 200 }, retry));

test('linear waits grow by the delay, exponential ones double from twice the delay on', () => {
  expect(waits('linear')).toEqual([200, 400, 600, 800]);
  expect(waits('exponential')).toEqual([400, 800, 1600, 3200]);
  expect(backoffMs({ ...NO_DELIVERY, delayMs: 200 }, 1000)).toBe(3_600_000);
});

test.each([
  ['PT0.2S', 200],
  ['PT1M30S', 90_000],
  ['P1DT1H', 90_000_000],
  ['PT', undefined],
  ['P', undefined],
  ['5s', undefined],
])('ISO 8601 %s is %s ms', (text, ms) => expect(isoDurationMs(text)).toBe(ms));

test.each([
  ['1m30s', 90_000],
  ['300ms', 300],
  ['0s', 0],
  ['1.5s', 1500],
  ['', undefined],
  ['PT1S', undefined],
])('Go %s is %s ms', (text, ms) => expect(goDurationMs(text)).toBe(ms));
