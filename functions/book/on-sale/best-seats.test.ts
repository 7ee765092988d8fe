import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatedSection } from '../../../scripts/testing/booking/sections.ts';
import { bestSeats } from './best-seats.ts';
import { rowLayout, type Stretch } from './row-layout.ts';

/** A section of few small rows, some parted by aisles, and which of its seats are taken. */
const scenes = fc
  .array(
    fc.integer({ min: 1, max: 7 }).chain((seats) =>
      fc.record({
        seats: fc.constant(seats),
        aisleAfter: fc.subarray([1, 2, 3, 4, 5, 6].filter((at) => at < seats)),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .filter((rows) => rows.reduce((sum, row) => sum + row.seats, 0) <= 14)
  .chain((rows) => {
    const stretches = layoutOf(rows);
    const seats = stretches.flatMap(seatsOf);
    return fc.record({
      stretches: fc.constant(stretches),
      taken: fc.subarray(seats).map((some) => new Set(some)),
      quantity: fc.integer({ min: 1, max: 6 }),
    });
  });

function layoutOf(rows: readonly { seats: number; aisleAfter?: number[] }[], from = 5): readonly Stretch[] {
  return rowLayout(seatedSection(rows, from)).all;
}

function seatsOf({ from, to }: Stretch): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** What a choice is judged by, in this order; less is better. Said again, apart from the code: by looking at each seat. */
function judge(stretches: readonly Stretch[], taken: ReadonlySet<number>, choice: readonly number[]): number[] {
  const mine = new Set(choice);
  const at = (seat: number) => stretches.find(({ from, to }) => seat >= from && seat <= to) as Stretch;
  const beside = (seat: number, next: number) => next >= at(seat).from && next <= at(seat).to;
  const free = (seat: number) => !taken.has(seat) && !mine.has(seat);
  const pieces = choice.filter((seat) => !(beside(seat, seat - 1) && mine.has(seat - 1))).length;
  const rows = choice.map((seat) => at(seat).row);
  const lone = stretches.flatMap(seatsOf).filter((seat) => {
    const neighbours = [seat - 1, seat + 1].filter((next) => beside(seat, next));
    return free(seat) && neighbours.some((next) => mine.has(next)) && neighbours.every((next) => !free(next));
  }).length;
  const front = Math.min(...rows);
  const judged = [pieces, Math.max(...rows) - front, lone, front];
  const [first = 0, last = 0] = [choice[0], choice.at(-1)];
  return pieces > 1 ? judged : [...judged, Math.abs(first + last - at(first).middle), first];
}

function* choicesOf(seats: readonly number[], quantity: number): Generator<number[]> {
  if (quantity === 0) return yield [];
  for (const [index, seat] of seats.entries())
    for (const rest of choicesOf(seats.slice(index + 1), quantity - 1)) yield [seat, ...rest];
}

function less(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

test('of all choices there are, none is better; only when too few seats are free there is none', () => {
  fc.assert(
    fc.property(scenes, ({ stretches, taken, quantity }) => {
      const free = stretches.flatMap(seatsOf).filter((seat) => !taken.has(seat));
      const chosen = bestSeats(stretches, quantity, (seat) => taken.has(seat));
      if (!chosen) return assert.ok(free.length < quantity);
      assert.equal(chosen.length, quantity);
      assert.ok(chosen.every((seat, index) => free.includes(seat) && (index === 0 || seat > (chosen[index - 1] ?? 0))));
      const mine = judge(stretches, taken, chosen);
      for (const other of choicesOf(free, quantity))
        assert.ok(!less(judge(stretches, taken, other), mine), `${other.join()} is better than ${chosen.join()}`);
    }),
    { numRuns: 4_000 },
  );
});

const TWO_ROWS = [{ seats: 10 }, { seats: 10 }];
const ONE_ROW = [{ seats: 10 }];

test.each([
  ['the middle of the front row', TWO_ROWS, [], 2, [4, 5]],
  ['seats beside those who have the middle', TWO_ROWS, [4, 5], 2, [2, 3]],
  ['the next row, when the front would be left with a lone seat', TWO_ROWS, [0, 1, 2, 3, 4, 5, 6], 2, [14, 15]],
  ['seats side by side all the same, when a lone seat cannot be avoided', ONE_ROW, [3, 4, 5, 6, 7, 8, 9], 2, [1, 2]],
  ['one side of an aisle', [{ seats: 10, aisleAfter: [5] }], [], 3, [2, 3, 4]],
  ['two pieces of one row rather than of two', TWO_ROWS, [2, 7, 10, 11, 12, 13, 14, 15], 6, [0, 1, 3, 4, 5, 6]],
])('a party gets %s', (_, rows, taken, quantity, seats) => {
  expect(bestSeats(layoutOf(rows, 0), quantity, (seat) => (taken as number[]).includes(seat))).toEqual(seats);
});
