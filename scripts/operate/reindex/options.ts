/** What `npm run reindex` is told: its arguments, checked, and its help. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import { type Mark, markOf, STAGES } from './mark.ts';

export interface Options {
  dryRun: boolean;
  dataDir: string;
  after: Mark | undefined;
}

export const HELP = `npm run reindex -- [options]

Makes the browse index and the order records again what the events shards say, while the system runs. What is right stays
untouched; what is missing, wrong, or newer than the truth is set right; what is of no event, of no order, or in the records of
somebody else is removed. Events that come meanwhile are not undone. It can be repeated, and ended at any time.

  --dry-run          changes nothing, and tells what differs
  --after MARK       goes on after a mark that an earlier run has told (${STAGES.join(', ')}, then shard and id)
  --data DIR         the data folder of the running system (default .seatmesh)
  --help

It ends with 0 when all is right (again), with 2 when --dry-run found a difference, and with 1 when it could not finish.
Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs. All of them are needed.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  if (positionals.length > 0)
    throw new Fault(`what is "${positionals[0]}"? npm run reindex -- --help says what there is`);
  return {
    dryRun: values['dry-run'],
    dataDir: resolve(values.data),
    after: values.after === undefined ? undefined : markOf(values.after),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        after: { type: 'string' },
        data: { type: 'string', default: '.seatmesh' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}
