/** npm run mutate: makes single lines wrong and sees that it is noticed; `--help` says everything. */
import { join } from 'node:path';
import { choose } from './trials/mutate/choice.ts';
import { HELP, readOptions } from './trials/mutate/options.ts';
import { runMutations } from './trials/mutate/run.ts';
import { listTable, resultTable } from './trials/mutate/table.ts';
import { Fault } from './cli/fault.ts';
import { onSignals } from './cli/signals.ts';

const EXIT = { caught: 0, missed: 1, wrongOption: 2, nothing: 3, stopped: 130 } as const;
const stopping = new AbortController();

try {
  process.exitCode = await mutate();
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = stopping.signal.aborted ? EXIT.stopped : EXIT.missed;
}
process.exit();

async function mutate(): Promise<number> {
  let options;
  let mutations;
  try {
    options = readOptions(process.argv.slice(2));
    mutations = options && (await choose(options));
  } catch (error) {
    console.error((error as Error).message);
    return EXIT.wrongOption;
  }
  if (!options || !mutations) {
    console.log(HELP);
    return EXIT.caught;
  }
  if (options.list) {
    console.log(`${listTable(mutations)}\n${mutations.length} mutations`);
    return EXIT.caught;
  }
  onSignals(
    () => {
      console.error('\nstopping …');
      stopping.abort(new Fault('stopped: what was tried by then says nothing of the others'));
    },
    () => process.exit(EXIT.stopped),
  );
  if (options.sample !== undefined) console.log(`a sample of ${mutations.length}, drawn by --seed ${options.seed}`);
  const { tried, left } = await runMutations({
    root: join(import.meta.dirname, '..'),
    mutations,
    copies: options.copies,
    withinSeconds: options.withinSeconds,
    signal: stopping.signal,
    say: (line) => console.error(line),
  });
  console.log(`\n${resultTable(tried)}\n`);
  if (left.length > 0) console.log(`not tried, for time was over: ${left.map(({ name }) => name).join(', ')}`);
  const caught = tried.filter(({ outcome }) => outcome === 'caught').length;
  console.log(`${caught} of ${tried.length} mutations caught`);
  if (tried.length === 0) console.error('nothing was tried');
  return tried.length === 0 ? EXIT.nothing : caught === tried.length ? EXIT.caught : EXIT.missed;
}
