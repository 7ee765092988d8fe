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
  const measured = await runRounds(counting(['a', 'b', 'c'], called), options);
  expect(called).toHaveLength(12);
  for (let round = 0; round < 4; round++)
    expect(called.slice(round * 3, round * 3 + 3).toSorted()).toEqual(['a', 'b', 'c']);
  for (const rounds of Object.values(measured)) {
    expect(rounds).toHaveLength(3);
    expect(rounds.every(({ turn = 0 }) => turn > 3)).toBe(true);
  }
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
