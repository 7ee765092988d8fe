/** npm run migrate -- up|down|status: brings the databases of every shard to the newest schema; `--help` says everything. */
import { HELP, readOptions } from './operate/migrate/options.ts';
import { migrateShards } from './system/databases/run-migrations.ts';
import { findTargets } from './system/databases/database-targets.ts';
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';

await main({
  help: HELP,
  read: readOptions,
  run: async ({ step, yes, ...where }) => {
    const targets = await findTargets({ ...where, as: 'owner', env: process.env });
    if (step === 'down' && !yes)
      throw new Fault(`down drops tables and all data in them (${namesOf(targets)}): add --yes if you mean it`);
    await migrateShards(targets, step, console.log);
  },
});

function namesOf(targets: readonly { name: string }[]): string {
  return targets.map(({ name }) => name).join(', ');
}
