/** One run: mutations are chosen, listed or tried, and what became of them is said. */
import { join } from 'node:path';
import { choose } from './choice.ts';
import type { Mutation } from './mutation.ts';
import { type Options, readOptions } from './options.ts';
import { listTable, resultTable } from './table.ts';
import { runMutations } from './try-mutations.ts';
import { plural } from '../../../functions/shared/plural.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const EXIT = { caught: 0, missed: 1, nothing: 3 } as const;

/** What a run is to try. */
export interface Chosen {
  options: Options;
  mutations: readonly Mutation[];
}

/** Reads the command line and what it names. @throws Fault that says what does not fit */
export async function readChosen(args: readonly string[]): Promise<Chosen | undefined> {
  const options = readOptions(args);
  return options && { options, mutations: await choose(options) };
}

/** Lists them, or tries them. @returns the exit code */
export async function mutate({ options, mutations }: Chosen, signal: AbortSignal): Promise<number> {
  if (options.list) {
    console.log(`${listTable(mutations)}\n${plural(mutations.length, 'mutation')}`);
    return EXIT.caught;
  }
  if (options.sample !== undefined) console.log(`a sample of ${mutations.length}, drawn by --seed ${options.seed}`);
  const { tried, left } = await runMutations({
    root: ROOT,
    mutations,
    copies: options.copies,
    withinSeconds: options.withinSeconds,
    signal,
    say: (line) => console.error(line),
  });
  console.log(`\n${resultTable(tried)}\n`);
  if (left.length > 0) console.log(`not tried, for time was over: ${left.map(({ name }) => name).join(', ')}`);
  const caught = tried.filter(({ outcome }) => outcome === 'caught').length;
  console.log(`${caught} of ${plural(tried.length, 'mutation')} caught`);
  if (tried.length === 0) console.error('nothing was tried');
  return tried.length === 0 ? EXIT.nothing : caught === tried.length ? EXIT.caught : EXIT.missed;
}
