import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawnChart, DrawnRow } from './drawn-chart.ts';
import { type Layout, layoutOf, layoutSteps, placedPlan } from './layout.ts';
import type { Plan } from './plan.ts';
import { seatNumbers } from './seat-numbers.ts';

/** What lies 55 apart and is rounded, twice and in both directions. */
const SEAT_CM = 55 - Math.SQRT2 - 0.1;

const rows = (count: number, seats: number, more: Partial<DrawnRow> = {}): DrawnRow[] =>
  Array.from({ length: count }, (_, index) => ({ label: String(index + 1), seats, ...more }));
const seated = (id: string, own: DrawnRow[]) => ({ id, name: `Section ${id}`, kind: 'seated' as const, rows: own });
const general = (id: string, capacity: number) => ({ id, name: id, kind: 'general' as const, capacity });
const blocks = (count: number, own: DrawnRow[]): DrawnChart => ({
  sections: Array.from({ length: count }, (_, index) => seated(`B${index + 1}`, own)),
});

const SMALL: DrawnChart = { sections: [seated('A', rows(2, 20))] };
const THEATRE: DrawnChart = {
  sections: [seated('A', rows(12, 24, { aisleAfter: [12] })), seated('B', rows(8, 30)), general('GA', 300)],
};
const ARENA = blocks(120, rows(14, 30));

/** The smallest distance between any two seats, by a grid of cells as wide as `reach`. */
function smallestDistance({ sections }: Layout, reach = 60): number {
  const cells = new Map<string, [number, number][]>();
  let smallest = Infinity;
  for (const { x, y } of sections)
    for (let at = 0; at < x.length; at++) {
      const [px, py] = [x[at] as number, y[at] as number];
      const [column, line] = [Math.floor(px / reach), Math.floor(py / reach)];
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (const [ox, oy] of cells.get(`${column + dx} ${line + dy}`) ?? [])
            smallest = Math.min(smallest, Math.hypot(px - ox, py - oy));
      const key = `${column} ${line}`;
      cells.set(key, [...(cells.get(key) ?? []), [px, py]]);
    }
  return smallest;
}

/** Whether a point is within an outline that is convex, or nearly. */
function isWithin(outline: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let at = 0, before = outline.length - 2; at < outline.length; before = at, at += 2) {
    const [ax, ay, bx, by] = [outline[at], outline[at + 1], outline[before], outline[before + 1]] as number[] as [
      number,
      number,
      number,
      number,
    ];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Sections of which a corner, or a seat, lies in another one. */
function overlaps({ sections, shapes }: Layout): string[] {
  return sections.flatMap((one) =>
    [...sections, ...shapes.map((shape) => ({ ...shape, id: shape.kind }))].flatMap((other) => {
      if (one === other || one.box.right < other.box.left || one.box.left > other.box.right) return [];
      for (let at = 0; at < one.outline.length; at += 2)
        if (isWithin(other.outline, one.outline[at] as number, one.outline[at + 1] as number))
          return [`${one.id} in ${other.id}`];
      return [];
    }),
  );
}

describe('without a plan', () => {
  test('forty seats: two straight rows behind a stage', () => {
    const layout = layoutOf(SMALL);
    const [section] = layout.sections;
    expect([...(section?.x ?? [])].slice(0, 3)).toEqual([-522, -467, -412]);
    expect(new Set(section?.y)).toEqual(new Set([45, 135]));
    expect(layout).toMatchObject({
      focus: [0, -319],
      bounds: { left: -562, top: -388, right: 563, bottom: 175 },
      schematic: true,
      floors: [],
      views: [],
      shapes: [{ kind: 'stage', at: [0, -319], size: [550, 138] }],
      sections: [
        {
          id: 'A',
          turn: 0,
          label: [0, 90],
          outline: [-562, 5, 563, 5, 563, 175, -562, 175],
          rows: [
            { label: '1', first: 0, count: 20 },
            { label: '2', first: 20, count: 20 },
          ],
        },
      ],
    });
  });

  test('a theatre with standing room: ranks, an aisle, and an area for those who stand', () => {
    const layout = layoutOf(THEATRE);
    const [front, second, standing] = layout.sections;
    expect((front?.x[12] ?? 0) - (front?.x[11] ?? 0)).toBe(165);
    expect(second?.box.top).toBeGreaterThan(front?.box.bottom ?? 0);
    expect(standing).toMatchObject({ kind: 'general', rows: [] });
    expect(standing?.x).toHaveLength(0);
    const { left, right, top, bottom } = (standing as Layout['sections'][number]).box;
    expect((right - left) * (bottom - top)).toBeGreaterThanOrEqual(300 * 5_000);
    expect(overlaps(layout)).toEqual([]);
  });

  test.each([
    ['40 blocks stand in arcs before the stage', blocks(40, rows(10, 20)), 200],
    ['120 blocks of 50,400 seats stand all around', ARENA, 360],
    [
      'blocks of all sizes, and areas among them',
      {
        sections: ARENA.sections.map((section, at) =>
          at % 5 === 0
            ? general(section.id, 40 * (at + 1))
            : seated(section.id, rows(3 + (at % 20), 5 + ((at * 7) % 40))),
        ),
      },
      360,
    ],
  ])('%s', (_, chart, degrees) => {
    const layout = layoutOf(chart);
    expect(overlaps(layout)).toEqual([]);
    expect(smallestDistance(layout)).toBeGreaterThan(SEAT_CM);
    expect(layout.focus).toEqual([0, 0]);
    const turns = layout.sections.map(({ turn }) => turn);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThan(degrees);
    // Whoever sits in the middle of a block looks at the focus.
    for (const { x, y, turn } of layout.sections.slice(0, 3)) {
      if (x.length === 0) continue;
      const angle =
        (Math.atan2(
          -x.reduce((sum, value) => sum + value, 0),
          y.reduce((sum, value) => sum + value, 0),
        ) *
          180) /
        Math.PI;
      expect(Math.abs(angle - turn)).toBeLessThan(3);
    }
  });

  test('any chart: nothing overlaps, no two seats are nearer than a seat is wide, and it is the same each time', () => {
    const section = fc.oneof(
      fc.record({ rows: fc.integer({ min: 1, max: 6 }), seats: fc.integer({ min: 1, max: 30 }) }),
      fc.integer({ min: 1, max: 2_000 }),
    );
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 90 }), (all) => {
        const chart = {
          sections: all.map((one, index) =>
            typeof one === 'number' ? general(`S${index}`, one) : seated(`S${index}`, rows(one.rows, one.seats)),
          ),
        };
        const layout = layoutOf(chart);
        expect(overlaps(layout)).toEqual([]);
        expect(smallestDistance(layout)).toBeGreaterThan(SEAT_CM);
        expect(layoutOf(structuredClone(chart))).toEqual(layout);
      }),
      { numRuns: 60 },
    );
  });

  test('names and ids make no difference, not even those of what every object has', () => {
    const odd = { sections: [seated('toString', [{ label: 'valueOf', seats: 2 }])] };
    const plain = { sections: [seated('A', [{ label: '1', seats: 2 }])] };
    expect(layoutOf(odd, { sections: {} }).bounds).toEqual(layoutOf(plain).bounds);
  });
});

