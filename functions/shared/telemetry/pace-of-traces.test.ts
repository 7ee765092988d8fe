import { expect, test } from 'vitest';
import { tracePace } from './pace-of-traces.ts';

test('so many begin at once, then so many a second, however long nothing came', () => {
  let now = 0;
  const may = tracePace(20, () => now);
  const begun = (tries: number) => Array.from({ length: tries }, may).filter(Boolean).length;
  expect(begun(4_000)).toBe(20);
  now = 100;
  expect(begun(4_000)).toBe(2);
  now = 3_600_000;
  expect(begun(4_000)).toBe(20);
});

test('of none none begins', () => {
  expect(tracePace(0)()).toBe(false);
});
