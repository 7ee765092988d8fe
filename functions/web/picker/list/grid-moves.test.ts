/** Keys in the grid of seats. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtRows, placeAfter, windowOf } from './grid-moves.ts';

// Rows of 3, 5 and 1, in the middle above each other.
const section = {
  rows: [
    { label: 'A', first: 0, count: 3, shown: [] },
    { label: 'B', first: 3, count: 5, shown: [] },
    { label: 'C', first: 8, count: 1, shown: [] },
  ],
  x: Int32Array.from([-55, 0, 55, -110, -55, 0, 55, 110, 0]),
  y: Int32Array.from([0, 0, 0, 90, 90, 90, 90, 90, 180]),
  turn: 0,
};
const press = (place: number, key: string, more: { ctrl?: boolean; isRightToLeft?: boolean } = {}) =>
  placeAfter(section, place, { key, ctrl: false, isRightToLeft: false, ...more });

test.each([
  [0, 'ArrowRight', 1],
  [2, 'ArrowRight', 2],
  [3, 'ArrowLeft', 3],
  [1, 'ArrowDown', 5],
  [0, 'ArrowDown', 4],
  [7, 'ArrowUp', 2],
  [7, 'ArrowDown', 8],
  [8, 'ArrowDown', 8],
  [8, 'ArrowUp', 5],
  [0, 'ArrowUp', 0],
  [5, 'Home', 3],
  [5, 'End', 7],
  [8, 'PageUp', 1],
  [0, 'PageDown', 8],
  [5, 'Tab', undefined],
  [5, 'Enter', undefined],
])('at %i, %s leads to %s', (place, key, to) => {
  expect(press(place, key)).toBe(to);
});

test('with Ctrl, Home and End are those of the section', () => {
  expect([press(5, 'Home', { ctrl: true }), press(5, 'End', { ctrl: true })]).toEqual([0, 8]);
});

test('where rows begin at the right, arrows follow the eye', () => {
  expect([press(4, 'ArrowLeft', { isRightToLeft: true }), press(4, 'ArrowRight', { isRightToLeft: true })]).toEqual([
    5, 3,
  ]);
});

test('a turned section has its own left and right', () => {
  const turned = { ...section, turn: 90, x: section.y.map((value) => -value), y: section.x };
  expect(placeAfter(turned, 0, { key: 'ArrowDown', ctrl: false, isRightToLeft: false })).toBe(4);
});

test('whatever is pressed, one stays in the section', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys)), (pressed) => {
      const place = pressed.reduce((at, key) => press(at, key) ?? at, 4);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(8);
    }),
  );
});

test('of a large section rows around the middle are built, of a small one all', () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({ label: String(at), first: at * 20, count: 20, shown: [] }));
  expect(windowOf({ rows: rows.slice(0, 30), places: 600 }, 0)).toEqual([0, 30]);
  const large = { rows, places: 2000 };
  for (const middle of [0, 1, 50, 99]) {
    const [from, to] = windowOf(large, middle);
    expect(to - from).toBe(30);
    expect(middle).toBeGreaterThanOrEqual(from);
    expect(middle).toBeLessThan(to);
  }
});

test('the row with the tab stop is built wherever the section was scrolled to', () => {
  expect(builtRows([10, 40], 12)).toEqual([[10, 40]]);
  expect(builtRows([10, 40], 3)).toEqual([
    [3, 4],
    [10, 40],
  ]);
  expect(builtRows([10, 40], 40)).toEqual([
    [10, 40],
    [40, 41],
  ]);
});
