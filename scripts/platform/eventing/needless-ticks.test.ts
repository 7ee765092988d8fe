import { afterEach, expect, test, vi } from 'vitest';
import { run, service, until } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';
import { isNeedless } from './needless-ticks.ts';

const MINUTE = 60_000;

test.each([
  ['the first of a run', { sentAt: undefined }, false],
  ['nothing was asked since the last one', {}, true],
  ['nothing was ever asked', { workedUntil: -Infinity }, true],
  ['something is under way', { workedUntil: 100 * MINUTE }, false],
  ['something ended after the last one', { workedUntil: 96 * MINUTE }, false],
  ['something ended just before the last one', { workedUntil: 94 * MINUTE }, false],
  ['a process is there that takes it', { isRunning: true }, false],
  ['the last one is half an hour ago', { sentAt: 70 * MINUTE }, false],
])('a tick when %s', (_, circumstances, isLeftOut) => {
  const usual = { now: 100 * MINUTE, sentAt: 95 * MINUTE, workedUntil: 90 * MINUTE, isRunning: false };
  expect(isNeedless({ ...usual, ...circumstances })).toBe(isLeftOut);
});

afterEach(() => vi.restoreAllMocks());

/** Lets the clock by which work is told from rest go ahead; timers go as ever. */
function clock(): { passes: (ms: number) => void } {
  const real = performance.now.bind(performance);
  let ahead = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
  return { passes: (ms) => void (ahead += ms) };
}

/** Waits for one more. */
async function goesUp(count: () => number): Promise<void> {
  const before = count();
  await until(() => count() > before, 'the next', 20_000);
}

test('a Service at zero is ticked after work, and then no more until half an hour has passed or something was asked', async () => {
  const time = clock();
  const system = await run([
    ...parseManifests(`
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: sweep, namespace: seatmesh }
spec: { schedule: "*/2 * * * * *", sink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: subscriber }, uri: /tick } }
`),
    service('subscriber', { folder: 'subscriber', annotations: { window: '1s' } }),
    service('echo', { annotations: { window: '1s' } }),
  ]);
  const of = (what: string): number => system.lines.filter((line) => JSON.stringify(line).includes(what)).length;
  const [ticks, leftOut] = [() => of('\\"path\\":\\"/tick\\"'), () => of('tick left out')];
  try {
    await system.call('echo', '/');
    await goesUp(ticks);
    await until(() => system.replicas()['echo'] === 0, 'echo to be gone');
    time.passes(3 * MINUTE);
    await goesUp(ticks);
    await goesUp(leftOut);
    const before = ticks();
    await goesUp(leftOut);
    expect(ticks()).toBe(before);
    time.passes(30 * MINUTE);
    await goesUp(ticks);
    await goesUp(leftOut);
    await system.call('echo', '/');
    await goesUp(ticks);
  } finally {
    await system.stop();
  }
}, 90_000);
