/** What `npm start` is told: its arguments, checked, and its help. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../cli/fault.ts';

/** The options of a run. */
export interface Options {
  port: number;
  dataDir: string;
  fresh: boolean;
  verbose: boolean;
}

export const HELP = `npm start [-- options]

The whole system on this machine: starts (and where missing installs) MariaDB, Redis and RabbitMQ, migrates, and runs the
manifests with processes in place of pods. Ctrl-C stops everything that was started; a second Ctrl-C, a second or more
later, ends it by force.

  --port N           where the gateway listens, on 127.0.0.1 (default 8080)
  --data DIR         the folder of data, logs and keys (default .seatmesh)
  --fresh            begins with an empty data folder
  --verbose          every log line on the terminal, too
  --help

MYSQL_URL, REDIS_URL and AMQP_URL name servers to use instead of private ones; MYSQL_<SHARD> (MYSQL_U0 ...) a shard's own
database, otherwise it is seatmesh_<shard> on MYSQL_URL.

Exit code: 0 when it was stopped; 1 when it could not start, a server of its own ended, or it was ended by force.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  if (values.data === '') throw new Fault('--data needs the name of a folder (see --help)');
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : 0;
  if (port < 1 || port > 65_535) throw new Fault(`--port takes a number from 1 to 65535, not ${values.port}`);
  return { port, dataDir: resolve(values.data), fresh: values.fresh, verbose: values.verbose };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: '.seatmesh' },
        fresh: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}
