import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartErrors } from '../../../shared/event/chart-errors.ts';
import { Chart } from '../../../shared/event/chart.ts';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { layoutOf } from '../../../shared/plan/layout.ts';
import { planErrors } from '../../../shared/plan/plan-errors.ts';
import { Plan } from '../../../shared/plan/plan.ts';
import type { HallCommand } from './commands.ts';
import { findingsOf } from './checks/hall-checks.ts';
import { isError } from './checks/finding.ts';
import { type HallDocument, partsOf, seatedNamed, shapesOf } from './hall-document.ts';
import { begun, done, type EditHistory, redone, undone } from './edit-history.ts';
import { newSeated, newShape, newStanding, newTables } from './new-parts.ts';
import { documentOfReady } from '../files/ready-start.ts';
import { seatsOfSection } from './seats-near.ts';

const halls = READY_HALLS.filter(({ id }) => id !== 'arena').map((hall) => documentOfReady(hall, []));
const named = { nameOf: (id: string) => `Section ${id}`, floor: undefined };
const tables = { across: 2, deep: 2, seats: 6, kind: 'rect', size: [180, 90], apart: 400, tableName: String } as const;

/** A command that somebody could give to a document, chosen by numbers. */
function commandOf(document: HallDocument, [kind = 0, a = 0, b = 0, c = 0]: readonly number[]): HallCommand {
  const parts = partsOf(document);
  const some = parts.filter((_, index) => (a + index) % 3 !== 0);
  const section = document.chart.sections[a % Math.max(1, document.chart.sections.length)];
  const id = section?.id ?? 'none';
  const rows = seatedNamed(document, id)?.rows ?? [];
  const row = rows[b % Math.max(1, rows.length)];
  const label = row?.label ?? '1';
  const labels = rows.filter((_, index) => (c + index) % 3 === 0).map((one) => one.label);
  const price = document.prices[b % Math.max(1, document.prices.length)]?.id ?? '';
  const by = [(b % 900) - 450, (c % 900) - 450] as const;
  const commands: (() => HallCommand)[] = [
    () => ({ kind: 'move', parts: some, by }),
    () => ({ kind: 'turn', parts: some, degrees: (b % 720) - 360 }),
    () => ({ kind: 'mirror', parts: some }),
    () => ({ kind: 'copy', parts: some.slice(0, 2), by }),
    () => ({ kind: 'remove', parts: some.slice(0, 1) }),
    () => ({
      kind: 'align',
      parts,
      how: (['left', 'centre', 'rear', 'spreadAcross', 'spreadBack'] as const)[b % 5] ?? 'left',
    }),
    () => newSeated(document, by, 1 + (b % 12), 1 + (c % 30), named),
    () => newTables(document, by, tables, named),
    () => newStanding(document, by, 100 + b, 100 + c, named),
    () => newShape((['stage', 'wall', 'text'] as const)[b % 3] ?? 'stage', by, undefined, 'A', undefined),
    () => ({
      kind: 'setRule',
      id,
      changes:
        section?.kind === 'seated'
          ? { radius: 2_000 + (b % 5_000), pitch: [50 + (c % 20), 90] }
          : { size: [100 + b, 100 + c] },
    }),
    () => ({ kind: 'resize', id, counts: rows.map(({ seats }) => seats + (b % 7) - 3).concat(c % 2 ? [5] : []) }),
    () => ({ kind: 'renameSection', id, to: `R${b % 50}` }),
    () => ({ kind: 'order', id, to: b % 5 }),
    () => ({ kind: 'labelRows', id, first: ['1', 'A', '101', 'x7'][b % 4] ?? '1', step: 1 }),
    () => ({ kind: 'labelRow', id, row: label, to: `L${c % 20}` }),
    () => ({
      kind: 'number',
      id,
      scheme: {
        first: ['1', '101', 'A', '2'][b % 4] ?? '1',
        step: [1, 2, -1][c % 3] ?? 1,
        from: c % 2 ? 'left' : 'right',
        leftOut: b % 5 === 0 ? ['13'] : [],
      },
    }),
    () => ({ kind: 'setRow', id, row: label, fields: { seats: 1 + (c % 40) } }),
    () => ({ kind: 'setRowRule', id, row: label, changes: { shift: [b % 100, 0] } }),
    () => ({
      kind: 'paint',
      seats: seatsOfSection(document, id, [label]),
      paint:
        b % 2
          ? { category: document.prices.at(-1)?.id ?? 'A' }
          : { fact: (['accessible', 'companion', 'restricted'] as const)[c % 3] ?? 'accessible', isOn: b % 4 < 2 },
    }),
    () => ({ kind: 'aisles', id, after: { [label]: 1 + (c % 20) }, isOn: b % 3 > 0 }),
    () => ({ kind: 'stagger', id, isOn: b % 2 > 0 }),
    () => ({ kind: 'setShape', index: b % Math.max(1, shapesOf(document).length), changes: { text: `T${c}` } }),
    () => ({ kind: 'setFloors', floors: [{ id: '0', name: 'Floor' }].slice(0, b % 2) }),
    () => ({ kind: 'floor', parts: some, floor: document.plan.floors?.[0]?.id }),
    () => ({ kind: 'addPrice', price: { id: `N${b % 9}`, name: 'New', priceCents: c } }),
    () => ({ kind: 'removePrice', id: document.prices[0]?.id ?? '', instead: document.prices[1]?.id ?? '' }),
    () => ({ kind: 'setFocus', at: by }),
    () => ({ kind: 'setSection', id, fields: { name: `N${c % 9}`, ...(b % 2 > 0 && { priceCategory: price }) } }),
    () => ({
      kind: 'listNumbers',
      id,
      row: label,
      shown: Array.from({ length: row?.seats ?? 1 }, (_, at) => `x${at}`),
    }),
    () => ({ kind: 'moveRows', id, rows: labels, by: [b % 90, c % 90] }),
    () => ({ kind: 'turnRows', id, rows: labels, degrees: (b % 90) - 45 }),
    () => ({ kind: 'removeRows', id, rows: labels }),
    () => ({ kind: 'setViews', views: [{ section: id, image: 'https://example.com/a.jpg', alt: `View ${c}` }] }),
    () => ({ kind: 'setPrice', id: price, changes: { name: `P${b}`, priceCents: c } }),
    () => ({ kind: 'replace', document: halls[b % halls.length] as HallDocument }),
    () => ({
      kind: 'all',
      commands: [
        { kind: 'mirror', parts },
        { kind: 'copy', parts: some.slice(0, 1), by },
      ],
    }),
  ];
  return (commands[kind % commands.length] as () => HallCommand)();
}

