import { describe, expect, test } from 'vitest';
import {
  desiredScale,
  type Decision,
  type Load,
  MOST_PROCESSES,
  type Panic,
  ScaleDownDelay,
  type ScaleSettings,
} from './autoscaler.ts';
import { ConcurrencyMeter } from './averages.ts';

const settings: ScaleSettings = {
  minScale: 0,
  maxScale: Infinity,
  activationScale: 1,
  target: 10,
  windowMs: 60_000,
  panicMs: 6_000,
  panicThreshold: 2,
  retentionMs: 0,
  downDelayMs: 0,
};
const load = (over: Partial<Load>): Load => ({
  at: 0,
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
  [
    'activation-scale is the least for any load',
    { activationScale: 3 },
    { stableAverage: 1, panicAverage: 1, now: 1 },
    3,
  ],
  ['and none for no load', { activationScale: 3, windowMs: 1 }, { idleMs: 60_000 }, 0],
  ['a panic as soon as the threshold says', { panicThreshold: 1.5 }, { ready: 2, panicAverage: 30, now: 30 }, 3],
  ['never zero with a request in it', {}, { now: 1, idleMs: 0 }, 1],
])('%s', (_, over, measured, desired) => {
  expect(desiredScale({ ...settings, ...over }, load(measured), false).desired).toBe(desired);
});

const after = (at: number, ready: number, over: Partial<Load>, panicking: Panic | false): Decision =>
  desiredScale(settings, load({ at, ready, ...over }), panicking);

describe('a panic', () => {
  const surge = { stableAverage: 30, panicAverage: 100, now: 100 };
  const quiet = { stableAverage: 0, panicAverage: 0, now: 0 };
  test('begins at twice the capacity, and nothing is taken away in it', () => {
    const begun = after(0, 4, surge, false);
    expect(begun).toEqual({ desired: 10, panicking: { crossedAt: 0, most: 10 } });
    // More processes are there now: half the capacity is no reason to end it.
    const calmer = after(1_000, 10, { stableAverage: 4, panicAverage: 40, now: 40 }, begun.panicking);
    expect(calmer).toEqual(begun);
    expect(after(60_000, 10, quiet, calmer.panicking).desired).toBe(10);
  });

  test('still grows', () => {
    const begun = after(0, 4, surge, false);
    expect(after(1_000, 10, { ...surge, now: 130 }, begun.panicking)).toEqual({
      desired: 13,
      panicking: { crossedAt: 0, most: 13 },
    });
  });

  test('goes on from its last crossing, and ends a stable window after that', () => {
    const begun = after(0, 4, surge, false);
    const again = after(30_000, 4, surge, begun.panicking);
    expect(again.panicking).toEqual({ crossedAt: 30_000, most: 10 });
    expect(after(90_000, 10, quiet, again.panicking)).toMatchObject({ desired: 10 });
    expect(after(90_001, 10, quiet, again.panicking)).toEqual({ desired: 5, panicking: false });
  });
});

test('a lower scale is taken when nothing higher was wanted for the delay', () => {
  const delay = new ScaleDownDelay({ ...settings, downDelayMs: 10_000 });
  const wanted = [3, 5, 2, 2, 4, 1, 1, 1, 6];
  expect(wanted.map((desired, n) => delay.taken(desired, n * 3_000))).toEqual([3, 5, 5, 5, 5, 4, 4, 4, 6]);
});

describe('a steady load after idle changes the scale once at most', () => {
  const windowMs = 30_000;
  // The targets of the committed manifests: what is asked for times 70 %.
  const targets = [7, 21, 42, 56, 105, 490];

  /** The scales taken while so many callers ask without end, each of which is taken at once. */
  function scales(target: number, idle: number, callers: number): number[] {
    const its = { ...settings, target, windowMs, panicMs: windowMs / 10, minScale: idle };
    const meter = new ConcurrencyMeter(its, 0);
    const taken = [idle];
    let panicking: Panic | false = false;
    const tick = (at: number): void => {
      const ready = taken.at(-1) ?? 0;
      if (ready === 0 && meter.now === 0) return meter.beginAnew(at);
      meter.tick(at);
      const decision = desiredScale(its, meter.load(ready, at), panicking);
      panicking = decision.panicking;
      if (decision.desired !== ready) taken.push(decision.desired);
    };
    // Timers are late, now and then by much.
    const times = Array.from({ length: 300 }, (_, n) => (n * 1.01 + (n % 50 === 0 ? 0 : 2)) * meter.bucketMs);
    const busyFrom = times.findIndex((time) => time > 2 * windowMs);
    for (const [n, time] of times.entries()) {
      if (n === busyFrom) for (let caller = 0; caller < callers; caller += 1) meter.change(1, time - 3);
      tick(time);
    }
    return taken;
  }

  test.each(targets)('target %d, 1 to 500 callers, from none, one and two processes', (target) => {
    for (const idle of [0, 1, 2])
      for (let callers = 1; callers <= 500; callers += 1) {
        const taken = scales(target, idle, callers);
        const right = Math.min(MOST_PROCESSES, Math.max(idle, Math.ceil(callers / target)));
        expect(taken, `${callers} callers`).toEqual(right === idle ? [idle] : [idle, right]);
      }
  });
});
