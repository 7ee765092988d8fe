import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatsOf } from '../../scripts/testing/booking/seat-follower.ts';
import { type NumberedChart, seatingOf } from '../shared/event/chart.ts';
import { isSet } from '../shared/seats/state.ts';
import { countBits, countSeats, differingSeats, rangesOf, rangesOfSeats, shortestOf } from './seat-ranges.ts';

function bitmapOf(seats: readonly number[], bytes = ((seats.at(-1) ?? -8) >> 3) + 1): Buffer {
  const bitmap = Buffer.alloc(bytes);
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}

const seatSets = fc.uniqueArray(fc.integer({ min: 0, max: 199 })).map((seats) => seats.toSorted((a, b) => a - b));

test('ranges name exactly the seats of the bitmap, in order, never touching', () => {
  fc.assert(
    fc.property(seatSets, (seats) => {
      const ranges = rangesOf(bitmapOf(seats, 25), 200);
      expect(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))).toEqual(
        seats,
      );
      for (let index = 1; index < ranges.length; index++)
        expect(ranges[index]![0]).toBeGreaterThan(ranges[index - 1]![1] + 1);
    }),
  );
});

test('bits after the last seat, and bytes that are not there, are not seats', () => {
  expect(rangesOf(Uint8Array.of(0xff, 0xff), 10)).toEqual([[0, 9]]);
  expect(rangesOf(Uint8Array.of(0x01), 100)).toEqual([[7, 7]]);
  expect(rangesOf(new Uint8Array(0), 100)).toEqual([]);
});

test('counting a range counts the seats in it', () => {
  fc.assert(
    fc.property(seatSets, fc.integer({ min: 0, max: 199 }), fc.integer({ min: 0, max: 199 }), (seats, a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      expect(countBits(bitmapOf(seats, 25), from, to)).toBe(seats.filter((seat) => seat >= from && seat <= to).length);
      const short = bitmapOf(
        seats.filter((seat) => seat < 80),
        10,
      );
      expect(countBits(short, from, to)).toBe(seats.filter((seat) => seat < 80 && seat >= from && seat <= to).length);
    }),
  );
});

test('in every section free, held and sold add up to its seats', () => {
  const seating = seatingOf({
    sections: [
      { id: 'A', name: 'A', kind: 'seated', priceCategory: 'P', rows: [{ label: '1', seats: 13 }] },
      { id: 'B', name: 'B', kind: 'general', priceCategory: 'P', capacity: 187 },
    ],
  });
  fc.assert(
    fc.property(seatSets, (seats) => {
      const held = seats.filter((_, index) => index % 2 === 0);
      const sold = seats.filter((_, index) => index % 2 === 1);
      const { counts, sections } = countSeats(seating, bitmapOf(held, 25), bitmapOf(sold, 25));
      expect(counts).toEqual({ free: 200 - seats.length, held: held.length, sold: sold.length });
      expect(sections['A']!.free + sections['A']!.held + sections['A']!.sold).toBe(13);
      expect(sections['B']!.free + sections['B']!.held + sections['B']!.sold).toBe(187);
    }),
  );
});

