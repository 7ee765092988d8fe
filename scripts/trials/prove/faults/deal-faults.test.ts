import { expect, test } from 'vitest';
import { SeededRandom } from '../../seeded-random.ts';
import { redisFaults } from './server-faults.ts';
import { nextKind } from './deal-faults.ts';
import { Tally } from './tally.ts';

const names = redisFaults.map(({ name }) => name);

/** What is dealt when every fault strikes but those that never do. */
function dealt(turns: number, seed: string, never: readonly string[] = []): string[] {
  const tally = new Tally();
  const random = new SeededRandom(seed);
  let missed: (typeof redisFaults)[number] | undefined;
  return Array.from({ length: turns }, () => {
    const kind = nextKind(redisFaults, tally, missed, random);
    missed = kind && never.includes(kind.name) ? kind : undefined;
    if (kind && !missed) tally.add(kind.name, 'somewhere');
    return kind?.name ?? 'none';
  });
}

test('what has struck least comes first: no kind is ever more than one ahead of another', () => {
  for (let turns = names.length; turns < 60; turns++) {
    const counts = names.map((name) => dealt(turns, 'x').filter((one) => one === name).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

test('the seed decides the order', () => {
  expect(dealt(40, 'x')).toEqual(dealt(40, 'x'));
  expect(dealt(40, 'x')).not.toEqual(dealt(40, 'y'));
});

test('a kind that cannot strike does not keep the others from it', () => {
  const [never = ''] = names;
  const all = dealt(60, 'x', [never]);
  expect(all.filter((name) => name === never).length).toBeLessThanOrEqual(30);
  for (const other of names.slice(1)) expect(all).toContain(other);
});

test('when nothing is due, nothing is dealt', () => {
  expect(nextKind([], new Tally(), undefined, new SeededRandom('x'))).toBeUndefined();
});
