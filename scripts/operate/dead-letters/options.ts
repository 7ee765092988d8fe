/** What `npm run dead-letters` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { dataFolder, flag, httpUrl, number, repeatedText } from '../../cli/options.ts';
import { clusterOptions } from '../cluster/cluster-options.ts';
import type { Key } from './letters.ts';

/** What to do, and where the databases are. */
export interface Options {
  task: DeadLetterTask;
  shards: string[] | undefined;
  dataDir: string;
  /** The cluster whose letters they are. */
  cluster: { context: string | undefined; namespace: string } | undefined;
}
/** What to do. */
export type DeadLetterTask =
  | { verb: 'list'; limit: number }
  | { verb: 'show'; letter: Key }
  | { verb: 'replay'; letters: Key[] | 'all'; to: URL | undefined };

const COMMAND = {
  usage: 'npm run dead-letters -- list | show SOURCE ID | replay --all | replay SOURCE ID [SOURCE ID ...]',
  about: `Events that could not be handled are kept in the table dead_letters of a shard; list says why.
  list               the newest, of all shards
  show SOURCE ID     one of them, whole
  replay             hands events to the broker again, as they came; a letter is deleted once the broker has its event. It is
                     safe to repeat: whoever has handled an event already does not handle it again. An event that cannot be
                     handled this time either comes back as a new letter`,
  takesWords: true,
  takesEmptyWords: true, // of a message that has no source, or no id
  options: {
    all: flag('for replay: all there are'),
    limit: number({ unit: 'N', what: 'for list: so many', least: 1, most: 1_000, whole: true, usual: 50 }),
    shard: repeatedText({ unit: 'NAME', what: "only this shard's", needs: 'the name of a shard' }),
    cluster: flag('those of the system on the cluster of the current context; --context says it, too'),
    ...clusterOptions,
    to: httpUrl({ what: "for replay: the broker's ingress", shown: 'that of the running system' }),
    data: dataFolder('the data folder of the running system'),
  },
  notes: `Exit code: 0 when it was done; 1 when a letter stays, is not there, or a shard does not answer; 2 when it was typed wrong; 3 when there was nothing to replay.

Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs, or with --cluster those of its Secrets mysql-<shard>: a pod of the cluster
leads to them meanwhile, and the broker's ingress is reached by a port-forward; both are ended with the run.`,
};

export const HELP = helpOf(COMMAND);

const USAGE = 'say what to do: npm run dead-letters -- list | show SOURCE ID | replay --all | replay SOURCE ID ...';

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { limit, to, all, shard, data } = given.values;
  const { cluster: isCluster, context, namespace } = given.values;
  const cluster = isCluster || context !== undefined ? { context, namespace } : undefined;
  if (cluster && to) throw new Fault('--to names one ingress, and --cluster another: give one of them (see --help)');
  const where = { shards: shard, dataDir: data, cluster };
  const [verb, ...names] = given.words;
  const letters = pairs(names);
  if (verb === 'list' && names.length === 0) return { ...where, task: { verb, limit } };
  if (verb === 'show' && letters?.length === 1 && letters[0]) return { ...where, task: { verb, letter: letters[0] } };
  if (verb === 'replay' && letters && all !== letters.length > 0)
    return { ...where, task: { verb, letters: all ? 'all' : letters, to } };
  throw new Fault(USAGE);
}

function pairs(names: readonly string[]): Key[] | undefined {
  if (names.length % 2 !== 0) return undefined;
  return names.flatMap((source, index) => (index % 2 === 0 ? [{ source, id: names[index + 1] ?? '' }] : []));
}
