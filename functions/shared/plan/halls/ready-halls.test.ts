import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Chart, seatCount } from '../../event/chart.ts';
import { chartErrors } from '../../event/chart-errors.ts';
import { type Layout, layoutOf } from '../layout.ts';
import { Plan } from '../plan.ts';
import { planErrors } from '../plan-errors.ts';
import { READY_HALLS } from './ready-halls.ts';

/** Everything that is drawn, in short: another one is another drawing, which is to be looked at. */
function printOf(layout: Layout): string {
  const plain = layout.sections.map(({ x, y, ...rest }) => ({ ...rest, x: [...x], y: [...y] }));
  return createHash('sha256')
    .update(JSON.stringify({ ...layout, sections: plain }))
    .digest('hex')
    .slice(0, 12);
}

test.each(READY_HALLS.map((hall) => [hall.id, hall] as const))(
  '%s can be published as it is, and is drawn to scale',
  (_, hall) => {
    const prices = hall.priceCategories.map((category, index) => ({ ...category, priceCents: 1_000 * (index + 1) }));
    expect(chartErrors(Chart.parse(hall.chart), prices)).toEqual([]);
    expect(planErrors(hall.chart, Plan.parse(hall.plan))).toEqual([]);
    expect(layoutOf(hall.chart, hall.plan).schematic).toBe(false);
  },
);

test.each(READY_HALLS.map((hall) => [hall.id, hall] as const))(
  '%s: no seat is in another’s place, nor on the stage',
  (_, hall) => {
    const { sections, shapes, floors } = layoutOf(hall.chart, hall.plan);
    const all = sections.flatMap(({ x, y, floor }) => [...x].map((px, at) => ({ x: px, y: y[at] as number, floor })));
    all.sort((one, other) => one.x - other.x);
    let nearest = Infinity;
    for (const [index, seat] of all.entries())
      for (let next = index + 1; next < all.length && (all[next]?.x ?? 0) - seat.x < 50; next++)
        if (all[next]?.floor === seat.floor)
          nearest = Math.min(nearest, Math.hypot((all[next]?.x ?? 0) - seat.x, (all[next]?.y ?? 0) - seat.y));
    expect(nearest).toBeGreaterThan(49);
    const stage = shapes.find(({ kind }) => kind === 'stage')?.box;
    const onStage = all.filter(
      ({ x, y }) => stage && x > stage.left && x < stage.right && y > stage.top && y < stage.bottom,
    );
    expect(onStage).toEqual([]);
    expect(new Set(sections.map(({ floor }) => floor)).size).toBe(Math.max(1, floors.length));
  },
);

test('they are as they were', () => {
  expect(READY_HALLS.map(({ id, chart, plan }) => [id, seatCount(chart), printOf(layoutOf(chart, plan))]))
    .toMatchInlineSnapshot(`
      [
        [
          "theatre",
          558,
          "94216b7760a7",
        ],
        [
          "club",
          464,
          "92d10b28d423",
        ],
        [
          "arena",
          7560,
          "0581e6ca15c5",
        ],
        [
          "cinema",
          212,
          "f2ffdc2f50c7",
        ],
        [
          "tables",
          208,
          "9324df958739",
        ],
      ]
    `);
});
