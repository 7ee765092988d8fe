import { expect, test } from 'vitest';
import { hallOf } from '../hall/seat-hall.ts';
import { innerShapes, rowSign, textTurn } from './inner-shapes.ts';

const event = { currency: 'EUR', priceCategories: [{ id: 'P', name: 'All', priceCents: 1 }] };
const seated = {
  id: 'A',
  name: 'A',
  kind: 'seated',
  priceCategory: 'P',
  rows: Array.from({ length: 20 }, (_, index) => ({ label: String(index + 1), seats: 20 })),
} as const;

test('what lies on the floor of a section is drawn on it; what lies around it or beside it is behind', () => {
  const shapes = [
    { kind: 'area', at: [0, 500], size: [120, 120], round: true },
    { kind: 'text', at: [100, 900], text: 'Row 10' },
    { kind: 'area', at: [0, 800], size: [4_000, 4_000] },
    { kind: 'stage', at: [0, -600], size: [800, 200] },
  ];
  const chart = { sections: [seated, { id: 'G', name: 'G', kind: 'general', priceCategory: 'P', capacity: 9_000 }] };
  const plan = { sections: { A: { at: [0, 0] }, G: { at: [0, 4_000] } }, shapes };
  const hall = hallOf({ ...chart, plan, chartVersion: 1, seatsTotal: 9_400 } as never, event);
  expect([...innerShapes(hall)].map(([at, all]) => [at, all.map(({ kind }) => kind)])).toEqual([[0, ['area', 'text']]]);
  expect(innerShapes(hall)).toBe(innerShapes(hall));
});

test('beside a row stands what people call it, where it is short', () => {
  expect([{ label: '1' }, { label: 'R3', name: 'ق' }, { label: '4', name: 'Table 4' }].map(rowSign)).toEqual([
    '1',
    'ق',
    '4',
  ]);
});

test('what is written on a shape turns with it, and is never upside down', () => {
  expect([0, 45, -90, 135, -170, 180].map((turn) => textTurn({ turn }))).toEqual([0, 45, -90, -45, 10, 0]);
});
