/** npm run bench: measures side by side and reports ratios; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { endWork } from './trials/bench/load/worker.ts';
import { HELP, readOptions } from './trials/bench/options.ts';
import { runBench } from './trials/bench/run.ts';

await main({
  help: HELP,
  read: readOptions,
  stop: { reason: new Fault('stopped; nothing is reported'), say: 'stopping … (Ctrl-C again: by force)' },
  run: async (options, signal) => {
    signal.addEventListener('abort', endWork, { once: true });
    return (await runBench(options, signal)) ? 0 : 1;
  },
});
process.exit();
