/** Seats of general sections are chosen in Redis and, without it, by the process: both choose the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import type { SectionRange } from '../../shared/event/chart.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { chooseFree } from '../on-sale/seat-choice.ts';
import { type AskedHold, holdArguments, makeHolds } from './hold-script.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** Sections side by side: the first seat of one may be any bit of a byte, and a byte may have seats of three. */
const scenes = fc.record({
  before: fc.integer({ min: 0, max: 40 }),
  sizes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 }),
  /** What was added to sections later. */
  added: fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 30 })), { maxLength: 4 }),
  /** How full it is, from empty to sold out; and what is where. */
  fullness: fc.double({ min: 0, max: 1.1, noNaN: true }),
  chances: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  /** Holds that are made in one call; those by name take seats that the others come upon. */
  asked: fc.array(
    fc.record({
      section: fc.nat({ max: 3 }),
      quantity: fc.integer({ min: 1, max: 10 }),
      named: fc.option(fc.nat({ max: 400 }), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

function sectionsOf(before: number, sizes: readonly number[], added: readonly [number, number][]): SectionRange[] {
  let next = before;
  const parts = sizes.map((size): [number, number][] => [[next, (next += size) - 1]]);
  for (const [section, size] of added) parts[section % sizes.length]?.push([next, (next += size) - 1]);
  return parts.map((some, index) => generalSection(`S${index}`, ...some));
}

function bitmapOf(seats: readonly number[]): Buffer {
  const bitmap = Buffer.alloc(Math.ceil((Math.max(-1, ...seats) + 1) / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}

/** A live state in which so many seats are held, by a hold that does not end, and so many sold. */
async function setState(keys: readonly string[], held: readonly number[], sold: readonly number[]): Promise<void> {
  const [meta, heldKey, soldKey, owners, holds, expiry, buyers] = keys as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const all = shard.redis.multi().del(...keys);
  all.hset(meta, { ready: 1, event: 1, chart: 1, version: 1 });
  all.set(heldKey, bitmapOf(held)).set(soldKey, bitmapOf(sold));
  for (const seat of held) all.hset(owners, seat, 'hother');
  for (const seat of sold) all.hset(owners, seat, 'sord');
  all.hset(holds, 'other', JSON.stringify({ buyer: 'other', seats: held, expires: 9e15, latest: 9e15, extensions: 0 }));
  all.zadd(expiry, 9e15, 'other').hset(buyers, 'other', held.length);
  await all.exec();
}

const holdOf = (index: number, wanted: AskedHold['wanted']): AskedHold => ({
  version: 1,
  numbering: 1,
  holdId: `h${index}`,
  buyer: `b${index}`,
  holdMs: 60_000,
  holdMaxMs: 60_000,
  atOnce: 100,
  wanted,
  terms: '',
  key: '',
});

test('the lowest free seats of a section are the same ones, whatever is held, sold, and taken by the same call', async () => {
  const keys = seatKeys('evt_000_lowest');
  await fc.assert(
    fc.asyncProperty(scenes, async ({ before, sizes, added, fullness, chances, asked }) => {
      const sections = sectionsOf(before, sizes, added);
      const last = Math.max(...sections.flatMap(({ parts }) => parts.map(([, to]) => to)));
      const [held, sold]: [number[], number[]] = [[], []];
      for (let seat = 0; seat <= last; seat++) {
        const chance = chances.next().value;
        if (chance < fullness) (chance < fullness / 3 ? held : sold).push(seat);
      }
      await setState(keys, held, sold);
      const wanted = asked.map(({ section, quantity, named }): AskedHold['wanted'] =>
        named === null
          ? { section: sections[section % sections.length] as SectionRange, quantity, accessible: 0 }
          : { seats: [named % (last + 1)] },
      );
      const taken = new Set([...held, ...sold]);
      const expected = wanted.map((wish) => {
        const seats = 'seats' in wish ? wish.seats.filter((seat) => !taken.has(seat)) : chooseFree(wish, taken, 0);
        for (const seat of seats ?? []) taken.add(seat);
        return seats ?? 'capacity';
      });
      const replies = await makeHolds(
        shard.redis,
        keys,
        holdArguments([wanted.map((wish, index) => holdOf(index, wish))]),
      );
      const chosen = replies.map(([verdict, ...rest]) =>
        verdict === 'ok' ? rest.slice(4).map(Number) : verdict === 'taken' ? [] : verdict,
      );
      assert.deepEqual(chosen, expected);
    }),
    { numRuns: 1_000 },
  );
});
