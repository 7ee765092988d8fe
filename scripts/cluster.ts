/** npm run cluster -- doctor: what a cluster lacks for the system; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/cluster/doctor/options.ts';
import { doctor } from './operate/cluster/doctor/run.ts';

await main({ help: HELP, read: readOptions, run: doctor });
