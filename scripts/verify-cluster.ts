/** npm run verify-cluster: checks a deployed system; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/verify/options.ts';
import { verifyCluster } from './operate/verify/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped'), say: 'Stopping; an event of this check may be left on sale' },
  run: verifyCluster,
});