test('seats are counted by what they cost, in all and in each section that has several prices', () => {
  const rows = [
    { label: '1', seats: 8, otherPrices: [{ priceCategory: 'Q', places: [1, 8] }] },
    { label: '2', seats: 5, priceCategory: 'Q' },
  ];
  const chart: NumberedChart = {
    sections: [
      { id: 'A', name: 'A', kind: 'seated', priceCategory: 'P', rows },
      { id: 'B', name: 'B', kind: 'general', priceCategory: 'P', capacity: 187 },
    ],
  };
  // The same hall, of which seats were numbered anew because others were added.
  const grown = {
    ...chart,
    since: 1,
    numbers: [
      [100, 199],
      [0, 99],
    ] as const,
  };
  for (const seating of [seatingOf(chart), seatingOf(grown)])
    fc.assert(
      fc.property(seatSets, (seats) => {
        const held = seats.filter((_, index) => index % 2 === 0);
        const sold = seats.filter((_, index) => index % 2 === 1);
        const { sections, prices } = countSeats(seating, bitmapOf(held, 25), bitmapOf(sold, 25));
        const expected = (category: string, section?: string) => {
          const isOf = (seat: number) =>
            seating.categoryOf(seat) === category && [undefined, seating.sectionOf(seat).id].includes(section);
          const all = Array.from({ length: 200 }, (_, seat) => seat).filter(isOf).length;
          const [inHold, isSold] = [held.filter(isOf).length, sold.filter(isOf).length];
          return { free: all - inHold - isSold, held: inHold, sold: isSold };
        };
        expect(prices).toEqual({ P: expected('P'), Q: expected('Q') });
        expect(sections['A']?.prices).toEqual({ P: expected('P', 'A'), Q: expected('Q', 'A') });
        expect(sections['B']).not.toHaveProperty('prices');
      }),
    );
});

test('names such as every object has are names of categories, sections and rows as any other', () => {
  const rows = [
    { label: 'valueOf', seats: 5 },
    { label: 'toString', seats: 2, priceCategory: 'valueOf' },
  ];
  const seating = seatingOf({
    sections: [
      { id: 'toString', name: 'A', kind: 'seated', priceCategory: 'toString', rows },
      { id: 'valueOf', name: 'B', kind: 'general', priceCategory: 'toString', capacity: 3 },
    ],
  });
  const { counts, sections, prices } = countSeats(seating, bitmapOf([5]), bitmapOf([0, 9]));
  expect(counts).toEqual({ free: 7, held: 1, sold: 2 });
  expect(prices).toEqual({ toString: { free: 6, held: 0, sold: 2 }, valueOf: { free: 1, held: 1, sold: 0 } });
  expect(sections).toEqual({
    toString: {
      free: 5,
      held: 1,
      sold: 1,
      prices: { toString: { free: 4, held: 0, sold: 1 }, valueOf: { free: 1, held: 1, sold: 0 } },
    },
    valueOf: { free: 2, held: 0, sold: 1 },
  });
});

test('the shortest list names exactly the seats of the bitmap, and is no longer than the other', () => {
  fc.assert(
    fc.property(seatSets, fc.boolean(), (few, dense) => {
      const seats = dense ? few : few.slice(0, 3);
      const bitmap = bitmapOf(seats, 25);
      const list = shortestOf(bitmap, 200);
      expect(seatsOf(list)).toEqual(seats);
      const [ranges, base64] = [rangesOf(bitmap, 200), bitmapOf(seats).toString('base64')];
      expect(JSON.stringify(list).length).toBe(Math.min(JSON.stringify(ranges).length, JSON.stringify(base64).length));
    }),
  );
});

test('seats in order become the same ranges as their bitmap', () => {
  fc.assert(
    fc.property(seatSets, (seats) => {
      expect(rangesOfSeats(seats)).toEqual(rangesOf(bitmapOf(seats, 25), 200));
    }),
  );
});

test('two states differ in exactly the seats that are not the same in both, however long their bitmaps', () => {
  const state = fc.record({ held: seatSets, sold: seatSets }).map(({ held, sold }) => {
    const taken = new Set(sold);
    return { held: bitmapOf(held.filter((seat) => !taken.has(seat))), sold: bitmapOf(sold) };
  });
  fc.assert(
    fc.property(state, state, (before, after) => {
      const all = Array.from({ length: 200 }, (_, seat) => seat);
      const same = (seat: number) =>
        isSet(before.held, seat) === isSet(after.held, seat) && isSet(before.sold, seat) === isSet(after.sold, seat);
      expect(differingSeats(before, after)).toEqual(all.filter((seat) => !same(seat)));
    }),
  );
});
