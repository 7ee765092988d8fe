/** npm run import -- FILE: publishes the events of a file through the public API; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/import/options.ts';
import { importFile } from './operate/import/run.ts';

await main({ help: HELP, read: (args) => readOptions(args, process.env), run: importFile });
