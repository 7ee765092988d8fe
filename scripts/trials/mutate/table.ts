/** Mutations and what became of them, as text. */
import type { Tried } from './working-copy.ts';
import { shortened, textTable } from '../../cli/text-table.ts';
import type { Mutation } from './mutation.ts';

const WIDEST = 100;

/** What there is. */
export function listTable(mutations: readonly Mutation[]): string {
  return table([
    ['mutation', 'file', 'breaks', 'caught by'],
    ...mutations.map(({ name, file, breaks, caughtBy }) => [
      name,
      file,
      breaks,
      'tests' in caughtBy ? caughtBy.tests.join(', ') : ['prove', ...caughtBy.prove].join(' '),
    ]),
  ]);
}

/** What became of those that were tried: what was not caught first. */
export function resultTable(tried: readonly Tried[]): string {
  return table([
    ['', 'mutation', 'by', 's'],
    ...tried
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ outcome, mutation, by, seconds }) => [
        outcome === 'caught' ? outcome : outcome.toUpperCase(),
        mutation.name,
        by,
        seconds.toFixed(1),
      ]),
  ]);
}

function rank({ outcome }: Tried): number {
  return outcome === 'caught' ? 1 : 0;
}

function table(rows: readonly string[][]): string {
  return textTable(rows.map((row) => row.map((cell) => shortened(cell, WIDEST))));
}
