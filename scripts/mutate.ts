/** npm run mutate: makes single lines wrong and sees that it is noticed; `--help` says everything. */
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { HELP } from './trials/mutate/options.ts';
import { mutate, readChosen } from './trials/mutate/run.ts';

await main({
  help: HELP,
  read: readChosen,
  stop: { reason: new Fault('stopped: what was tried by then says nothing of the others'), say: 'stopping …' },
  run: mutate,
});
process.exit();
