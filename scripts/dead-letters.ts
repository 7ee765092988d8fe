/** npm run dead-letters -- list|show|replay: events that could not be handled; `--help` says everything. */
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/dead-letters/options.ts';
import { runDeadLetters } from './operate/dead-letters/run.ts';

await main({ help: HELP, read: readOptions, run: runDeadLetters });
