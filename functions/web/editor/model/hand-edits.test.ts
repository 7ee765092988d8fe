/** Rows, tables and outlines as hands and keys change them. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { Plan } from '../../../shared/plan/plan.ts';
import { documentOfReady } from '../files/ready-start.ts';
import { after, type HallCommand } from './commands.ts';
import { sectionLaid } from './geometry.ts';
import {
  documentOf,
  type HallDocument,
  partsOf,
  ruleOf,
  seatedNamed,
  sectionPart,
  shapePart,
} from './hall-document.ts';
import {
  addedCorner,
  cornersOf,
  hasOwnOutline,
  movedCorner,
  outlineThrough,
  removedCorner,
  resetOutline,
} from './outline-edits.ts';
import { rowAt } from './row-moves.ts';
import { staggers } from './row-edits.ts';

const prices = [{ id: 'P1', name: 'Best', priceCents: 900 }];
const hall = (rule = {}, rows = ['1', '2', '3', '4'].map((label) => ({ label, seats: 6 }))): HallDocument =>
  documentOf(
    { sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] },
    { sections: { A: { at: [0, 0], ...rule } }, shapes: [{ kind: 'bar', at: [0, -500], size: [600, 120] }] },
    prices,
  );
const done = (document: HallDocument, command: HallCommand | undefined): HallDocument => {
  if (!command) throw new Error('no command');
  return after(document, command);
};

/** Where each seat lies, by row. */
function places(document: HallDocument, id = 'A'): Map<string, [number, number][]> {
  const section = seatedNamed(document, id);
  if (!section) throw new Error('gone');
  const { x, y, rows } = sectionLaid(document, section);
  return new Map(
    rows.map(({ label, first, count }) => [
      label,
      Array.from({ length: count }, (_, at) => [x[first + at] ?? 0, y[first + at] ?? 0]),
    ]),
  );
}

describe('rows', () => {
  test.each([
    ['straight', {}],
    ['turned', { turn: 37 }],
    ['bent', { radius: 1_500, turn: -20 }],
    ['with rows of their own ways', { rows: { '2': { at: [0, 200], table: { kind: 'round', size: [180, 180] } } } }],
    ['with places one by one', { rows: { '2': { seats: [0, 0, 55, 3, 55, 6] } } }],
  ])('%s: go the way of the hand, and no other goes with them', (_, rule) => {
    const before = hall(rule);
    const now = done(before, { kind: 'moveRows', id: 'A', rows: ['2'], by: [120, -75] });
    const [was, is] = [places(before), places(now)];
    for (const [label, seats] of was)
      for (const [at, [x, y]] of seats.entries()) {
        const [nx, ny] = is.get(label)?.[at] ?? [0, 0];
        const by = label === '2' ? [120, -75] : [0, 0];
        expect(Math.hypot(nx - x - (by[0] ?? 0), ny - y - (by[1] ?? 0))).toBeLessThanOrEqual(2);
      }
    expect(Plan.safeParse(now.plan).success).toBe(true);
  });

  test('back where they were nothing is said of them', () => {
    const moved = done(hall(), { kind: 'moveRows', id: 'A', rows: ['2', '3'], by: [50, 0] });
    expect(done(moved, { kind: 'moveRows', id: 'A', rows: ['2', '3'], by: [-50, 0] })).toEqual(hall());
  });

  test('turn around their own middles', () => {
    const now = done(hall(), { kind: 'turnRows', id: 'A', rows: ['1'], degrees: 90 });
    const row = places(now).get('1') ?? [];
    expect(new Set(row.map(([x]) => x))).toEqual(new Set([0]));
    expect(done(now, { kind: 'turnRows', id: 'A', rows: ['1'], degrees: -90 })).toEqual(hall());
  });

  test.each([
    ['straight', { align: 'left' }],
    ['turned', { turn: 30 }],
    ['bent', { radius: 1_200 }],
  ])('%s: taken away, the others lie where they lay, and what was said of them is gone', (_, rule) => {
    const rows = [8, 5, 6, 7].map((seats, index) => ({ label: String(index + 1), seats }));
    const given = hall({ ...rule, rows: { '2': { pitch: 60 } } }, rows);
    const before = {
      ...given,
      plan: { ...given.plan, views: [{ section: 'A', row: '2', image: 'https://example.com/a.jpg', alt: 'a' }] },
    };
    const now = done(before, { kind: 'removeRows', id: 'A', rows: ['1', '2'] });
    expect(seatedNamed(now, 'A')?.rows.map(({ label }) => label)).toEqual(['3', '4']);
    expect(now.plan.views).toBeUndefined();
    for (const [label, seats] of places(now))
      for (const [at, [x, y]] of seats.entries()) {
        const [wx, wy] = places(before).get(label)?.[at] ?? [0, 0];
        expect(Math.hypot(x - wx, y - wy)).toBeLessThanOrEqual(2);
      }
    // The last stays: a section without rows is none.
    expect(done(now, { kind: 'removeRows', id: 'A', rows: ['3', '4'] })).toBe(now);
  });

  test('are found by their seats, and by the table that they stand around', () => {
    const document = hall({ rows: { '4': { at: [2_000, 0], table: { kind: 'round', size: [180, 180] } } } });
    expect(rowAt(document, 'A', [0, 95], 32)).toBe('2');
    expect(rowAt(document, 'A', [2_000, 10], 32)).toBe('4');
    expect(rowAt(document, 'A', [0, 45], 32)).toBeUndefined();
  });

  test('that a hand has moved are not staggered', () => {
    const staggered = done(hall(), { kind: 'stagger', id: 'A', isOn: true });
    expect(staggers(staggered, 'A')).toBe(true);
    expect(staggers(done(staggered, { kind: 'moveRows', id: 'A', rows: ['2'], by: [5, 0] }), 'A')).toBe(false);
  });
});

