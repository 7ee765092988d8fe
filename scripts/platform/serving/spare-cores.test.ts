import { describe, expect, test } from 'vitest';
import { Busyness, Cores, mean, Rate, type Circumstances, worthStarting } from './spare-cores.ts';

const seen: Circumstances = { live: 1, starting: 0, waiting: 0, busy: 0.95, spareCores: 3, cores: 4 };

describe('of the processes that are wanted are worth starting', () => {
  test.each<[string, number, Partial<Circumstances>, number]>([
    ['those wanted of a Service that has none', 3, { live: 0, busy: undefined, spareCores: 0 }, 3],
    ['none that are not wanted', 1, {}, 1],
    ['as many as cores stand idle, where those that run are busy', 20, {}, 4],
    ['one for a core that is idle half of the time', 20, { spareCores: 0.5 }, 2],
    ['none for less', 20, { spareCores: 0.49 }, 1],
    ['none where more start than cores are idle', 20, { spareCores: -2 }, 1],
    ['never more busy ones than there are cores', 20, { live: 3, spareCores: 4 }, 4],
    ['and those that are there stay', 20, { live: 6, spareCores: 4 }, 6],
    ['none beside processes with time to spare', 20, { busy: 0.69 }, 1],
    [
      'all of them, when requests wait at processes with time to spare',
      20,
      { busy: 0.69, waiting: 1, spareCores: 0 },
      20,
    ],
    ['none for requests that wait at busy processes on a busy machine', 20, { waiting: 400, spareCores: 0.2 }, 1],
    ['none while another one starts', 20, { live: 2, starting: 1 }, 2],
    ['none before anything is known of those that run', 20, { busy: undefined }, 1],
    ['none before anything is known of the machine', 20, { spareCores: undefined }, 1],
  ])('%s', (_, wanted, over, worth) => {
    expect(worthStarting(wanted, { ...seen, ...over })).toBe(worth);
  });
});

test('a rate is of the last second or two, and of nothing when nobody has looked for long', () => {
  let count = 0;
  const rate = new Rate(() => count);
  const looks: (number | undefined)[] = [];
  // One a ms, and ten a ms from 2,000 on.
  for (const at of [0, 40, 500, 1_000, 2_000, 3_000, 3_500, 4_000, 60_000, 60_040, 60_500]) {
    count = at <= 2_000 ? at : 2_000 + (at - 2_000) * 10;
    looks.push(rate.at(at));
  }
  expect(looks).toEqual([undefined, undefined, 1, 1, 1, 10, 10, 10, undefined, undefined, 10]);
});

test('what cannot be counted has no rate', () => {
  const rate = new Rate(() => undefined);
  expect([rate.at(0), rate.at(1_000)]).toEqual([undefined, undefined]);
});

test('a process that works all the time is busy, one that waits is not', () => {
  const busyness = new Busyness(process.pid);
  const from = performance.now();
  busyness.at(from);
  let now = from;
  while ((now = performance.now()) < from + 200);
  // Ran or waited for a core, so this holds on a machine under load, too. A clock tick is lost at either end.
  expect(busyness.at(now)).toBeGreaterThan(0.9);
});

test('the mean of what is known; of nothing where one is not', () => {
  expect([mean([0.5, 1]), mean([0.5, undefined]), mean([])]).toEqual([0.75, undefined, undefined]);
});

test('every process that starts takes a core off those that are idle', async () => {
  const cores = new Cores();
  cores.spareCores(performance.now());
  await expect.poll(() => cores.spareCores(performance.now())).toBeDefined();
  const at = performance.now();
  const before = cores.spareCores(at) ?? 0;
  expect(before).toBeLessThanOrEqual(cores.count);
  cores.starting = 2;
  expect(cores.spareCores(at)).toBeCloseTo(before - 2, 0);
});
