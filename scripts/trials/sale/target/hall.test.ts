import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chart } from '../../../../functions/shared/event/chart.ts';
import { chooseSeats, hallOf } from './hall.ts';

const hall = hallOf(400);
const nothing = () => false;
const isOdd = (seat: number) => seat % 2 !== 0;
const labels = (seats: readonly number[] | undefined) => seats?.map((seat) => hall.seating.labelOf(seat));

test('a hall has exactly the seats asked for, on a chart the API takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 3_000 }), (seats) => {
      const { chart, seating, ranking } = hallOf(seats);
      expect(Chart.safeParse(chart).success).toBe(true);
      expect(seating.total).toBe(seats);
      const general = seating.sections.at(-1);
      expect(new Set(ranking).size).toBe(seats - (general?.size ?? 0));
    }),
    { numRuns: 50 },
  );
});

test('the most wanted seats are in front and in the middle; a party of three sits side by side there', () => {
  expect(labels(hall.ranking.slice(0, 1))).toEqual(['A-1-9']);
  expect(labels(chooseSeats(hall, 0, 3, nothing))).toEqual(['A-1-8', 'A-1-9', 'A-1-10']);
});

test('the sweep goes on to the next seats that are not taken as far as one knows', () => {
  const first = chooseSeats(hall, 0, 2, nothing) ?? [];
  const second = chooseSeats(hall, 0, 2, (seat) => first.includes(seat)) ?? [];
  expect(second).toHaveLength(2);
  expect(second.some((seat) => first.includes(seat))).toBe(false);
});

test('with no two seats side by side left, single ones; with too few left, none', () => {
  const apart = chooseSeats(hall, 0, 3, isOdd) ?? [];
  expect(apart).toHaveLength(3);
  expect(apart.every((seat) => seat % 2 === 0)).toBe(true);
  expect(chooseSeats(hall, 0, 2, (seat) => seat !== 5)).toBeUndefined();
  expect(chooseSeats(hall, 300, 1, (seat) => seat !== 5)).toEqual([5]);
});

test('whatever is taken, what is chosen is free, in number and in one hall', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 319 })),
      fc.integer({ min: 0, max: 319 }),
      fc.integer({ min: 1, max: 6 }),
      (taken, rank, quantity) => {
        const isTaken = (seat: number) => taken.includes(seat);
        const seats = chooseSeats(hall, rank, quantity, isTaken);
        const isEnough = 320 - taken.length >= quantity;
        expect(new Set(seats).size).toBe(isEnough ? quantity : 0);
        expect((seats ?? []).some(isTaken)).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});