test('what seats show: counted from the first, backwards, or each by itself', () => {
  const own = [
    { label: '1', seats: 3, numbers: { first: 101, step: 2 } },
    { label: '2', seats: 3, numbers: { first: 6, step: -2 }, name: 'Loge' },
    { label: '3', seats: 2, numbers: ['א', '12a'] },
    { label: '4', seats: 2 },
  ];
  const [section] = layoutOf({ sections: [seated('A', own)] }).sections;
  expect(section?.rows.map(({ shown }) => shown)).toEqual([
    ['101', '103', '105'],
    ['6', '4', '2'],
    ['א', '12a'],
    ['1', '2'],
  ]);
  expect(section?.rows[1]).toMatchObject({ name: 'Loge', first: 3 });
});

test('seats have the numbers that availability counts by, also in a chart that has grown', () => {
  const chart = { sections: [seated('A', rows(2, 2)), general('GA', 3)] };
  expect(seatNumbers(chart).map((all) => [...all])).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6],
  ]);
  const grown = [
    [0, 1],
    [5, 6],
    [2, 4],
  ] as const;
  expect(seatNumbers(chart, grown).map((all) => [...all])).toEqual([
    [0, 1, 5, 6],
    [2, 3, 4],
  ]);
});

test('a layout is made in steps, at least one a section: whoever makes it may do other things between them', () => {
  expect([...layoutSteps(ARENA)].length).toBeGreaterThanOrEqual(120);
  expect([...layoutSteps(ARENA, placedPlan(ARENA))].length).toBeGreaterThanOrEqual(120);
});

test('a plan that says where all of it is drawn draws the same', () => {
  const placedA: Plan = { sections: { A: { at: [300, 0], radius: 900 } } };
  const cases: [DrawnChart, Plan | undefined][] = [
    [SMALL, undefined],
    [THEATRE, undefined],
    [THEATRE, placedA],
    [ARENA, undefined],
  ];
  for (const [chart, plan] of cases) {
    const before = layoutOf(chart, plan);
    const placed = placedPlan(chart, plan);
    const after = layoutOf(chart, placed);
    expect(after).toEqual({ ...before, schematic: false });
    expect(placedPlan(chart, placed)).toEqual(placed);
  }
});
