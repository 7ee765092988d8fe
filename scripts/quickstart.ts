/** npm run quickstart: everything on the cluster one is logged in to, for trying it out; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/quickstart/options.ts';
import { quickstart } from './operate/quickstart/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped'), say: 'Stopping; the same command goes on from here' },
  run: quickstart,
});
