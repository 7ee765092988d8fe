/** npm run keys: makes a signing key, or one that follows another; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/keys/options.ts';
import { makeKeys } from './operate/keys/run.ts';

await main({ help: HELP, read: readOptions, run: makeKeys });
