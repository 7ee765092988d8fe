/** npm run sale: an on-sale as people behave; `--help` says everything. */
import { randomInt } from 'node:crypto';
import { HELP, type Options, readOptions } from './trials/sale/options.ts';
import { holdSale, resultLines } from './trials/sale/run.ts';
import { Fault } from './cli/fault.ts';
import { onSignals } from './cli/signals.ts';

const WRONG_OPTION = 2;
const STOPPED = 130;

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2), randomInt(2 ** 31));
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
    stopping.abort(new Fault('stopped before the sale began'));
  },
  () => process.exit(STOPPED),
);
try {
  const result = await holdSale(options, console.error, stopping.signal);
  for (const line of resultLines(result)) console.log(line);
  process.exitCode = result.figures.checks.some(({ ok }) => !ok) ? 1 : result.wasStopped ? STOPPED : 0;
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = stopping.signal.aborted ? STOPPED : 1;
}
process.exit();
