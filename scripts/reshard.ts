/** npm run reshard: moves slots of the events shards while the sale goes on; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/reshard/options.ts';
import { reshard } from './operate/reshard/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped: npm run reshard goes on'), say: 'stopping after this slot …' },
  run: (options, signal) => reshard(options, signal),
});
