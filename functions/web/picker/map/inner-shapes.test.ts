import { expect, test } from 'vitest';
import { hallOf } from '../hall/seat-hall.ts';
import { innerShapes, rowSign, rowSignsIn, textTurn } from './inner-shapes.ts';

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

test('of a row that goes through the window its name stands where it comes in, and of no other', () => {
  const hall = hallOf({ sections: [seated], chartVersion: 1, seatsTotal: 400 }, event);
  const [section] = hall.sections;
  if (!section) throw new Error('there is no section');
  const size = { width: 300, height: 120 };
  const scale = 30 / section.pitch;
  const seen = (place: number) =>
    rowSignsIn(section, { x: section.x[place] ?? 0, y: section.y[place] ?? 0, scale }, size);
  // The tenth seat of the tenth row in the middle: ten of its twenty are seen, and the rows beside it.
  const signs = seen(9 * 20 + 10);
  expect(signs.length).toBeGreaterThanOrEqual(3);
  expect(signs.map(({ text }) => text)).toContain('10');
  const tenth = signs.find(({ text }) => text === '10');
  expect(tenth?.y).toBeCloseTo(60, 0);
  expect(tenth?.x).toBeLessThan(30);
  expect(signs.every(({ x, y }) => x >= 12 && x <= 288 && y >= 12 && y <= 108)).toBe(true);
  // Its first seat in the middle: its end is seen, and its name with it.
  expect(seen(9 * 20).map(({ text }) => text)).not.toContain('10');
  // All of it is seen.
  expect(rowSignsIn(section, { x: section.x[190] ?? 0, y: section.y[190] ?? 0, scale: scale / 10 }, size)).toEqual([]);
});
