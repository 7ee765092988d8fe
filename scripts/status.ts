/** npm run status: what runs, and how it goes, on one screen; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './operate/status/options.ts';
import { showStatus } from './operate/status/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped'), say: 'Stopping' },
  run: showStatus,
});
