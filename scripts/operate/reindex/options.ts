/** What `npm run reindex` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { dataFolder, flag, option } from '../../cli/options.ts';
import { type Mark, markOf, STAGES } from './mark.ts';

export interface Options {
  dryRun: boolean;
  dataDir: string;
  after: Mark | undefined;
}

const COMMAND = {
  usage: 'npm run reindex -- [options]',
  about: `Makes the browse index and the order records again what the events shards say, while the system runs. What is right stays
untouched; what is missing, wrong, or newer than the truth is set right; what is of no event, of no order, or in the records of
somebody else is removed; the words that organizers find buyers by are folded anew where a release before did it otherwise.
Events that come meanwhile are not undone. It can be repeated, and ended at any time.`,
  options: {
    'dry-run': flag('changes nothing, and says what differs'),
    after: option<Mark>(
      {
        unit: 'MARK',
        what: `goes on after a mark that an earlier run has printed (${STAGES.join(', ')}, then shard and id)`,
      },
      markOf,
    ),
    data: dataFolder('the data folder of the running system'),
  },
  notes: `It ends with 0 when all is right (again), with 3 when --dry-run found a difference, with 1 when it could not finish, and with 2 when it was
typed wrong.
Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs. All of them are needed.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { 'dry-run': dryRun, after, data } = given.values;
  return { dryRun, dataDir: data, after };
}
