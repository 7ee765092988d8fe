/** Names of rows on the map: beside the seats, and of a table within it. */
import { expect, test } from 'vitest';
import { standInForPath2D } from './fixtures/path-2d.ts';
import { picturedSale } from './pictured-sale.ts';
import { Painter } from './map/paint.ts';
import { paletteOf } from './map/palette.ts';
import { fit } from './map/view.ts';

standInForPath2D();

test('a row has its name at either end, beyond the outline around it; a table once, in its middle', () => {
  const { hall, states } = picturedSale(
    {
      seatsTotal: 14,
      sections: [
        {
          kind: 'seated',
          id: 'T',
          name: 'Hall',
          priceCategory: 'P',
          rows: [
            { label: 'R', seats: 6 },
            { label: 'Q', seats: 8 },
          ],
        },
      ],
      plan: {
        sections: { T: { at: [0, 0], rows: { Q: { table: { kind: 'round', size: [180, 180] }, at: [0, 500] } } } },
        shapes: [],
      },
    },
    { currency: 'EUR', priceCategories: [{ id: 'P', name: 'P', priceCents: 100 }] },
  );
  const written: [text: string, x: number, y: number][] = [];
  const canvas = { width: 600, height: 600 } as HTMLCanvasElement;
  const drawn: object = { canvas, fillText: (...text: (typeof written)[0]) => written.push(text) };
  const context = new Proxy(drawn, {
    get: (of, name) => (name in of ? Reflect.get(of, name) : () => undefined),
  }) as CanvasRenderingContext2D;
  Object.assign(canvas, { getContext: () => context });
  const size = { width: 600, height: 600 };
  const view = { ...fit(hall.bounds, size), scale: 20 / 55 };
  new Painter(() => canvas).paint(context, {
    hall,
    view,
    size,
    ratio: 1,
    palette: paletteOf({ isDark: false, isForced: false, moreContrast: false }, 1, () => ''),
    states,
    mine: new Uint8Array(hall.seats),
    dimmed: undefined,
    floor: undefined,
    focused: undefined,
    stageText: 'Stage',
    font: 'serif',
  });
  const at = (text: string) => written.filter(([one]) => one === text).map(([, x, y]) => [x, y]);
  const inWindow = (x: number, y: number) => [(x - view.x) * view.scale + 300, (y - view.y) * view.scale + 300];
  expect(at('Q')).toEqual([inWindow(0, 500)]);
  const outermost = Math.max(...(hall.sections[0]?.outline ?? []).filter((_, index) => index % 2 === 0));
  const [left = 0, right = 0] = at('R').map(([x = 0]) => (x - 300) / view.scale + view.x);
  expect([at('R').length, left < -outermost, right > outermost]).toEqual([2, true, true]);
});
