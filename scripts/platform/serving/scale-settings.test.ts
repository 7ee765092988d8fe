import { expect, test } from 'vitest';
import { Findings } from '../spec/findings.ts';
import { service } from '../fixtures/run.ts';
import { scaleSettings } from './scale-settings.ts';

function read(annotations: Record<string, string>, limit = 0) {
  const findings = new Findings();
  const named = Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`autoscaling.knative.dev/${name}`, value]),
  );
  return { settings: scaleSettings(service('any'), named, limit, findings), lines: findings.lines };
}

test('without annotations the defaults of config-autoscaler hold', () => {
  expect(read({})).toEqual({
    settings: {
      minScale: 0,
      maxScale: Infinity,
      activationScale: 1,
      target: 70,
      windowMs: 60_000,
      panicMs: 6_000,
      panicThreshold: 2,
      retentionMs: 0,
      downDelayMs: 0,
    },
    lines: [],
  });
});

test.each<[string, Record<string, string>, number, object]>([
  ['the target is at most what a pod is given', { target: '100' }, 40, { target: 28 }],
  ['without a target what a pod is given is aimed at', {}, 40, { target: 28 }],
  ['as much of it as is said', { target: '100', 'target-utilization-percentage': '80' }, 0, { target: 80 }],
  ['a panic window in whole seconds', { window: '25s' }, 0, { windowMs: 25_000, panicMs: 3_000 }],
  ['of one at least', { window: '6s', 'panic-window-percentage': '1' }, 0, { panicMs: 1_000 }],
  [
    'a share of windows that Knative would not take',
    { window: '1s', 'panic-window-percentage': '20' },
    0,
    { panicMs: 200 },
  ],
  ['its threshold in percent', { 'panic-threshold-percentage': '150' }, 0, { panicThreshold: 1.5 }],
])('%s', (_, annotations, limit, expected) => {
  const { settings, lines } = read(annotations, limit);
  expect(settings).toMatchObject(expected);
  expect(lines).toEqual([]);
});