/** So that who changes it where it is, and does not make another, is found out. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const one of Object.values(value)) frozen(one);
  return value;
}

/** Every kind of command that there is: what is added to them is missed here. */
const KINDS: Readonly<Record<HallCommand['kind'], true>> = {
  move: true,
  turn: true,
  mirror: true,
  copy: true,
  remove: true,
  align: true,
  floor: true,
  addSection: true,
  setSection: true,
  renameSection: true,
  setRule: true,
  resize: true,
  order: true,
  setRow: true,
  labelRows: true,
  labelRow: true,
  number: true,
  listNumbers: true,
  setRowRule: true,
  moveRows: true,
  turnRows: true,
  removeRows: true,
  paint: true,
  aisles: true,
  stagger: true,
  addShape: true,
  setShape: true,
  setFloors: true,
  setFocus: true,
  setViews: true,
  addPrice: true,
  setPrice: true,
  removePrice: true,
  replace: true,
  all: true,
};

test('every kind of command is tried', () => {
  const tried = Array.from({ length: 100 }, (_, kind) => commandOf(halls[0] as HallDocument, [kind, 1, 1, 1]).kind);
  expect(new Set(tried)).toEqual(new Set(Object.keys(KINDS)));
});

const script = fc.record({
  hall: fc.nat(halls.length - 1),
  steps: fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.nat(1_000)), {
    minLength: 1,
    maxLength: 14,
  }),
});

const played = (hall: number, steps: readonly (readonly number[])[]): { history: EditHistory; all: HallDocument[] } => {
  let history = begun(frozen(halls[hall] as HallDocument));
  const all = [history.present];
  for (const step of steps) {
    history = done(history, frozen(commandOf(history.present, step)));
    frozen(history.present);
    if (history.present !== all.at(-1)) all.push(history.present);
  }
  return { history, all };
};

describe('whatever is done', () => {
  test('undoing leads back through the same documents, and doing again forth', () => {
    fc.assert(
      fc.property(script, ({ hall, steps }) => {
        const { history, all } = played(hall, steps);
        let now = history;
        for (const document of all.toReversed()) {
          expect(now.present).toBe(document);
          now = undone(now);
        }
        for (const document of all) {
          expect(now.present).toBe(document);
          now = redone(now);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a document without errors is one that the server takes, and nothing is placed by itself', () => {
    fc.assert(
      fc.property(script, ({ hall, steps }) => {
        const { all } = played(hall, steps);
        const document = all.at(-1) as HallDocument;
        const errors = findingsOf(document).filter(isError);
        const chart = Chart.safeParse(document.chart);
        const plan = Plan.safeParse(document.plan);
        expect(plan.error).toBeUndefined();
        if (errors.length > 0) return;
        expect(chart.error).toBeUndefined();
        expect(chartErrors(document.chart, document.prices)).toEqual([]);
        expect(planErrors(document.chart, document.plan)).toEqual([]);
        expect(layoutOf(document.chart, document.plan).schematic).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('the same again makes the same', () => {
    fc.assert(
      fc.property(script, ({ hall, steps }) => {
        expect(played(hall, steps).history.present).toEqual(played(hall, steps).history.present);
      }),
      { numRuns: 20 },
    );
  });
});

test('steps of one key are one', () => {
  const start = begun(halls[0] as HallDocument);
  const parts = partsOf(start.present).slice(0, 1);
  const one = done(
    done(start, { kind: 'move', parts, by: [10, 0] }, 'arrow'),
    { kind: 'move', parts, by: [10, 0] },
    'arrow',
  );
  expect(undone(one).present).toBe(start.present);
  const other = done(one, { kind: 'move', parts, by: [10, 0] });
  expect(undone(other).present).toBe(one.present);
});

test('what changes nothing is no step', () => {
  const start = begun(halls[0] as HallDocument);
  expect(done(start, { kind: 'move', parts: partsOf(start.present), by: [0, 0] })).toBe(start);
});
