/** What is at a point of the hall. */
import { expect, test } from 'vitest';
import { hallOf } from '../hall/seat-hall.ts';
import { contains, floorBox, seatAt, sectionAt } from './hits.ts';

const hall = hallOf(
  {
    chartVersion: 1,
    seatsTotal: 45,
    sections: [
      {
        kind: 'seated',
        id: 'A',
        name: 'A',
        priceCategory: 'P',
        rows: [
          { label: '1', seats: 10 },
          { label: '2', seats: 10 },
        ],
      },
      { kind: 'seated', id: 'B', name: 'B', priceCategory: 'P', rows: [{ label: '1', seats: 20 }] },
      { kind: 'general', id: 'G', name: 'G', priceCategory: 'P', capacity: 5 },
    ],
    plan: {
      floors: [
        { id: '1', name: 'Ground' },
        { id: '2', name: 'Balcony' },
      ],
      sections: {
        A: { at: [0, 0], floor: '1' },
        // Above the other, on another floor.
        B: { at: [0, 20], floor: '2' },
        G: { at: [0, 600], size: [400, 200] },
      },
    },
  },
  { currency: 'EUR', priceCategories: [{ id: 'P', name: 'P', priceCents: 100 }] },
);

test('every seat is found at its own middle, and on its own floor alone', () => {
  for (const section of hall.sections)
    for (let place = 0; place < section.x.length; place++) {
      const at = [section.x[place] ?? 0, section.y[place] ?? 0] as const;
      expect(seatAt(hall, ...at, section.floor)).toEqual({ section, place });
    }
});

test('between rows is no seat, unless a finger may miss by so much', () => {
  const [a] = hall.sections;
  const [x, y] = [a?.x[4] ?? 0, (a?.y[4] ?? 0) - 40];
  expect(seatAt(hall, x, y, '1')).toBeUndefined();
  expect(seatAt(hall, x, y, '1', 45)).toEqual({ section: a, place: 4 });
});

test('a section is found by its outline, and standing room is on every floor', () => {
  expect(sectionAt(hall, 0, 45, '1')?.id).toBe('A');
  expect(sectionAt(hall, 0, 20, '2')?.id).toBe('B');
  expect(sectionAt(hall, 100, 700, '2')?.id).toBe('G');
  expect(sectionAt(hall, 5000, 0, '1')).toBeUndefined();
});

test('an outline that bends inwards has its bay outside', () => {
  const outline = [0, 0, 100, 0, 100, 100, 50, 50, 0, 100];
  expect([contains(outline, 10, 50), contains(outline, 50, 80), contains(outline, 50, 20)]).toEqual([
    true,
    false,
    true,
  ]);
});

test('a floor is as large as what stands on it, and on every floor', () => {
  const [a, b, g] = hall.sections.map(({ box }) => box);
  const first = floorBox(hall, '1');
  expect([first.left, first.top]).toEqual([Math.min(a!.left, g!.left), Math.min(a!.top, g!.top)]);
  expect(floorBox(hall, '2').right).toBe(Math.max(b!.right, g!.right));
  expect(floorBox(hall, undefined)).toEqual(hall.bounds);
});
