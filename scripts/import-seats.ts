/** npm run import-seats -- FILE: a chart and a plan of another system's seats; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/import-seats/options.ts';
import { makeHall } from './operate/import-seats/run.ts';

await main({ help: HELP, read: readOptions, run: makeHall });
