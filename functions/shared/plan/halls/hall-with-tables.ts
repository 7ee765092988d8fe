import type { RowPlan } from '../plan.ts';
import type { ReadyHall } from './ready-hall.ts';

const ACROSS = 5;
const APART_CM = 380;
/** Round tables of eight; those at the rear are of the second category. */
const tables = Array.from({ length: 4 * ACROSS }, (_, index) => {
  const line = Math.floor(index / ACROSS);
  const at: [number, number] = [((index % ACROSS) - (ACROSS - 1) / 2) * APART_CM, line * APART_CM];
  const label = String(index + 1);
  const rule: RowPlan = { table: { kind: 'round', size: [180, 180] }, at };
  return { label, line, rule };
});

/** Tables of eight before a stage, each to be named on the tickets, and long ones at the rear. */
export const hallWithTables: ReadyHall = {
  id: 'tables',
  name: 'Hall with tables',
  chart: {
    sections: [
      {
        id: 'T',
        name: 'Tables',
        kind: 'seated',
        priceCategory: 'A',
        rows: tables.map(({ label, line }) => ({
          label,
          seats: 8,
          name: `Table ${label}`,
          ...(line > 1 && { priceCategory: 'B' }),
        })),
      },
      {
        id: 'L',
        name: 'Long tables',
        kind: 'seated',
        priceCategory: 'B',
        rows: ['21', '22', '23'].map((label) => ({ label, seats: 16, name: `Table ${label}` })),
      },
    ],
  },
  plan: {
    sections: {
      T: { at: [0, 0], rows: Object.fromEntries(tables.map(({ label, rule }) => [label, rule])) },
      L: {
        at: [0, 1_600],
        rows: Object.fromEntries(
          ['21', '22', '23'].map((label, index): [string, RowPlan] => [
            label,
            { table: { kind: 'rect', size: [440, 90] }, at: [(index - 1) * 650, 0] },
          ]),
        ),
      },
    },
    shapes: [
      { kind: 'stage', at: [0, -550], size: [900, 400], text: 'Stage' },
      { kind: 'bar', at: [0, 1_950], size: [900, 120], text: 'Bar' },
    ],
  },
  priceCategories: [
    { id: 'A', name: 'Front tables' },
    { id: 'B', name: 'Rear tables' },
  ],
};
