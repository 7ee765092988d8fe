import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatedSection } from '../../../scripts/testing/booking/sections.ts';
import type { RowRange } from '../../shared/event/chart.ts';
import { accessibleSeats } from './accessible-seats.ts';
import { rowLayout } from './row-layout.ts';

type Row = Omit<RowRange, 'parts' | 'label'>;

function layoutOf(rows: readonly Row[]) {
  return rowLayout(seatedSection(rows, 0));
}

const places = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 });
const scenes = fc
  .array(fc.record({ seats: fc.constant(8), accessible: places, near: places, aisleAfter: places }), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(
        rows.map(({ near, ...row }) => ({
          ...row,
          companion: near.filter((place) => !row.accessible.includes(place)),
        })),
      ),
      taken: fc.subarray(Array.from({ length: rows.length * 8 }, (_, seat) => seat)).map((seats) => new Set(seats)),
      quantity: fc.integer({ min: 1, max: 6 }),
      wheelchairs: fc.integer({ min: 1, max: 3 }),
    }),
  );

test('a party gets its wheelchair places and no seat that is taken; none only when too few of either are free', () => {
  fc.assert(
    fc.property(scenes, ({ rows, taken, quantity, wheelchairs }) => {
      fc.pre(wheelchairs <= quantity);
      const layout = layoutOf(rows);
      const free = Array.from({ length: rows.length * 8 }, (_, seat) => seat).filter((seat) => !taken.has(seat));
      const freePlaces = free.filter((seat) => layout.accessible.has(seat)).length;
      const chosen = accessibleSeats(layout, quantity, wheelchairs, (seat) => taken.has(seat));
      if (!chosen) return assert.ok(free.length < quantity || freePlaces < wheelchairs);
      assert.equal(new Set(chosen).size, quantity);
      assert.ok(chosen.every((seat) => free.includes(seat)));
      const got = chosen.filter((seat) => layout.accessible.has(seat)).length;
      const others = free.length - freePlaces;
      assert.equal(
        got,
        Math.max(wheelchairs, quantity - others),
        'no more places than asked for, while others are free',
      );
      const side = free.filter((from) =>
        Array.from({ length: quantity }, (_, index) => from + index).every(
          (seat, index) =>
            free.includes(seat) &&
            (index === 0 || layout.all.some((stretch) => stretch.from < seat && seat <= stretch.to)),
        ),
      );
      const fits = side.some(
        (from) =>
          Array.from({ length: quantity }, (_, index) => from + index).filter((seat) => layout.accessible.has(seat))
            .length === wheelchairs,
      );
      if (fits)
        assert.equal((chosen.at(-1) ?? 0) - (chosen[0] ?? 0), quantity - 1, 'side by side where that is possible');
    }),
    { numRuns: 1_000 },
  );
});

const PLATFORM = { seats: 10, accessible: [2, 5], companion: [3, 4] };

test.each([
  ['its companion seats', [{ seats: 10 }, PLATFORM], [], 2, 1, [13, 14]],
  ['ordinary seats where there are no companion seats left', [PLATFORM], [2, 3], 2, 1, [4, 5]],
  ['the place alone', [PLATFORM], [], 1, 1, [4]],
  ['two places with what is between them', [PLATFORM], [], 4, 2, [1, 2, 3, 4]],
  [
    'the nearest seats, when there is nothing beside it',
    [PLATFORM, { seats: 4 }],
    [0, 2, 3, 4, 5, 6, 7, 8],
    3,
    1,
    [1, 9, 10],
  ],
])('a party with wheelchairs gets %s', (_, rows, taken, quantity, wheelchairs, seats) => {
  expect(accessibleSeats(layoutOf(rows), quantity, wheelchairs, (seat) => taken.includes(seat))).toEqual(seats);
});
