/** Views of a hall: what stays where it is, and how far one gets. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, boundsOf, fit, panned, resized, toHall, toWindow, insideHall, zoomed } from './view.ts';
import { levelOf } from './levels.ts';

const box = { left: -1000, right: 3000, top: 0, bottom: 2000 };
const size = { width: 800, height: 600 };
const bounds = boundsOf(box, size, 55);
const point = fc.tuple(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 600 }));

test('a fitting view shows all of the box', () => {
  const view = fit(box, size);
  for (const [x, y] of [
    [box.left, box.top],
    [box.right, box.bottom],
  ] as const) {
    const [px, py] = toWindow(view, size, x, y);
    expect(px).toBeGreaterThanOrEqual(0);
    expect(px).toBeLessThanOrEqual(800);
    expect(py).toBeGreaterThanOrEqual(0);
    expect(py).toBeLessThanOrEqual(600);
  }
});

test('window and hall are each other’s inverse', () => {
  fc.assert(
    fc.property(point, fc.double({ min: 0.01, max: 3, noNaN: true }), ([px, py], scale) => {
      const view = { x: 500, y: 700, scale };
      const [x, y] = toHall(view, size, px, py);
      const [qx, qy] = toWindow(view, size, x, y);
      expect(Math.hypot(qx - px, qy - py)).toBeLessThan(1e-6);
    }),
  );
});

test('what is zoomed at stays under the finger, where the edge of the hall is far', () => {
  const view = insideHall({ x: 1000, y: 1000, scale: 0.6 }, size, box);
  const before = toHall(view, size, 500, 350);
  const after = toHall(zoomed(view, size, 1.5, [500, 350], bounds), size, 500, 350);
  expect(Math.hypot(before[0] - after[0], before[1] - after[1])).toBeLessThan(1e-6);
});

test('nobody gets beyond the hall, or closer or farther than makes sense', () => {
  const move = fc.oneof(
    fc.record({ dx: fc.integer({ min: -5000, max: 5000 }), dy: fc.integer({ min: -5000, max: 5000 }) }),
    fc.record({ factor: fc.double({ min: 0.01, max: 100, noNaN: true }), at: point }),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      let view = fit(box, size);
      for (const one of moves)
        view =
          'factor' in one ? zoomed(view, size, one.factor, one.at, bounds) : panned(view, size, one.dx, one.dy, bounds);
      expect(view.scale).toBeGreaterThanOrEqual(bounds.smallest);
      expect(view.scale).toBeLessThanOrEqual(bounds.largest);
      const [x, y] = toHall(view, size, 400, 300);
      expect(x).toBeGreaterThanOrEqual(box.left);
      expect(x).toBeLessThanOrEqual(box.right);
      expect(y).toBeGreaterThanOrEqual(box.top);
      expect(y).toBeLessThanOrEqual(box.bottom);
    }),
  );
});

test('a window of another size keeps what is in its middle; one that showed all goes on to', () => {
  const other = { width: 360, height: 480 };
  const after = boundsOf(box, other, 55);
  expect(resized(fit(box, size), bounds, other, after)).toEqual(fit(box, other));
  const near = { x: 900, y: 900, scale: 0.7 };
  expect(resized(near, bounds, other, after)).toEqual(near);
});

test('a flight begins at one view and ends at the other', () => {
  const [from, to] = [fit(box, size), { x: 900, y: 900, scale: 0.7 }];
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1).scale).toBeCloseTo(to.scale);
});

test('levels begin where their seats can be made out; from 24 pixels on seats can be touched', () => {
  expect([1, 2.5, 7.99, 8, 23.9, 24, 23.9999999, 60].map(levelOf)).toEqual([
    'areas',
    'dots',
    'dots',
    'seats',
    'seats',
    'numbers',
    'numbers',
    'numbers',
  ]);
});
