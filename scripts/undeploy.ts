/** npm run undeploy -- OVERLAY: takes an overlay away from a cluster; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/cluster/undeploy/options.ts';
import { undeploy } from './operate/cluster/undeploy/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: {
    reason: new Fault('stopped: some of it is gone; npm run deploy brings all of it back'),
    say: 'Stopping: what was told to go still goes. Ctrl-C again ends this at once',
  },
  run: undeploy,
});
