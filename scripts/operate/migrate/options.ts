/** What `npm run migrate` takes: its arguments, checked, and its help. */
import type { Step } from '../../system/databases/run-migrations.ts';
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { dataFolder, flag, repeatedText } from '../../cli/options.ts';

export interface Options {
  step: Step;
  shards: string[] | undefined;
  dataDir: string;
  yes: boolean;
}

const COMMAND = {
  usage: 'npm run migrate -- up | down | status [options]',
  about: `Works on the databases of all shards (knative/shards.yaml), one after the other:
  up                 to the newest schema; makes a database that is not there. Repeat it as you like
  down               takes the newest batch of migrations back: with their tables, what is in them
  status             says where each one is`,
  takesWords: true,
  options: {
    shard: repeatedText({ unit: 'NAME', what: 'only this one', needs: 'the name of a shard' }),
    yes: flag('for down: yes, drop the data'),
    data: dataFolder('the data folder of the running system'),
  },
  notes: `Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [step, ...more] = given.words;
  if (more.length > 0 || !isStep(step)) throw new Fault('say what to do: npm run migrate -- up | down | status');
  const { shard, yes, data } = given.values;
  return { step, shards: shard, dataDir: data, yes };
}

function isStep(word: string | undefined): word is Step {
  return word === 'up' || word === 'down' || word === 'status';
}
