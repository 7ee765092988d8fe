/** npm run undeploy -- OVERLAY: takes an overlay away from a cluster; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/cluster/undeploy/options.ts';
import { undeploy } from './operate/cluster/undeploy/run.ts';

await main({ help: HELP, read: readOptions, run: undeploy });
