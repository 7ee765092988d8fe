/** What `npm run reshard` takes: its arguments, checked, and its help. */
import type { SlotRange } from '../../../functions/shared/slots.ts';
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { dataFolder, flag, number, option, path, text } from '../../cli/options.ts';
import type { ClusterPlace } from '../cluster/kubectl.ts';
import { clusterOptions } from '../cluster/cluster-options.ts';
import { rangesIn } from './map-steps.ts';

/** What is to be done. */
export type What = 'move' | 'abort' | 'status';

export interface Options {
  what: What;
  /** Which slots; undefined: those that are on their way. */
  slots: readonly SlotRange[] | undefined;
  to: string | undefined;
  dryRun: boolean;
  fenceLimitMs: number;
  waitMs: number;
  dataDir: string;
  /** A shard map in a file, whose system is told by somebody else; undefined: that of the running system. */
  mapFile: string | undefined;
  /** The map is that of a cluster. */
  cluster: ClusterPlace | undefined;
  /** So long everything has to go by another map of it. */
  readyMs: number;
}

const COMMAND = {
  usage: 'npm run reshard -- --slots 400-4ff --to e2',
  about: `Moves slots of the events shards to another shard, a new one if there is none of that name yet, while the sale goes on. Slot by slot:
its rows are copied until few differ, then nobody can write to it for a moment (503 slot_moving, Retry-After: 1) while the
rest goes over and both sides are compared, then it is the other's. What remains is removed from where it was. A run that was
ended, or has died, is gone on with by typing the same again, or nothing but npm run reshard.`,
  options: {
    slots: option<readonly SlotRange[]>({ unit: 'A-B,C-D', what: 'which, in three hex digits each' }, rangesIn),
    to: text({ unit: 'SHARD', what: 'where to', needs: 'the name of a shard' }),
    'dry-run': flag('changes nothing, and says what would be moved'),
    status: flag('changes nothing, and says where slots that are on their way are'),
    abort: flag('ends the move: slots that have not gone over stay where they were, those that have gone stay there'),
    'fence-ms': number({
      unit: 'N',
      what: 'a slot that nobody could write to for so long is opened again, and tried anew',
      least: 50,
      most: 30_000,
      whole: true,
      usual: 2_000,
    }),
    wait: number({
      unit: 'SECONDS',
      what: 'for messages that are still to be sent, before what they are of is removed',
      least: 0,
      most: 3_600,
      usual: 30,
    }),
    data: dataFolder('the data folder of the running system'),
    map: path({
      unit: 'FILE',
      what: 'for a cluster without a ShardMap: moves what the map of this file says is on its way, and writes the next map into it (knative/shards.yaml)',
      needs: 'the name of a file',
    }),
    cluster: flag('moves slots of the system on a cluster, whose map is its ShardMap; --context says it, too'),
    ...clusterOptions,
    ready: number({
      unit: 'MINUTES',
      what: 'on a cluster: for everything to go by another map',
      least: 0.01,
      most: 60,
      usual: 10,
    }),
  },
  notes: `Exit code: 0 when all is done; 1 when not: then it says what to do; 2 when it was typed wrong; 3 with --dry-run or --status when there is something to do or under way.
With --map the databases are those of MYSQL_<SHARD> or MYSQL_URL; so with --cluster, or, where none is named, those of its Secrets mysql-<shard>, to
which a pod of the cluster leads meanwhile. OPERATIONS.md has the steps.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const {
    slots,
    to,
    status,
    abort,
    'dry-run': dryRun,
    'fence-ms': fenceLimitMs,
    wait,
    data,
    map,
    context,
    namespace,
    ready,
  } = given.values;
  const cluster = given.values.cluster || context !== undefined;
  if (cluster && map !== undefined) throw new Fault('--cluster or --map?');
  if ((slots === undefined) !== (to === undefined)) throw new Fault('--slots and --to go together');
  if ((status || abort) && slots) throw new Fault('--status and --abort are of what is on its way: leave out --slots');
  if (status && abort) throw new Fault('--status or --abort?');
  if (to !== undefined && !/^[a-z][a-z0-9]{0,11}$/.test(to)) throw new Fault(`${to} is no name of a shard`);
  return {
    what: status ? 'status' : abort ? 'abort' : 'move',
    slots,
    to,
    dryRun,
    fenceLimitMs,
    waitMs: wait * 1_000,
    dataDir: data,
    mapFile: map,
    cluster: cluster ? { context, namespace } : undefined,
    readyMs: ready * 60_000,
  };
}
