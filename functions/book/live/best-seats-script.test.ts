import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { seatedSection } from '../../../scripts/testing/booking/sections.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { luaFiles, script } from '../../shared/redis/script.ts';
import { SEAT_CONSTANTS, seatKeys } from '../../shared/seats/seat-keys.ts';
import { GROUP_SIZE } from './hold-script.ts';
import { bestSeats } from '../on-sale/best-seats.ts';
import { rowLayout } from '../on-sale/row-layout.ts';
import { RUNS_LOOKED_AT } from '../on-sale/seats-in-pieces.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** ARGV: packed stretches, quantity. */
const { parts, constants } = luaFiles(
  import.meta,
  ['../../shared/seats/lua/prelude.lua', 'lua/best/seats-in-pieces.lua', 'lua/best/best-seats.lua'],
  { ...SEAT_CONSTANTS, GROUP_SIZE, RUNS_LOOKED_AT },
);
const choose = script<number[] | null>({
  parts: [...parts, 'return bestSeats(ARGV[1], tonumber(ARGV[2]))'],
  constants,
});

const rows = fc.array(
  fc.record({
    seats: fc.integer({ min: 1, max: 40 }),
    /** As a rule, none was added to a row. */
    added: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 12 })),
    aisles: fc.array(fc.integer({ min: 1, max: 39 }), { maxLength: 3 }),
    accessible: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const scenes = fc.record({
  rows,
  /** Seats before the section: its first seat may be any bit of a byte. */
  from: fc.integer({ min: 0, max: 40 }),
  isTurned: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 10 }),
  /** How full it is, from empty to sold out; and what is where. */
  fullness: fc.double({ min: 0, max: 1.1, noNaN: true }),
  chances: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
});

function bitmapOf(seats: ReadonlySet<number>): Buffer {
  const bitmap = Buffer.alloc(Math.ceil((Math.max(-1, ...seats) + 1) / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}

test('the script chooses as the rule does, whatever is held and sold', async () => {
  const { id } = await shard.publish();
  const keys = seatKeys(id);
  await fc.assert(
    fc.asyncProperty(scenes, async ({ rows: drawn, from, isTurned, quantity, fullness, chances }) => {
      const ranges = drawn.map(({ seats, aisles, accessible }) => ({
        seats,
        aisleAfter: aisles.filter((place) => place < seats),
        accessible: accessible.filter((place) => place <= seats),
      }));
      const numbered = seatedSection(
        ranges,
        from,
        drawn.map(({ added }) => added),
      );
      // As if rows that were numbered last had been added in front.
      const section = isTurned ? { ...numbered, rows: numbered.rows.toReversed() } : numbered;
      const layout = rowLayout(section);
      const next = from + section.size;
      const held = new Set<number>();
      const sold = new Set<number>();
      for (let seat = from; seat < next; seat++) {
        const chance = chances.next().value;
        if (chance < fullness) (chance < fullness / 3 ? held : sold).add(seat);
      }
      await shard.redis.mset(keys[1] as string, bitmapOf(held), keys[2] as string, bitmapOf(sold));
      const chosen = await choose(shard.redis, keys, [layout.packed.ordinary, quantity]);
      const isTaken = (seat: number) => held.has(seat) || sold.has(seat);
      assert.deepEqual(chosen ?? undefined, bestSeats(layout.ordinary, quantity, isTaken));
    }),
    { numRuns: 1_500 },
  );
});
