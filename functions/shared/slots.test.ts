import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSlots, drawSlot, parseShardMap, shardMapText, SLOT_COUNT, slotName, slotOfEmail } from './slots.ts';

/** Any way to cut all slots into pieces and deal the pieces out to shards, with the owner of each slot. */
const division = fc
  .record({
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: SLOT_COUNT - 1 }), { maxLength: 12 }),
    shards: fc.integer({ min: 1, max: 5 }),
    deal: fc.array(fc.nat(), { minLength: 13, maxLength: 13 }),
  })
  .map(({ cuts, shards, deal }) => {
    const edges = [0, ...cuts.toSorted((a, b) => a - b), SLOT_COUNT];
    const pieces = edges.slice(0, -1).map((from, index) => ({
      from,
      to: (edges[index + 1] ?? SLOT_COUNT) - 1,
      owner: `s${(deal[index] ?? 0) % shards}`,
    }));
    return { pieces, text: textOf(pieces) };
  });

function textOf(pieces: { from: number; to: number; owner: string }[]): string {
  const owners = Map.groupBy(pieces, (piece) => piece.owner);
  return [...owners]
    .map(([owner, own]) => `${owner}=${own.map(({ from, to }) => `${slotName(from)}-${slotName(to)}`).join('+')}`)
    .join(',');
}

test('whatever the division, every slot has the one owner that the map says', () => {
  fc.assert(
    fc.property(division, ({ pieces, text }) => {
      const map = parseShardMap(text);
      const wrong = pieces.filter(({ from, to, owner }) =>
        Array.from({ length: to - from + 1 }, (_, index) => map.ownerOf(from + index)).some((name) => name !== owner),
      );
      expect(wrong).toEqual([]);
      expect(countSlots(map.shards.flatMap((shard) => shard.ranges))).toBe(SLOT_COUNT);
    }),
  );
});

test('a map in which one slot is owned by nobody is refused, with the slot', () => {
  fc.assert(
    fc.property(division, fc.nat(), ({ pieces }, pick) => {
      const hole = pick % SLOT_COUNT;
      const without = pieces.flatMap(({ from, to, owner }) => {
        if (hole < from || hole > to) return [{ from, to, owner }];
        const parts = [
          { from, to: hole - 1, owner },
          { from: hole + 1, to, owner },
        ];
        return parts.filter((part) => part.from <= part.to);
      });
      fc.pre(without.length > 0);
      expect(() => parseShardMap(textOf(without))).toThrow(`nobody owns slot ${slotName(hole)}`);
    }),
  );
});

test('a map in which one slot is owned twice is refused, with the slot', () => {
  fc.assert(
    fc.property(division, fc.nat(), ({ text }, pick) => {
      const slot = slotName(pick % SLOT_COUNT);
      expect(() => parseShardMap(`${text},twice=${slot}-${slot}`)).toThrow(`slot ${slot} is owned by`);
    }),
  );
});

test.each([
  ['', 'cannot read'],
  ['e0', 'cannot read'],
  ['e0=0-fff', 'cannot read'],
  ['e0=000-FFF', 'cannot read'],
  ['E0=000-fff', 'cannot read'],
  ['e0=000-fff,', 'cannot read'],
  ['e0=000-fff;e1=000-fff', 'cannot read'],
  ['e0=fff-000', 'runs backwards'],
  ['e0=000-7ff,e0=800-fff', 'named twice'],
])('a map that reads "%s" is refused: %s', (text, why) => {
  expect(() => parseShardMap(text)).toThrow(why);
});

test.each([
  ['e0=000-fff>e2', 'e2 is no other shard'],
  ['e0=000-7ff,e1=800-fff<e1', 'e1 is no other shard'],
  ['e0=000-fff>', 'cannot read'],
  ['e0=000-fff>e1<e2,e1=,e2=', 'cannot read'],
])('a map that reads "%s" moves slots from nowhere or to nowhere, and is refused: %s', (text, why) => {
  expect(() => parseShardMap(text)).toThrow(why);
});

test('a map says which slots are on their way to another shard, which have come from one, and whose word of them is believed', () => {
  const text = 'e0=000-3ff+400-4ff>e2+500-7ff,e1=800-8ff<e0+900-fff,e2=';
  const map = parseShardMap(text);
  expect(shardMapText(map.shards)).toBe(text);
  expect([map.ownerOf(0x400), map.movingTo(0x400), map.movingTo(0x500), map.movingTo(0x800)]).toEqual([
    'e0',
    'e2',
    undefined,
    undefined,
  ]);
  expect([map.speakersOf(0x4ff), map.speakersOf(0x800), map.speakersOf(0x900)]).toEqual([
    ['e0', 'e2'],
    ['e1', 'e0'],
    ['e1'],
  ]);
});

test('no slot is drawn that is being moved, unless there is no other', () => {
  const drawn = Array.from({ length: 200 }, () => drawSlot(parseShardMap('e0=000-ffe>e1+fff-fff,e1='), ['e0', 'e1']));
  expect(new Set(drawn)).toEqual(new Set([0xfff]));
  expect(drawSlot(parseShardMap('e0=000-fff>e1,e1='), ['e0'])).toBeLessThan(SLOT_COUNT);
});

test('a slot is drawn among those that the shards own, and each of them can be drawn', () => {
  const map = parseShardMap('e0=000-001+ffe-fff,e1=002-0ff,e2=100-ffd');
  const drawn = new Set(Array.from({ length: 400 }, () => drawSlot(map, ['e0'])));
  // Each of 400 draws misses a given slot with 3/4: all four are there but for one run in 10^49.
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([0, 1, 0xffe, 0xfff]);
  fc.assert(
    fc.property(division, ({ text }) => {
      const any = parseShardMap(text);
      const names = any.shards.map((shard) => shard.name);
      const two = names.slice(0, 2);
      return two.includes(any.ownerOf(drawSlot(any, two)));
    }),
  );
});

test('no slot can be drawn for a shard that is not on the map', () => {
  expect(() => drawSlot(parseShardMap('e0=000-fff'), ['e9'])).toThrow(RangeError);
});

test('a slot outside the range has no owner', () => {
  const map = parseShardMap('e0=000-fff');
  expect(() => map.ownerOf(SLOT_COUNT)).toThrow(RangeError);
  expect(() => map.ownerOf(-1)).toThrow(RangeError);
  expect(() => map.ownerOf(Number.NaN)).toThrow(RangeError);
});

test("a user's slot is the first three hex digits of the SHA-256 of the e-mail", () => {
  fc.assert(
    fc.property(fc.string(), (email) => {
      const hex = createHash('sha256').update(email).digest('hex');
      expect(slotName(slotOfEmail(email))).toBe(hex.slice(0, 3));
    }),
  );
  // Written down, since accounts are found by it: it may never change.
  expect(slotName(slotOfEmail('ada@example.com'))).toBe('b5f');
});
