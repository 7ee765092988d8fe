/** The best available seats, and those from which one does not see all. */
import { expect, test } from 'vitest';
import { seatedSection } from '../../../scripts/testing/booking/sections.ts';
import { chooseFree, sectionFull } from './seat-choice.ts';

/** Seats 0…5: 2 and 3, in the middle, are restricted; behind them 6…11: 6 is a wheelchair place, 7 beside it, 11 restricted. */
const section = seatedSection(
  [
    { seats: 6, restricted: [3, 4] },
    { seats: 6, accessible: [1], companion: [2], restricted: [6] },
  ],
  0,
);

interface Case {
  quantity: number;
  taken?: readonly number[];
  restricted?: boolean;
  accessible?: number;
  seats: readonly number[] | undefined;
}

test.each<Case>([
  // The middle of the front row would be better, were it to be seen from.
  { quantity: 2, seats: [0, 1] },
  { quantity: 3, seats: [8, 9, 10] },
  // They part the row: no party sits on both sides of them and takes that for side by side.
  { quantity: 4, seats: [0, 1, 4, 5] },
  { quantity: 7, seats: [0, 1, 4, 5, 8, 9, 10] },
  // The last ordinary seats are gone: places for wheelchairs and beside them come before any that one does not see all from.
  { quantity: 9, seats: [0, 1, 4, 5, 6, 7, 8, 9, 10] },
  { quantity: 10, seats: undefined },
  // Who would have them gets others while there are some.
  { quantity: 2, restricted: true, seats: [0, 1] },
  { quantity: 10, restricted: true, seats: [0, 1, 2, 3, 4, 5, 8, 9, 10, 11] },
  { quantity: 2, restricted: true, taken: [0, 1, 4, 5, 8, 9, 10], seats: [2, 3] },
  { quantity: 2, taken: [0, 1, 4, 5, 8, 9, 10], seats: [6, 7] },
  { quantity: 1, taken: [0, 1, 4, 5, 6, 7, 8, 9, 10], seats: undefined },
  { quantity: 12, restricted: true, seats: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  // A party with a wheelchair likewise.
  { quantity: 2, accessible: 1, seats: [6, 7] },
  { quantity: 10, accessible: 1, seats: undefined },
  { quantity: 12, accessible: 1, restricted: true, seats: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
])('$quantity of which $accessible accessible, restricted $restricted, taken $taken: $seats', (scene) => {
  const { quantity, taken = [], restricted, accessible = 0, seats } = scene;
  expect(chooseFree({ section, quantity, accessible, restricted }, new Set(taken), 0)).toEqual(seats);
});

test('the refusal says where seats were left that nobody had asked for', () => {
  const wanted = { section, quantity: 10, accessible: 0 };
  expect(sectionFull(wanted).message).toMatch(/restricted view/);
  expect(sectionFull({ ...wanted, restricted: true }).message).not.toMatch(/restricted view/);
});
