import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseShardMap, SLOT_COUNT } from '../../../functions/shared/slots.ts';
import { rangesIn, waysIn, waysText, withArrived, withMove } from './map-steps.ts';

const MAP = 'e0=000-7ff,e1=800-fff';

test('the map before, while, and after slots move, there and back', () => {
  const moving = withMove(parseShardMap(MAP), rangesIn('400-4ff'), 'e2');
  expect(moving).toBe('e0=000-3ff+400-4ff>e2+500-7ff,e1=800-fff,e2=');
  const map = parseShardMap(moving);
  expect(waysText(waysIn(map))).toBe('400-4ff from e0 to e2');
  const moved = withArrived(map, new Set(Array.from({ length: 256 }, (_, index) => 0x400 + index)));
  expect(moved).toBe('e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0');
  const back = withMove(parseShardMap(moved), rangesIn('400-4ff'), 'e0');
  expect(back).toBe('e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff>e0');
  // Asked for again, it is the same move.
  expect(withMove(parseShardMap(back), rangesIn('400-4ff'), 'e0')).toBe(back);
});

test('slots of several shards go to one; what it has already stays', () => {
  const moving = withMove(parseShardMap(MAP), rangesIn('7fe-801,900'), 'e1');
  expect(moving).toBe('e0=000-7fd+7fe-7ff>e1,e1=800-fff');
  expect(withMove(parseShardMap(MAP), rangesIn('7fe-801'), 'e2')).toBe(
    'e0=000-7fd+7fe-7ff>e2,e1=800-801>e2+802-fff,e2=',
  );
});

test('a move that ends half-way leaves each slot where it is', () => {
  const map = parseShardMap(withMove(parseShardMap(MAP), rangesIn('400-4ff'), 'e2'));
  expect(withArrived(map, new Set([0x400, 0x401]))).toBe('e0=000-3ff+402-7ff,e1=800-fff,e2=400-401<e0');
  expect(withArrived(map, new Set())).toBe('e0=000-7ff,e1=800-fff,e2=');
});

test('another move is refused while one is under way', () => {
  const map = parseShardMap(withMove(parseShardMap(MAP), rangesIn('400-4ff'), 'e2'));
  expect(() => withMove(map, rangesIn('500-5ff'), 'e2')).toThrow('400-4ff from e0 to e2 are on their way');
  expect(() => withMove(map, rangesIn('400-4ff'), 'e1')).toThrow('are on their way');
});

test.each(['', '4', '400-', '4ff-400', '400-1000', '400 - 4ff', 'XYZ'])('"%s" is no range', (text) => {
  expect(() => rangesIn(text)).toThrow('is no range of slots');
});

test('whatever moves, each slot has one owner before, while and after, and it is the one that the map says', () => {
  const slot = fc.integer({ min: 0, max: SLOT_COUNT - 1 });
  const moves = fc.array(
    fc.record({ edges: fc.tuple(slot, slot), to: fc.constantFrom('e0', 'e1', 'e2', 'e3'), arrives: fc.boolean() }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(moves, (all) => {
      let map = parseShardMap(MAP);
      const owners = Array.from({ length: SLOT_COUNT }, (_, at) => map.ownerOf(at));
      for (const { edges, to, arrives } of all) {
        const [from, last] = edges.toSorted((a, b) => a - b) as [number, number];
        const moving = parseShardMap(withMove(map, [{ from, to: last }], to));
        const onTheWay = waysIn(moving).flatMap(({ slots }) => slots);
        map = parseShardMap(withArrived(moving, new Set(arrives ? onTheWay : [])));
        if (arrives) owners.fill(to, from, last + 1);
      }
      expect(owners.findIndex((owner, at) => map.ownerOf(at) !== owner)).toBe(-1);
    }),
    { numRuns: 25 },
  );
});
