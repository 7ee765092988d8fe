/** npm run migrate -- up|down|status: brings the databases of every shard to the newest schema; `--help` says everything. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateShards, type Step } from './system/databases/migrate.ts';
import { findTargets } from './system/databases/targets.ts';
import { Fault } from './cli/fault.ts';

const HELP = `npm run migrate -- up | down | status [options]

Works on the databases of all shards (knative/shards.yaml), one after the other:
  up                 to the newest schema; makes a database that is not there. Repeat it as you like
  down               takes the newest batch of migrations back: with their tables, what is in them
  status             says where each one is

  --shard NAME       only this one; may be repeated
  --yes              for down: yes, drop the data
  --data DIR         the data folder of the running system (default .seatmesh)
  --help

Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs.`;

try {
  const options = readOptions();
  if (options) {
    const targets = await findTargets({ ...options, as: 'owner', env: process.env });
    if (options.step === 'down' && !options.yes)
      throw new Fault(`down drops tables and all data in them (${namesOf(targets)}): add --yes if you mean it`);
    await migrateShards(targets, options.step, console.log);
  } else console.log(HELP);
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = 1;
}

function readOptions(): { step: Step; shards?: string[] | undefined; dataDir: string; yes: boolean } | undefined {
  const { values, positionals } = parsed();
  if (values.help) return undefined;
  const [step, ...more] = positionals;
  if (more.length > 0 || !isStep(step)) throw new Fault('say what to do: npm run migrate -- up | down | status');
  return { step, shards: values.shard, dataDir: resolve(values.data), yes: values.yes };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        shard: { type: 'string', multiple: true },
        data: { type: 'string', default: '.seatmesh' },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}

function isStep(word: string | undefined): word is Step {
  return word === 'up' || word === 'down' || word === 'status';
}

function namesOf(targets: readonly { name: string }[]): string {
  return targets.map(({ name }) => name).join(', ');
}
