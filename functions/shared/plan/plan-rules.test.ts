import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DrawnChart, DrawnRow } from './drawn-chart.ts';
import { layoutOf, type SectionLayout } from './layout.ts';
import { Plan, type SectionPlan } from './plan.ts';

const row = (label: string, seats: number, more: Partial<DrawnRow> = {}): DrawnRow => ({ label, seats, ...more });

/** The section of one chart by one rule, with its places as points. */
function drawn(rows: DrawnRow[], rule: SectionPlan): SectionLayout & { at: [number, number][] } {
  const plan = Plan.parse({ sections: { A: { at: [0, 0], ...rule } } });
  const layout = layoutOf({ sections: [{ id: 'A', name: 'A', kind: 'seated', rows }] }, plan);
  const section = layout.sections[0] as SectionLayout;
  return { ...section, at: [...section.x].map((x, index) => [x, section.y[index] as number]) };
}

/** The second row of a section by its own rule. */
function one(rows: Record<string, object>, seats = 4): [number, number][] {
  return drawn([row('1', 2), row('X', seats)], { rows }).at.slice(2);
}

const tenSeats = (id: string) => ({ id, name: id, kind: 'seated' as const, rows: [row('1', 10)] });

describe('a section', () => {
  test('stands where it is put, and is turned clockwise around the middle of its front row', () => {
    const rule = { at: [1_000, 500] as [number, number], turn: 90, pitch: [50, 100] as [number, number] };
    const { at, turn, outline, label } = drawn([row('1', 3), row('2', 1)], rule);
    // Rows grow backwards: to the left, when it is turned to the right.
    expect(at).toEqual([
      [1_000, 450],
      [1_000, 500],
      [1_000, 550],
      [900, 500],
    ]);
    expect(turn).toBe(90);
    expect(label).toEqual([950, 500]);
    expect(outline).toHaveLength(2 * 6);
  });

  test('is bent: rows have one middle, seats are as far apart in each, and the outline follows', () => {
    const { at, outline } = drawn([row('1', 11), row('2', 11)], { radius: 1_000 });
    for (const [index, [x, y]] of at.entries())
      expect(Math.abs(Math.hypot(x, y + 1_000) - (index < 11 ? 1_000 : 1_090))).toBeLessThan(1);
    expect(at[0]?.[1]).toBeLessThan(0);
    expect(outline.length).toBeGreaterThan(2 * 10);
    for (let point = 0; point < outline.length; point += 2) {
      const distance = Math.hypot(outline[point] as number, (outline[point + 1] as number) + 1_000);
      expect(distance).toBeGreaterThan(957);
      expect(distance).toBeLessThan(1_133);
    }
  });

  test('bends away with a negative radius', () => {
    const { at } = drawn([row('1', 11), row('2', 11)], { radius: -1_000 });
    for (const [index, [x, y]] of at.entries())
      expect(Math.abs(Math.hypot(x, y - 1_000) - (index < 11 ? 1_000 : 910))).toBeLessThan(1);
    expect(at[0]?.[1]).toBeGreaterThan(0);
    expect(at[0]?.[0]).toBeLessThan(0);
  });

  test.each([
    ['left', [-55, 0, 55, -55]],
    ['middle', [-55, 0, 55, 0]],
    ['right', [-55, 0, 55, 55]],
  ] as const)('has its rows meet: %s', (align, x) => {
    expect([...drawn([row('1', 3), row('2', 1)], { align }).x]).toEqual(x);
  });

  test('has aisles as wide as it says', () => {
    expect([...drawn([row('1', 3, { aisleAfter: [2] })], { aisle: 200, align: 'left' }).x]).toEqual([-155, -100, 155]);
  });
});

describe('a row', () => {
  test('is moved, turned, bent and set wider by itself', () => {
    expect(one({ X: { shift: [10, -5] } })).toEqual([
      [-72, 85],
      [-17, 85],
      [38, 85],
      [93, 85],
    ]);
    expect(one({ X: { pitch: 100 } }).map(([x]) => x)).toEqual([-150, -50, 50, 150]);
    expect(one({ X: { at: [400, 900], turn: 180 } }, 2)).toEqual([
      [428, 900],
      [373, 900],
    ]);
    const bent = one({ X: { radius: 200 } });
    expect(bent.map(([, y]) => y)).toEqual([73, 88, 88, 73]);
  });

  test('is a round table: seats clockwise from the side of the stage', () => {
    expect(one({ X: { table: { kind: 'round', size: [180, 180] }, at: [400, 900] } })).toEqual([
      [400, 780],
      [520, 900],
      [400, 1_020],
      [280, 900],
    ]);
  });

  test('is a rectangular table: at the front and the rear, and at its ends when there are more', () => {
    const table = { kind: 'rect', size: [120, 80] };
    expect(one({ X: { table, at: [0, 0] } })).toEqual([
      [-30, -70],
      [30, -70],
      [30, 70],
      [-30, 70],
    ]);
    expect(one({ X: { table, at: [0, 0] } }, 6)).toEqual([
      [-30, -70],
      [30, -70],
      [90, 0],
      [30, 70],
      [-30, 70],
      [-90, 0],
    ]);
  });

  test('that is a table is drawn as one', () => {
    const rows = {
      X: {
        table: { kind: 'rect' as const, size: [120, 80] as [number, number] },
        at: [10, 20] as [number, number],
        turn: 90,
      },
    };
    const { tables } = drawn([row('1', 2), row('X', 4)], { rows, at: [1_000, 0] });
    expect(tables).toEqual([{ row: 1, kind: 'rect', outline: [1_050, -40, 1_050, 80, 970, 80, 970, -40] }]);
  });

  test('lies seat by seat, and goes on as it ended where it has more seats', () => {
    const seats = [0, 0, 55, 3, 55, 6];
    expect(one({ X: { seats, at: [100, 100] } })).toEqual([
      [100, 100],
      [155, 103],
      [210, 109],
      [265, 115],
    ]);
    expect(one({ X: { seats } }, 2)).toEqual([
      [0, 0],
      [55, 3],
    ]);
  });

  test('that has a seat by seat way goes by it, whatever else is said', () => {
    expect(one({ X: { seats: [5, 5, 60, 0], table: { kind: 'round', size: [100, 100] }, radius: 500 } }, 2)).toEqual([
      [5, 5],
      [65, 5],
    ]);
  });
});

