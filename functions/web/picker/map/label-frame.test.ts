import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carried, isFar, isNear, labelWithin } from './label-frame.ts';
import { toWindow, type View } from './view.ts';

const size = { width: 600, height: 400 };
const views = fc.record({
  x: fc.double({ min: -9_000, max: 9_000, noNaN: true }),
  y: fc.double({ min: -9_000, max: 9_000, noNaN: true }),
  scale: fc.double({ min: 0.005, max: 1.2, noNaN: true }),
});

/** Where a point of a layer is, moved by what CSS says. */
function moved(matrix: string, [x, y]: readonly [number, number]): [number, number] {
  const [by = 0, , , , dx = 0, dy = 0] = matrix.slice('matrix('.length, -1).split(', ').map(Number);
  return [x * by + dx, y * by + dy];
}

test('what was laid out for one view is, moved as a layer, where another view has it', () => {
  fc.assert(
    fc.property(views, views, fc.integer({ min: -9_000, max: 9_000 }), fc.integer(), (from, to, x, dy) => {
      const y = dy % 9_000;
      const [left, top] = moved(carried(from, to, size), toWindow(from, size, x, y));
      const [px, py] = toWindow(to, size, x, y);
      const near = 1e-6 * (1 + Math.abs(px) + Math.abs(py) + 9_000 * to.scale);
      expect(Math.abs(left - px)).toBeLessThan(near);
      expect(Math.abs(top - py)).toBeLessThan(near);
    }),
  );
});

test('a name that comes into the window was laid out, unless all are to be laid out anew', () => {
  const point = fc.tuple(fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 400, noNaN: true }));
  const step = fc.record({
    dx: fc.double({ min: -800, max: 800, noNaN: true }),
    dy: fc.double({ min: -800, max: 800, noNaN: true }),
    by: fc.double({ min: 0.5, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(views, step, point, (from, { dx, dy, by }, [px, py]) => {
      const scale = from.scale * by;
      const to: View = { x: from.x + dx / scale, y: from.y + dy / scale, scale };
      if (isFar(from, to, size)) return;
      const [x, y] = [to.x + (px - size.width / 2) / scale, to.y + (py - size.height / 2) / scale];
      expect(isNear(...toWindow(from, size, x, y), size)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['the same', { x: 0, y: 0, scale: 0.1 }, false],
  ['larger, as a hand makes it in a moment', { x: 0, y: 0, scale: 0.14 }, false],
  ['much larger', { x: 0, y: 0, scale: 0.16 }, true],
  ['smaller', { x: 0, y: 0, scale: 0.075 }, true],
  ['moved by a third of the window', { x: 2_000, y: 0, scale: 0.1 }, false],
  ['moved by more than half of it', { x: 0, y: 2_100, scale: 0.1 }, true],
])('%s', (_, to, far) => {
  expect(isFar({ x: 0, y: 0, scale: 0.1 }, to, size)).toBe(far);
});

test('a name stands as it fits: whole, by the number at its end, or not at all', () => {
  const name = 'Upper tier, block 201';
  expect([300, 90, 80, 24, 20].map((width) => labelWithin(name, width))).toEqual([name, name, '201', '201', undefined]);
  expect([80, 40].map((width) => labelWithin('Balcony', width))).toEqual(['Balcony', undefined]);
  // Without a number it is long rather than nothing.
  expect(labelWithin('The best of all the seats that there are', 60)).toBe('The best of all the seats that there are');
});
