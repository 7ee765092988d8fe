import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

test('a name always draws the same numbers, from 0 to below 1', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const draw = (): number[] => {
        const random = new SeededRandom(name);
        return Array.from({ length: 50 }, () => random.next());
      };
      const drawn = draw();
      expect(drawn).toEqual(draw());
      expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
      // Of 2 to the 32: two equal ones in fifty are met once in millions of names.
      expect(new Set(drawn).size).toBeGreaterThan(48);
    }),
  );
});

const ascending = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);

test('shuffling loses nothing, doubles nothing, and leaves its input as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.string(), (entries, name) => {
      const before = [...entries];
      const mixed = new SeededRandom(name).shuffled(entries);
      expect(ascending(mixed)).toEqual(ascending(entries));
      expect(entries).toEqual(before);
    }),
  );
});

/** How often each was drawn. */
function counted<T>(times: number, draw: () => T): Map<T, number> {
  const counts = new Map<T, number>();
  for (let turn = 0; turn < times; turn++) {
    const drawn = draw();
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  return counts;
}

test('every entry comes to every place about as often', () => {
  const random = new SeededRandom('places');
  const first = counted(3_000, () => random.shuffled([0, 1, 2])[0]);
  for (const entry of [0, 1, 2]) expect(first.get(entry)).toBeGreaterThan(900);
});

test('a pick is one of the choices, each about as often; of none there is none', () => {
  const random = new SeededRandom('picks');
  const picked = counted(3_000, () => random.pick(['a', 'b', 'c']));
  expect([...picked.keys()].toSorted()).toEqual(['a', 'b', 'c']);
  for (const times of picked.values()) expect(times).toBeGreaterThan(900);
  expect(() => random.pick([])).toThrow('nothing to choose from');
});

test('a name comes as often as its weight says, and never at 0', () => {
  const random = new SeededRandom('weights');
  const drawn = counted(4_000, () => random.weighted({ never: 0, seldom: 1, often: 3 }));
  expect(drawn.has('never')).toBe(false);
  expect(drawn.get('seldom')).toBeGreaterThan(850);
  expect(drawn.get('often')).toBeGreaterThan(2_850);
  expect(() => random.weighted({ never: 0 })).toThrow('nothing to choose from');
});
