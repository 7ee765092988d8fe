/** npm run bench: measures side by side and reports ratios; `--help` says everything. */
import { HELP, type Options, readOptions } from './trials/bench/options.ts';
import { Fault } from './cli/fault.ts';
import { onSignals } from './cli/signals.ts';
import { endWork } from './trials/bench/load/worker.ts';
import { runBench } from './trials/bench/run.ts';

const WRONG_OPTION = 2;
const STOPPED = 130;

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exit(WRONG_OPTION);
}
if (options === undefined) {
  console.log(HELP);
  process.exit();
}
const stopping = new AbortController();
onSignals(
  () => {
    console.error('\nstopping … (Ctrl-C again: by force)');
    stopping.abort(new Fault('stopped; nothing is reported'));
    endWork();
  },
  () => process.exit(STOPPED),
);
try {
  process.exitCode = (await runBench(options, stopping.signal)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = stopping.signal.aborted ? STOPPED : 1;
}
process.exit();
