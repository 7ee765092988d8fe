import { expect, test } from 'vitest';
import { cpuMs, cpuMsIn } from './cpu.ts';

test('user and system time of all threads, whatever the program is called', () => {
  const stat = '4242 (a (b) c 9) S 1 2 3 0 -1 4194304 100 0 0 0 123 45 7 8 20 0 11 0 999 1 2 3';
  expect(cpuMsIn(stat)).toBe(1_680);
});

test('of a process that is there, and of none', () => {
  expect(cpuMs(process.pid)).toBeGreaterThan(0);
  expect(() => cpuMs(2 ** 30)).toThrow('ENOENT');
});
