/** What `npm start` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../cli/command.ts';
import { dataFolder, flag, number } from '../cli/options.ts';

/** The options of a run. */
export interface Options {
  port: number;
  dataDir: string;
  fresh: boolean;
  verbose: boolean;
  watch: boolean;
  watchboard: boolean;
}

const COMMAND = {
  usage: 'npm start [-- options]',
  about: `The whole system on this machine: starts (and where missing installs) MariaDB, Redis and RabbitMQ, migrates, and runs the
manifests with processes in place of pods. Ctrl-C stops everything that was started; a second Ctrl-C, a second or more
later, ends it by force.`,
  options: {
    port: number({
      unit: 'N',
      what: 'where the gateway listens, on 127.0.0.1',
      least: 1,
      most: 65_535,
      whole: true,
      usual: 8080,
    }),
    data: dataFolder('the folder of data, logs and keys'),
    fresh: flag('begins with an empty data folder'),
    verbose: flag('every log line on the terminal, too'),
    watch: flag('a change below functions/ or events/ is built at once, and takes the place of what runs'),
    watchboard: flag('a page that shows what functions tell: figures of the last half hour, the latest traces'),
  },
  notes: `MYSQL_URL, REDIS_URL and AMQP_URL name servers to use instead of private ones; MYSQL_<SHARD> (MYSQL_U0 ...) a shard's own
database, otherwise it is seatmesh_<shard> on MYSQL_URL. REDIS_CLUSTER=true: that Redis is a cluster. CA_FILE: the certificates (PEM)
that these servers' own are checked with.

Exit code: 0 when it was stopped; 1 when it could not start, a server of its own ended, or it was ended by force; 2 when it
was typed wrong.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { data, ...others } = given.values;
  return { ...others, dataDir: data };
}
