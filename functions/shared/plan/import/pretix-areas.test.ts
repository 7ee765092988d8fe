import { describe, expect, test } from 'vitest';
import { layoutOf, type ShapeLayout } from '../layout.ts';
import { area, hallOf, plan, point, row, seats, zone } from './fixtures/pretix-parts.ts';
import { leftInWords } from './not-imported.ts';

const COLOURS = 'the colours of categories';

/** 25 pixels are 55 cm. */
const px = (cm: number, from: number): number => Math.round(((cm - from) * 25) / 55);

/** Plan and shapes as they are drawn, in pixels of the plan. */
const drawn = (...areas: unknown[]) => {
  const hall = hallOf(plan([{ ...zone('Z', [row('1', seats(3))], { areas }), position: point(100, 50) }]));
  const laid = layoutOf(hall.chart, hall.plan);
  // In pixels of the plan: where the first seat is, is 100, 50.
  const [x, y] = [laid.sections[0]?.x[0] ?? 0, laid.sections[0]?.y[0] ?? 0];
  const inPixels = ({ box }: ShapeLayout) => [
    px(box.left, x) + 100,
    px(box.top, y) + 50,
    px(box.right, x) + 100,
    px(box.bottom, y) + 50,
  ];
  return {
    dropped: leftInWords(hall.dropped).filter((what) => what !== COLOURS),
    shapes: laid.shapes.map((shape) => ({ shape, box: inPixels(shape) })),
  };
};

const text = (words: string, x: number, y: number) => ({ text: words, position: point(x, y), color: '#000' });

describe('areas lie, are turned and are named as pretix draws them', () => {
  test.each([
    [
      'a rectangle around its corner',
      area('rectangle', { width: 40, height: 20 }, { position: point(10, 10), rotation: 90 }),
      [90, 60, 110, 100],
    ],
    [
      'a circle around its middle',
      area('circle', { radius: 10 }, { position: point(10, 10), rotation: 45 }),
      [100, 50, 120, 70],
    ],
    [
      'an ellipse around its middle',
      area('ellipse', { radius: point(20, 5) }, { position: point(0, 0), rotation: -90 }),
      [95, 30, 105, 70],
    ],
    [
      'a polygon around its point',
      area('polygon', { points: [point(10, 0), point(30, 0), point(10, 20)] }, { rotation: 180 }),
      [70, 30, 90, 50],
    ],
    [
      'a rectangle that is a polygon',
      area('polygon', { points: [point(0, 0), point(30, 0), point(30, 20), point(0, 20)] }, { rotation: 450 }),
      [80, 50, 100, 80],
    ],
  ])('%s', (_, one, box) => {
    const { shapes } = drawn(one);
    expect(shapes.map((made_) => made_.box)).toEqual([box]);
  });

  test('a text in the middle names the area; elsewhere, or turned, it stands where it stands', () => {
    const { shapes, dropped } = drawn(
      area('rectangle', { width: 100, height: 40 }, { text: text('Stage', 50, 20) }),
      area('rectangle', { width: 100, height: 40 }, { text: text('Beside', 0, -30), rotation: 90 }),
      { shape: 'text', position: point(20, 30), rotation: 30, text: { ...text('Way out', 0, 0), size: 40 } },
      { shape: 'text', position: point(0, 0), text: text('   ', 0, 0) },
    );
    expect(shapes.map(({ shape: { kind, text: words, turn } }) => [kind, words, turn])).toEqual([
      ['area', 'Stage', 0],
      ['area', undefined, 90],
      ['text', 'Beside', 90],
      ['text', 'Way out', 30],
    ]);
    const middles = shapes.map(({ box: [left = 0, top = 0, right = 0, bottom = 0] }) => [
      (left + right) / 2,
      (top + bottom) / 2,
    ]);
    expect(middles[2]).toEqual([130, 50]);
    expect(middles[3]).toEqual([120, 80]);
    expect(dropped).toEqual(['the size of texts', 'a text without words: zone Z, area number 4']);
  });

  test('what has no extent, too few corners or too many is told, and so are areas beyond 500', () => {
    const around = Array.from({ length: 450 }, (_, at) =>
      point(100 * Math.cos((at * Math.PI) / 225), 100 * Math.sin((at * Math.PI) / 225)),
    );
    const { shapes, dropped } = drawn(
      area('rectangle', { width: 0, height: 20 }),
      area('circle', { radius: -1 }),
      area('polygon', { points: [point(0, 0), point(1, 1)] }),
      area('polygon', { points: around }),
    );
    expect(shapes).toHaveLength(1);
    // Still the whole circle.
    expect(shapes[0]?.box).toEqual([0, -50, 200, 150]);
    expect(dropped).toEqual([
      'an area without extent (2 times): zone Z, area number 1; zone Z, area number 2',
      'a polygon of fewer than three points: zone Z, area number 3',
      'corners of a polygon beyond 200 (250 times): zone Z, area number 4 …',
    ]);
    expect(drawn(...Array.from({ length: 512 }, () => area('circle', { radius: 5 }))).dropped).toEqual([
      'areas beyond 500, of which a plan has no more (12 times)',
    ]);
  });
});
