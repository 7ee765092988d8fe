import { expect, test } from 'vitest';
import type { Variant } from './part.ts';
import { runRounds } from './rounds-of-variants.ts';
import { SeededRandom } from '../seeded-random.ts';

function counting(names: readonly string[], called: string[]): Variant[] {
  return names.map((name) => ({
    name,
    round: async () => {
      called.push(name);
      return { turn: called.length };
    },
  }));
}

test('each round takes every variant once, and the first does not count', async () => {
  const called: string[] = [];
  const options = { rounds: 3, random: new SeededRandom('1'), signal: new AbortController().signal };
  const { measured, failures } = await runRounds(counting(['a', 'b', 'c'], called), options);
  expect(failures).toEqual({});
  expect(Object.keys(measured)).toEqual(['a', 'b', 'c']);
  expect(called).toHaveLength(12);
  for (let round = 0; round < 4; round++)
    expect(called.slice(round * 3, round * 3 + 3).toSorted()).toEqual(['a', 'b', 'c']);
  for (const rounds of Object.values(measured)) {
    expect(rounds).toHaveLength(3);
    expect(rounds.every(({ turn = 0 }) => turn > 3)).toBe(true);
  }
});

test('a variant that fails is left out from there on, and says so; what it had and the others stand', async () => {
  const called: string[] = [];
  const [a, b, c] = counting(['a', 'b', 'c'], called) as [Variant, Variant, Variant];
  let turns = 0;
  const failing: Variant = {
    name: 'b',
    round: async () => {
      if (++turns === 3) throw new Error('it did not end');
      return b.round();
    },
  };
  const options = { rounds: 3, random: new SeededRandom('1'), signal: new AbortController().signal };
  const { measured, failures } = await runRounds([a, failing, c], options);
  expect(Object.values(measured).map(({ length }) => length)).toEqual([3, 1, 3]);
  expect(failures).toEqual({ b: 'in round 2 of 3: it did not end' });
  expect(turns).toBe(3);
});

test('a stop ends it before the next measurement', async () => {
  const called: string[] = [];
  const stopping = new AbortController();
  const options = {
    rounds: 3,
    random: new SeededRandom('1'),
    signal: stopping.signal,
    onStep: () => stopping.abort('stop'),
  };
  await expect(runRounds(counting(['a', 'b'], called), options)).rejects.toBe('stop');
  expect(called).toHaveLength(1);
});

test.each([
  ['no figure', {}],
  ['nothing but zeros', { perSecond: 0, p99Ms: 0 }],
  ['no number', { perSecond: Number.NaN, p99Ms: 1 }],
])('a variant with %s has measured nothing, and that is a failure', async (_what, figures) => {
  const options = { rounds: 1, random: new SeededRandom('1'), signal: new AbortController().signal };
  const variant: Variant = { name: 'idle', round: async () => figures };
  await expect(runRounds([variant], options)).rejects.toThrow('idle measured nothing');
});
