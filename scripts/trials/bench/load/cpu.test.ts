import { expect, test } from 'vitest';
import {
  cpuMs,
  cpuMsIn,
  longestWaitMs,
  mainThreadMs,
  ranMs,
  ranMsIn,
  stolenMs,
  stolenMsIn,
  waitedMs,
  waitedMsIn,
} from './cpu.ts';

test('user and system time of all threads, whatever the program is called', () => {
  const stat = '4242 (a (b) c 9) S 1 2 3 0 -1 4194304 100 0 0 0 123 45 7 8 20 0 11 0 999 1 2 3';
  expect(cpuMsIn(stat)).toBe(1_680);
});

test('of a process that is there, and of none', () => {
  expect(cpuMs(process.pid)).toBeGreaterThan(0);
  expect(() => cpuMs(2 ** 30)).toThrow('ENOENT');
});

test('what others took of all cores together', () => {
  const stat = 'cpu  10 0 20 3000 4 5 6 77 0 0\ncpu0 5 0 10 1500 2 2 3 70 0 0\ncpu1 5 0 10 1500 2 3 3 7 0 0\nintr 1';
  expect(stolenMsIn(stat)).toBe(770);
  expect(stolenMsIn('cpu  10 0 20 3000')).toBe(0);
  expect(stolenMs()).toBeGreaterThanOrEqual(0);
});

test('how long the thread that waited longest was without a core', () => {
  expect(waitedMsIn('894569000 390000000 10\n')).toBe(390);
  expect(ranMsIn('894569000 390000000 10\n')).toBe(894.569);
  expect(mainThreadMs(process.pid)).toBeGreaterThan(0);
  const before = new Map([
    ['1', 100],
    ['2', 5_000],
  ]);
  const after = new Map([
    ['1', 350],
    ['2', 5_010],
    ['3', 40],
  ]);
  expect(longestWaitMs(before, after)).toBe(250);
  expect(longestWaitMs(after, new Map())).toBe(0);
});

test('of a process that is there, each thread; of none, none', () => {
  expect(waitedMs(process.pid).get(String(process.pid))).toBeGreaterThanOrEqual(0);
  expect(ranMs(process.pid).get(String(process.pid))).toBeGreaterThan(0);
  expect([waitedMs(2 ** 30), ranMs(2 ** 30)]).toEqual([new Map(), new Map()]);
});