describe('outlines', () => {
  const corner = fc.integer({ min: 0, max: 3 });
  const to = fc.tuple(fc.integer({ min: -3_000, max: 3_000 }), fc.integer({ min: -3_000, max: 3_000 }));

  test('a corner lies where it was put, whichever way the part is turned; the others stay', () => {
    fc.assert(
      fc.property(corner, to, fc.integer({ min: -180, max: 180 }), fc.boolean(), (at, end, turn, isShape) => {
        const given = hall({ turn });
        const part = isShape ? shapePart(0) : sectionPart('A');
        const document = isShape ? after(given, { kind: 'turn', parts: [part], degrees: turn }) : given;
        const before = cornersOf(document, part);
        const now = cornersOf(done(document, movedCorner(document, part, at, end)), part);
        expect(now).toHaveLength(before.length);
        for (const [index, [x, y]] of now.entries()) {
          const [wx, wy] = index === at ? end : (before[index] ?? [0, 0]);
          expect(Math.hypot(x - wx, y - wy)).toBeLessThanOrEqual(1.5);
        }
      }),
    );
  });

  test('a corner is added between two, and taken away; three stay, 200 is the most', () => {
    const document = hall();
    const part = sectionPart('A');
    const count = cornersOf(document, part).length;
    const added = done(document, addedCorner(document, part, count - 1));
    expect(cornersOf(added, part)).toHaveLength(count + 1);
    expect(cornersOf(done(added, removedCorner(added, part, count)), part)).toEqual(cornersOf(document, part));
    expect(
      outlineThrough(document, part, [
        [0, 0],
        [1, 1],
      ]),
    ).toBeUndefined();
    expect(
      outlineThrough(
        document,
        part,
        Array.from({ length: 201 }, (_, at) => [at, at * at] as const),
      ),
    ).toBeUndefined();
  });

  test('of a section is around its seats again; of a shape it takes the place of its size', () => {
    const document = hall();
    const part = sectionPart('A');
    const edited = done(document, movedCorner(document, part, 0, [-900, -900]));
    expect(hasOwnOutline(edited, part)).toBe(true);
    expect(ruleOf(done(edited, resetOutline(part)), 'A').outline).toBeUndefined();
    const shape = done(document, movedCorner(document, shapePart(0), 0, [-900, -900])).plan.shapes?.[0];
    expect(shape).not.toHaveProperty('size');
    expect(shape?.outline).toHaveLength(8);
  });

  test.each(READY_HALLS)('of $id: the plan is still one', (ready) => {
    const document = documentOfReady(ready, []);
    const edited = partsOf(document)
      .slice(0, 12)
      .flatMap((part) => movedCorner(document, part, 0, [10, 10]) ?? []);
    expect(edited.length).toBeGreaterThan(0);
    const plan = Plan.safeParse(edited.reduce(after, document).plan);
    expect(plan.error?.issues ?? []).toEqual([]);
  });
});

test('views are put, and gone with their section', () => {
  const views = [{ section: 'A', image: 'https://example.com/a.jpg', alt: 'The stage' }];
  const seen = done(hall(), { kind: 'setViews', views });
  expect(Plan.safeParse(seen.plan).success).toBe(true);
  expect(done(seen, { kind: 'remove', parts: [sectionPart('A')] }).plan.views).toBeUndefined();
  expect(done(seen, { kind: 'setViews', views: [] })).toEqual(hall());
});