test('shapes, floors, focus and views; general admission of a size', () => {
  const chart: DrawnChart = {
    sections: [
      { id: 'A', name: 'A', kind: 'seated', rows: [row('1', 2)] },
      { id: 'G', name: 'Standing', kind: 'general', capacity: 10 },
    ],
  };
  const plan = Plan.parse({
    floors: [{ id: '1', name: 'Balcony' }],
    sections: { A: { at: [0, 0], floor: '1' }, G: { at: [0, -900], size: [2_000, 800], turn: 180 } },
    shapes: [
      { kind: 'stage', at: [0, -3_000], size: [1_200, 300], text: 'Stage' },
      { kind: 'area', outline: [0, 0, 300, 0, 300, 200], floor: '1' },
      { kind: 'bar', at: [500, 500], size: [100, 50], round: true },
    ],
    views: [{ section: 'A', image: 'https://hall.example/a.jpg', alt: 'The stage, from the left' }],
  });
  const layout = layoutOf(chart, plan);
  expect(layout).toMatchObject({
    focus: [0, -3_000],
    schematic: false,
    floors: [{ id: '1', name: 'Balcony' }],
    sections: [{ floor: '1' }, { box: { left: -1_000, right: 1_000, top: -1_700, bottom: -900 } }],
    shapes: [
      { kind: 'stage', text: 'Stage', outline: [-600, -3_150, 600, -3_150, 600, -2_850, -600, -2_850] },
      { kind: 'area', outline: [0, 0, 300, 0, 300, 200], floor: '1' },
      { kind: 'bar', round: true, box: { left: 450, right: 550, top: 475, bottom: 525 } },
    ],
    views: [{ section: 'A', alt: 'The stage, from the left' }],
  });
  expect(layoutOf(chart, { ...plan, focus: [7, 8] }).focus).toEqual([7, 8]);
});

test('a section that the plan does not place stands behind what it does, and the layout is schematic', () => {
  const layout = layoutOf({ sections: [tenSeats('A'), tenSeats('B')] }, { sections: { A: { at: [5_000, 0] } } });
  const [placed, loose] = layout.sections;
  expect(layout).toMatchObject({ schematic: true, shapes: [] });
  expect(loose?.box.top).toBeGreaterThan(placed?.box.bottom ?? Infinity);
  expect(loose?.label[0]).toBe(5_000);
});

test('chart and plan of 50,400 seats are less than 5 KB compressed, and places are computed by whole centimetres', () => {
  const rows = Array.from({ length: 14 }, (_, index) => row(String(index + 1), 30, { aisleAfter: [15] }));
  const sections = Array.from({ length: 120 }, (_, index) => ({
    id: `B${index}`,
    name: `Block ${index}`,
    kind: 'seated' as const,
    priceCategory: 'P',
    rows,
  }));
  const rules = sections.map(({ id }, index): [string, SectionPlan] => {
    const [ring, angle] = [Math.floor(index / 30), ((index % 30) * 12 * Math.PI) / 180];
    const radius = 3_000 + ring * 1_600;
    return [
      id,
      {
        at: [Math.round(radius * Math.sin(angle)), Math.round(radius * Math.cos(angle))],
        turn: -(index % 30) * 12,
        radius,
      },
    ];
  });
  const plan = Plan.parse({ focus: [0, 0], sections: Object.fromEntries(rules) });
  expect(gzipSync(JSON.stringify({ sections, plan })).length).toBeLessThan(5_000);
  const layout = layoutOf({ sections }, plan);
  expect(layout.sections.reduce((sum, { x }) => sum + x.length, 0)).toBe(50_400);
  for (const { x, y, rows: own } of layout.sections.slice(0, 40))
    for (const { first } of own) {
      const [dx, dy] = [
        (x[first + 1] as number) - (x[first] as number),
        (y[first + 1] as number) - (y[first] as number),
      ];
      expect(Math.abs(Math.hypot(dx, dy) - 55)).toBeLessThan(2);
    }
});

test.each([
  [{ sections: { A: { at: [0.5, 0] } } }],
  [{ sections: { A: { radius: 10 } } }],
  [{ sections: { A: { at: [100_001, 0] } } }],
  [{ sections: { A: { outline: [0, 0, 1, 1, 2] } } }],
  [{ sections: { A: { rows: { 1: { seats: [0, 0, 1] } } } } }],
  [{ sections: { A: { rows: { 1: { table: { kind: 'oval', size: [100, 100] } } } } } }],
  [{ shapes: [{ kind: 'script' }] }],
  [{ views: [{ section: 'A', image: 'javascript:alert(1)', alt: 'x' }] }],
  [{ anything: 1 }],
])('%j is no plan', (plan) => {
  expect(Plan.safeParse(plan).success).toBe(false);
});
