/** npm run sale: an on-sale as people behave; `--help` says everything. */
import { randomInt } from 'node:crypto';
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP, readOptions } from './trials/sale/options.ts';
import { holdSale } from './trials/sale/run.ts';

await main({
  help: HELP,
  read: (args) => readOptions(args, randomInt(2 ** 31)),
  stop: { reason: new Fault('stopped before the sale began'), say: 'stopping … (Ctrl-C again: by force)' },
  run: holdSale,
});
process.exit();
