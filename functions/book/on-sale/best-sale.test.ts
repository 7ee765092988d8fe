/**
 * A sale as people behave, by the rule of best available seats and by two naive ones. The lowest free seats leave no lone
 * seat, for they part parties to fill every hole; the first seats side by side part nobody, and leave lone seats.
 */
import { expect, test } from 'vitest';
import { seatedSection } from '../../../scripts/testing/booking/sections.ts';
import { bestSeats } from './best-seats.ts';
import { rowLayout, type Stretch } from './row-layout.ts';

const ROWS = 20;
const SEATS_IN_ROW = 30;
const TOTAL = ROWS * SEATS_IN_ROW;
/** Of holds; the others are bought. */
const ABANDONED = 0.43;
/** A hold is abandoned when so many others have come. */
const HELD_FOR = 40;

const rows = Array.from({ length: ROWS }, () => ({ seats: SEATS_IN_ROW }));
const stretches = rowLayout(seatedSection(rows, 0)).all;

type Choose = (quantity: number, isTaken: (seat: number) => boolean) => number[] | undefined;

const best: Choose = (quantity, isTaken) => bestSeats(stretches, quantity, isTaken);
const lowest: Choose = (quantity, isTaken) => {
  const free = Array.from({ length: TOTAL }, (_, seat) => seat).filter((seat) => !isTaken(seat));
  return free.length < quantity ? undefined : free.slice(0, quantity);
};
const firstBeside: Choose = (quantity, isTaken) => {
  for (const { from, to } of stretches) {
    for (let seat = from, run = 0; seat <= to; seat++) {
      run = isTaken(seat) ? 0 : run + 1;
      if (run === quantity) return Array.from({ length: quantity }, (_, index) => seat - quantity + 1 + index);
    }
  }
  return lowest(quantity, isTaken);
};

/** A sequence of numbers between 0 and 1 that is always the same. */
function chances(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function loneSeats(taken: ReadonlySet<number>): number {
  const free = (seat: number, { from, to }: Stretch) => seat >= from && seat <= to && !taken.has(seat);
  return stretches.reduce((sum, stretch) => {
    const seats = Array.from({ length: SEATS_IN_ROW }, (_, index) => stretch.from + index);
    const lone = (seat: number) => free(seat, stretch) && !free(seat - 1, stretch) && !free(seat + 1, stretch);
    return sum + seats.filter(lone).length;
  }, 0);
}

/** Sells until a share of the seats is taken. */
function sell(choose: Choose, seed: number, share: number): { lone: number; parted: number } {
  const chance = chances(seed);
  const taken = new Set<number>();
  const leaving: { at: number; seats: number[] }[] = [];
  let parted = 0;
  for (let step = 0; taken.size < TOTAL * share; step++) {
    while (leaving[0] && leaving[0].at <= step) for (const seat of leaving.shift()?.seats ?? []) taken.delete(seat);
    const size = chance();
    // 12 % come alone, 50 % as two, 38 % as three to six.
    const quantity = size < 0.12 ? 1 : size < 0.62 ? 2 : 3 + Math.floor(chance() * 4);
    const seats = choose(quantity, (seat) => taken.has(seat));
    const stays = chance() >= ABANDONED;
    if (!seats) continue;
    for (const seat of seats) taken.add(seat);
    const [first = 0, last = 0] = [seats[0], seats.at(-1)];
    const sameRow = Math.floor(first / SEATS_IN_ROW) === Math.floor(last / SEATS_IN_ROW);
    if (!sameRow || last - first !== quantity - 1) parted++;
    if (!stays) leaving.push({ at: step + HELD_FOR, seats });
  }
  return { lone: loneSeats(taken), parted };
}

test.each([0.5, 0.8, 0.95])(
  'with %f of the seats taken few parties are parted and few seats are lone, where naive rules have many of one or the other',
  (share) => {
    const seeds = Array.from({ length: 20 }, (_, index) => 1_000 + index * 77);
    const sum = (choose: Choose, figure: 'lone' | 'parted') =>
      seeds.reduce((total, seed) => total + sell(choose, seed, share)[figure], 0);
    expect(sum(best, 'parted')).toBeLessThan(sum(lowest, 'parted') / 10);
    expect(sum(best, 'lone')).toBeLessThan(sum(firstBeside, 'lone') / 4);
  },
);
