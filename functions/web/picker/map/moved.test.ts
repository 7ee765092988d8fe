/** Which part of a picture is still right when the view has become another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { picturedSale } from '../pictured-sale.ts';
import { mayStandFor, moveBetween, shiftOf, uncovered } from './moved.ts';
import { paletteOf } from './palette.ts';
import type { HallScene } from './scene.ts';
import { toWindow, type View } from './view.ts';

const { hall, states } = picturedSale(
  {
    seatsTotal: 400,
    sections: [
      {
        kind: 'seated',
        id: 'A',
        name: 'A',
        priceCategory: 'P',
        rows: Array.from({ length: 20 }, (_, row) => ({ label: String(row + 1), seats: 20 })),
      },
    ],
  },
  { currency: 'EUR', priceCategories: [{ id: 'P', name: 'P', priceCents: 100 }] },
);
const scene = (view: View, ratio = 1): HallScene => ({
  hall,
  view,
  size: { width: 400, height: 300 },
  ratio,
  palette: paletteOf({ isDark: false, isForced: false, moreContrast: false }, 1, () => ''),
  states,
  mine: new Uint8Array(hall.seats),
  dimmed: undefined,
  floor: undefined,
  focused: undefined,
  stageText: 'Stage',
  font: 'serif',
});
const PITCH = hall.sections[0]?.pitch ?? 1;
const number = fc.double({ min: -2_000, max: 2_000, noNaN: true });
const scale = fc.double({ min: 0.01, max: 1, noNaN: true });
const anyView = fc.record({ x: number, y: number, scale });

test('whatever is drawn lies, once it is moved, where it is drawn for the other view', () => {
  fc.assert(
    fc.property(anyView, anyView, number, number, fc.constantFrom(1, 1.5, 2), (from, to, x, y, ratio) => {
      const { by, left, top } = moveBetween(scene(from, ratio), scene(to, ratio));
      const size = { width: 400, height: 300 };
      const [before, after] = [toWindow(from, size, x, y), toWindow(to, size, x, y)];
      expect(before[0] * ratio * by + left).toBeCloseTo(after[0] * ratio, 4);
      expect(before[1] * ratio * by + top).toBeCloseTo(after[1] * ratio, 4);
    }),
  );
});

test('by whole pixels it is the same picture; by less, or larger, it is not', () => {
  const from = { x: 10, y: 20, scale: 0.5 };
  const shift = (to: View, ratio = 1) => shiftOf(moveBetween(scene(from, ratio), scene(to, ratio)));
  expect(shift({ ...from, x: 10 - 7 / 0.5, y: 20 + 3 / 0.5 })).toEqual([7, -3]);
  expect(shift({ ...from, x: 10 - 7.5 / 0.5 })).toBeUndefined();
  expect(shift({ ...from, x: 10 - 7.5 / 0.5 }, 2)).toEqual([15, 0]);
  expect(shift({ ...from, scale: 0.5001 })).toBeUndefined();
});

const atPitch = (pixels: number): HallScene => scene({ x: 0, y: 0, scale: pixels / PITCH });
const stands = (pitch: number, by: number): boolean => mayStandFor(atPitch(pitch), atPitch(pitch * by), by);

test('a little larger or smaller it stands for the other, but not where more or less of a seat is drawn, or where it is read', () => {
  expect([stands(4, 1.2), stands(4, 0.9), stands(1, 1.2)]).toEqual([true, true, true]);
  expect([stands(4, 1.3), stands(4, 0.8), stands(2.4, 1.1), stands(30, 1.1)]).toEqual([false, false, false, false]);
});

test('what a picture leaves uncovered is drawn once, and nothing else', () => {
  const side = fc.double({ min: -30, max: 30, noNaN: true });
  fc.assert(
    fc.property(side, side, side, side, (left, top, right, bottom) => {
      const over = { left, top, right: 20 + right, bottom: 10 + bottom };
      const drawn = new Uint8Array(200);
      for (const area of uncovered({ width: 20, height: 10 }, over))
        for (let y = area.top; y < area.bottom; y++)
          for (let x = area.left; x < area.right; x++) drawn[y * 20 + x] = (drawn[y * 20 + x] ?? 0) + 1;
      for (let at = 0; at < drawn.length; at++) {
        const [x, y] = [at % 20, Math.floor(at / 20)];
        const isCovered = x >= over.left && x + 1 <= over.right && y >= over.top && y + 1 <= over.bottom;
        expect(drawn[at]).toBe(isCovered ? 0 : 1);
      }
    }),
  );
});
