/** npm run reindex: makes the browse index and the order records what the events shards say; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/reindex/options.ts';
import { reindex } from './operate/reindex/run.ts';

await main({ help: HELP, read: readOptions, run: reindex });
