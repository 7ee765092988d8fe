import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom, shuffled } from './shuffle.ts';

test('a seed always draws the same numbers, from 0 to below 1', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const draw = (): number[] => Array.from({ length: 50 }, seededRandom(seed));
      const drawn = draw();
      expect(drawn).toEqual(draw());
      expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(drawn).size).toBe(50);
    }),
  );
});

const ascending = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);

test('shuffling loses nothing, doubles nothing, and leaves its input as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(), (entries, seed) => {
      const before = [...entries];
      const mixed = shuffled(entries, seededRandom(seed));
      expect(ascending(mixed)).toEqual(ascending(entries));
      expect(entries).toEqual(before);
    }),
  );
});

test('every entry comes to every place about as often', () => {
  const random = seededRandom(1);
  const first = [0, 0, 0];
  for (let turn = 0; turn < 3_000; turn++) {
    const [entry = 0] = shuffled([0, 1, 2], random);
    first[entry] = (first[entry] ?? 0) + 1;
  }
  for (const times of first) expect(times).toBeGreaterThan(900);
});
