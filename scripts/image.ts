/** npm run image: makes and pushes the images of the functions; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './images/options.ts';
import { makeAll } from './images/run.ts';

await main({ help: HELP, read: readOptions, run: makeAll });
