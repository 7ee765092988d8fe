/** npm run cluster -- doctor | install: what a cluster lacks for the system, and has it brought; `--help` says everything. */
import { main } from './cli/main.ts';
import { firstWord } from './cli/command.ts';
import { COMMAND, HELP, readOptions } from './operate/cluster/doctor/options.ts';
import { doctor } from './operate/cluster/doctor/run.ts';
import * as installing from './operate/cluster/install/options.ts';
import { install } from './operate/cluster/install/run.ts';

const verb = firstWord(process.argv.slice(2), { ...COMMAND.options, ...installing.COMMAND.options });

if (verb === 'install')
  await main({
    help: installing.HELP,
    read: installing.readOptions,
    run: install,
    stop: { reason: new Error('stopped'), say: 'stopped; what has begun is taken up by the next run' },
  });
else await main({ help: HELP, read: readOptions, run: doctor });
