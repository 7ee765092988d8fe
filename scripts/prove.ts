/** npm run prove: sells while things break, and checks that nothing was lost, doubled or oversold; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './trials/prove/options.ts';
import { prove } from './trials/prove/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped'), say: 'stopping …' },
  run: prove,
});
process.exit();
