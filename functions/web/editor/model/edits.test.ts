import { describe, expect, test } from 'vitest';
import type { EditedRow, HallDocument } from './hall-document.ts';
import { aislesAcross } from './aisle-line.ts';
import { after, type HallCommand } from './commands.ts';
import { sectionLaid } from './geometry.ts';
import { documentOf, sectionNamed, seatedNamed } from './hall-document.ts';
import { findingsOf } from './checks/hall-checks.ts';
import { handlesOf, pulled } from './handles.ts';
import { labelsFrom, numbersBy } from './labels.ts';
import { snapMove } from './snapping.ts';

const prices = [
  { id: 'P1', name: 'Best', priceCents: 900 },
  { id: 'P2', name: 'Good', priceCents: 500 },
];
const hall = (rows: EditedRow[], rule = {}): HallDocument =>
  documentOf(
    { sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] },
    { sections: { A: { at: [0, 0], ...rule } } },
    prices,
  );
const all = (document: HallDocument, ...commands: HallCommand[]): HallDocument => commands.reduce(after, document);
const rowsOf = (document: HallDocument) => seatedNamed(document, 'A')?.rows ?? [];

describe('numbers', () => {
  const usual = { first: '1', step: 1, from: 'left', leftOut: [] } as const;
  test.each([
    ['as they are without', usual, undefined],
    ['odd', { ...usual, step: 2 }, { first: 1, step: 2 }],
    ['even, from the right', { ...usual, first: '2', step: 2, from: 'right' as const }, { first: 10, step: -2 }],
    ['from 101', { ...usual, first: '101' }, { first: 101, step: 1 }],
    ['letters', { ...usual, first: 'Y' }, ['Y', 'Z', 'AA', 'AB', 'AC']],
    ['without 13', { ...usual, first: '12', leftOut: ['13'] }, ['12', '14', '15', '16', '17']],
    [
      'without 13, from the right',
      { ...usual, first: '12', leftOut: ['13'], from: 'right' as const },
      ['17', '16', '15', '14', '12'],
    ],
  ])('%s', (_, scheme, numbers) => {
    expect(numbersBy(scheme, 5)).toEqual(numbers);
  });

  test('labels follow the first', () => {
    expect(labelsFrom('A', 3)).toEqual(['A', 'B', 'C']);
    expect(labelsFrom('z', 2)).toEqual(['z', 'aa']);
    expect(labelsFrom('09', 3)).toEqual(['09', '10', '11']);
    expect(labelsFrom('R8', 3)).toEqual(['R8', 'R9', 'R10']);
  });
});

const laid = (document: HallDocument) => {
  const section = sectionNamed(document, 'A');
  if (!section) throw new Error('gone');
  const { x, y, box } = sectionLaid(document, section);
  return { x: [...x], y: [...y], middle: (box.left + box.right) / 2 };
};

describe('mirrored', () => {
  const rows: EditedRow[] = [
    { label: '1', seats: 6, accessible: [1], aisleAfter: [2], otherPrices: [{ priceCategory: 'P2', places: [5, 6] }] },
    { label: '2', seats: 6, numbers: ['a', 'b', 'c', 'd', 'e', 'f'] },
  ];
  test('places, numbers and all that is said of seats change sides; twice it is as it was', () => {
    const once = all(hall(rows, { align: 'left', turn: 30 }), { kind: 'mirror', parts: ['section:A'] });
    expect(rowsOf(once)).toEqual([
      {
        label: '1',
        seats: 6,
        numbers: { first: 6, step: -1 },
        accessible: [6],
        aisleAfter: [4],
        otherPrices: [{ priceCategory: 'P2', places: [1, 2] }],
      },
      { label: '2', seats: 6, numbers: ['f', 'e', 'd', 'c', 'b', 'a'] },
    ]);
    expect(once.plan.sections?.['A']).toMatchObject({ align: 'right', turn: -30 });
    const twice = all(once, { kind: 'mirror', parts: ['section:A'] });
    expect(rowsOf(twice)).toEqual(rows);
  });

  test('seats that lie anyhow lie mirrored', () => {
    const before = hall([{ label: '1', seats: 3 }], { rows: { 1: { seats: [10, 5, 60, 0, 70, 30] } } });
    const [was, is] = [laid(before), laid(all(before, { kind: 'mirror', parts: ['section:A'] }))];
    expect(is.y).toEqual(was.y.toReversed());
    expect(is.x.map((x) => 2 * was.middle - x)).toEqual(was.x.toReversed());
  });
});

