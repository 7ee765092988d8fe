/** When a canvas has to be drawn anew: not for what nobody would see. */
import { expect, test } from 'vitest';
import { standInForPath2D } from './fixtures/path-2d.ts';
import { FREE, SOLD } from './hall/seat-states.ts';
import { picturedSale } from './pictured-sale.ts';
import { Painter } from './map/paint.ts';
import { paletteOf } from './map/palette.ts';
import type { HallScene } from './map/scene.ts';
import { fit } from './map/view.ts';

/** Takes whatever is drawn. */
const canvas = {} as HTMLCanvasElement;
const context = new Proxy({ canvas } as unknown as CanvasRenderingContext2D, {
  get: (of, name) => (name in of ? Reflect.get(of, name) : () => ({ data: new Uint8ClampedArray(4) })),
});
standInForPath2D();
Object.assign(canvas, { width: 400, height: 300, getContext: () => context });

/** Two sections of 40 rows of 40 seats. */
const { hall, states } = picturedSale(
  {
    seatsTotal: 3_200,
    sections: ['A', 'B'].map((id) => ({
      kind: 'seated' as const,
      id,
      name: id,
      priceCategory: 'P',
      rows: Array.from({ length: 40 }, (_, row) => ({ label: String(row + 1), seats: 40 })),
    })),
  },
  { currency: 'EUR', priceCategories: [{ id: 'P', name: 'P', priceCents: 100 }] },
);
const size = { width: 400, height: 300 };
const palette = paletteOf({ isDark: false, isForced: false, moreContrast: false }, 1, () => '');

/** @param pitch from seat to seat, in pixels */
function drawnAt(pitch: number): { painter: Painter; scene: HallScene } {
  // What is drawn beside it is drawn on the same.
  Object.assign(canvas, { width: 400, height: 300 });
  const all = fit(hall.bounds, size);
  const scene: HallScene = {
    hall,
    view: { ...all, scale: pitch / (hall.sections[0]?.pitch ?? 1) },
    size,
    ratio: 1,
    palette,
    states,
    mine: new Uint8Array(hall.seats),
    dimmed: undefined,
    floor: undefined,
    focused: undefined,
    stageText: 'Stage',
    font: 'serif',
  };
  states.of.fill(FREE);
  states.sections.clear();
  for (const { id, places } of hall.sections) states.sections.set(id, { free: places, held: 0, sold: 0 });
  const painter = new Painter(() => canvas);
  painter.paint(context, scene);
  expect(painter.isBehind(scene)).toBe(false);
  return { painter, scene };
}

test('from afar one seat of 1,600 is not seen to go, two in a hundred are', () => {
  const { painter, scene } = drawnAt(1);
  states.of[0] = SOLD;
  states.sections.set('A', { free: 1_599, held: 0, sold: 1 });
  expect(painter.isBehind(scene)).toBe(false);
  expect(painter.paintSeats(context, scene)).toBe(true);
  states.sections.set('A', { free: 1_560, held: 0, sold: 40 });
  expect(painter.isBehind(scene)).toBe(true);
  expect(painter.paintSeats(context, scene)).toBe(false);
});

test('a dot is drawn over alone, a form with all that is around it', () => {
  for (const [pitch, isAlone] of [
    [4, true],
    [10, false],
  ] as const) {
    const { painter, scene } = drawnAt(pitch);
    const middle = states.of.length / 2;
    states.of.fill(SOLD, middle - 800, middle + 800);
    expect(painter.isBehind(scene)).toBe(true);
    expect(painter.paintSeats(context, scene)).toBe(isAlone);
    expect(painter.isBehind(scene)).toBe(!isAlone);
  }
});

test('another view is another picture', () => {
  const { painter, scene } = drawnAt(1);
  expect(painter.isBehind({ ...scene, view: { ...scene.view } })).toBe(true);
});

test('an outline is traced once for all views', () => {
  let traced = 0;
  standInForPath2D(() => void traced++);
  const other = { ...hall, sections: hall.sections.map((section) => ({ ...section, outline: [...section.outline] })) };
  const { scene } = drawnAt(1);
  const painter = new Painter(() => canvas);
  painter.paint(context, { ...scene, hall: other });
  expect(traced).toBe(2);
  painter.paint(context, { ...scene, hall: other, view: { ...scene.view, scale: scene.view.scale * 2 } });
  expect(traced).toBe(2);
});
