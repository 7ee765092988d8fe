/** npm run deploy -- OVERLAY: brings an overlay to a cluster; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/cluster/deploy/options.ts';
import { deploy } from './operate/cluster/deploy/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: {
    reason: new Fault('stopped'),
    say: 'Stopping: traffic goes back to where it was. Ctrl-C again ends this at once',
  },
  run: deploy,
});
