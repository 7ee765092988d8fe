/** What `npm run status` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { dataFolder, flag, number } from '../../cli/options.ts';
import { clusterOptions } from '../cluster/cluster-options.ts';

export interface Options {
  /** Looks at a cluster, not at the system of the data folder. */
  isCluster: boolean;
  context: string | undefined;
  namespace: string;
  dataDir: string;
  isWatching: boolean;
  everySeconds: number;
}

const COMMAND = {
  usage: 'npm run status -- [options]',
  about: `What runs, and how it goes, on one screen: functions with revisions, traffic and replicas; orders, holds and failures of the last minute, from
the functions' logs; outboxes and dead letters of each shard; on a cluster also queues, and what is not there or cannot start. It changes nothing.`,
  options: {
    cluster: flag('looks at the cluster of the current context; --context says it, too'),
    ...clusterOptions,
    data: dataFolder('the data folder of the running system, without a cluster'),
    watch: flag('again and again, until Ctrl-C'),
    every: number({ unit: 'SECONDS', what: 'with --watch', least: 1, most: 3_600, whole: true, usual: 5 }),
  },
  notes: `Databases: MYSQL_<SHARD> (MYSQL_U0 ...) or MYSQL_URL, else those of the system on --data; on a cluster, where none
is named, those of its Secrets mysql-<shard>, to which a pod of the cluster leads meanwhile.
Exit code: 0 when all that was looked at is well; 1 when something cannot be looked at; 2 when it was typed wrong; 3 when something is not ready, not there, or kept: a message in an
outbox for ten minutes, or a dead letter.`,
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND)?.values;
  if (!given) return undefined;
  const { context, namespace, data, watch, every } = given;
  const isCluster = given.cluster || context !== undefined;
  return { isCluster, context, namespace, dataDir: data, isWatching: watch, everySeconds: every };
}