test('a line across rows makes aisles, wherever it crosses each; the same line takes them away', () => {
  const document = hall([
    { label: '1', seats: 10 },
    { label: '2', seats: 12 },
  ]);
  const made = aislesAcross(document, [-30, -100], [-30, 200], undefined);
  expect(made).toMatchObject({ rows: 2, isOn: true });
  const next = all(document, ...(made?.commands ?? []));
  expect(rowsOf(next).map(({ aisleAfter }) => aisleAfter)).toEqual([[4], [5]]);
  const again = aislesAcross(next, [-30, -100], [-30, 200], undefined);
  expect(rowsOf(all(next, ...(again?.commands ?? []))).map(({ aisleAfter }) => aisleAfter)).toEqual([
    undefined,
    undefined,
  ]);
  expect(aislesAcross(document, [0, 1_000], [0, 2_000], undefined)).toBeUndefined();
});

test('a seat is painted, and what most of a row costs is the row’s', () => {
  const document = all(hall([{ label: '1', seats: 4, companion: [1] }]), {
    kind: 'paint',
    seats: [{ section: 'A', rows: { 1: [1, 2, 3] } }],
    paint: { category: 'P2' },
  });
  expect(rowsOf(document)).toEqual([
    { label: '1', seats: 4, companion: [1], priceCategory: 'P2', otherPrices: [{ priceCategory: 'P1', places: [4] }] },
  ]);
  const marked = all(document, {
    kind: 'paint',
    seats: [{ section: 'A', rows: { 1: [1] } }],
    paint: { fact: 'accessible', isOn: true },
  });
  expect(rowsOf(marked)[0]).toMatchObject({ accessible: [1] });
  expect(rowsOf(marked)[0]?.companion).toBeUndefined();
});

test('a pull at the handle bends rows towards the stage, away from it, and straight again', () => {
  const document = hall(Array.from({ length: 8 }, (_, index) => ({ label: String(index + 1), seats: 20 })));
  const bend = handlesOf(document, 'section:A', 50).find(({ kind }) => kind === 'bend');
  if (!bend) throw new Error('no handle');
  const [x, y] = bend.at;
  const pull = (one: HallDocument, by: number) => pulled(one, 'section:A', 'bend', [x, y], [x, y + by]) as HallCommand;
  const bent = all(document, pull(document, 100));
  expect(bent.plan.sections?.['A']?.radius).toBeGreaterThan(500);
  expect(findingsOf(bent).map(({ code }) => code)).not.toContain('bentTooMuch');
  const away = all(document, pull(document, -100));
  expect(away.plan.sections?.['A']?.radius).toBeLessThan(-500);
  expect(findingsOf(away).map(({ code }) => code)).not.toContain('bentTooMuch');
  expect(all(bent, pull(bent, -100)).plan.sections?.['A']?.radius).toBeUndefined();
});

describe('checks name the seat', () => {
  test('two in one place, one on the stage, two that show the same', () => {
    const document = all(
      hall([{ label: '1', seats: 3 }]),
      { kind: 'copy', parts: ['section:A'], by: [10, 0] },
      { kind: 'addShape', shape: { kind: 'stage', at: [-55, 0], size: [60, 60] } },
      { kind: 'listNumbers', id: 'A', row: '1', shown: ['1', '1', '2'] },
    );
    const found = findingsOf(document);
    expect(found[0]).toMatchObject({ code: 'numbersTwice', row: '1', seats: ['A-1-1', 'A-1-2'], what: '1' });
    expect(found).toContainEqual(
      expect.objectContaining({ code: 'seatsOverlap', seats: ['A-1-1', 'B-1-1'], count: 3 }),
    );
    expect(found).toContainEqual(expect.objectContaining({ code: 'seatOnShape', seats: ['A-1-1'], what: 'stage' }));
    expect(found.map(({ code }) => code)).toContain('sameName');
  });

  test('what is sold and no longer as it was', () => {
    const document = hall([{ label: '1', seats: 3 }]);
    const next = all(document, { kind: 'resize', id: 'A', counts: [2] });
    expect(findingsOf(next, document.chart)[0]).toMatchObject({ code: 'lost', row: '1', what: 'seats' });
    expect(findingsOf(all(document, { kind: 'resize', id: 'A', counts: [4, 4] }), document.chart)).toEqual([
      expect.objectContaining({ code: 'priceUnused' }),
    ]);
  });
});

test('what is moved stops at edges and middles of what is there', () => {
  const box = { left: 0, right: 100, top: 0, bottom: 100 };
  const other = { left: 300, right: 500, top: 40, bottom: 240 };
  expect(snapMove(box, [196, 37], [other], 10, 0)).toEqual({
    by: [200, 40],
    guides: [
      { axis: 'x', at: 300 },
      { axis: 'y', at: 40 },
    ],
  });
  expect(snapMove(box, [1_234, 567], [], 10, 50).by).toEqual([1_250, 550]);
});
