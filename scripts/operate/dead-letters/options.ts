/** What `npm run dead-letters` is told: its arguments, checked, and its help. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import type { Key } from './letters.ts';

/** Where the databases are. */
interface Where {
  shards: string[] | undefined;
  dataDir: string;
}
/** What to do. */
export type Command =
  | { verb: 'list'; limit: number }
  | { verb: 'show'; letter: Key }
  | { verb: 'replay'; letters: Key[] | 'all'; to: URL | undefined };

export const HELP = `npm run dead-letters -- list | show SOURCE ID | replay --all | replay SOURCE ID [SOURCE ID ...]

Events that could not be handled are kept in the table dead_letters of a shard; list says why.
  list               the newest, of all shards
  show SOURCE ID     one of them, whole
  replay             hands events to the broker again, as they came; a letter is deleted once the broker has its event. It is
                     safe to repeat: whoever has handled an event already does not handle it again. An event that cannot be
                     handled this time either comes back as a new letter

  --limit N          for list: so many, 1 to 1000 (default 50)
  --shard NAME       only this shard's; may be repeated
  --to URL           the broker's ingress (default: that of the running system)
  --data DIR         the data folder of the running system (default .seatmesh)
  --help

Exit code: 0 when it was done; 1 when a letter stays, is not there, or a shard does not answer; 3 when there was nothing to replay.

Which databases: MYSQL_<SHARD> (MYSQL_U0 ...) names a shard's own; MYSQL_URL one server that has them all, named
seatmesh_<shard>; without either, those of the system that npm start runs.`;

const USAGE = 'say what to do: npm run dead-letters -- list | show SOURCE ID | replay --all | replay SOURCE ID ...';

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): (Where & { command: Command }) | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const { limit, to, all } = values;
  const where = { shards: values.shard, dataDir: resolve(values.data) };
  const [verb, ...names] = positionals;
  const letters = pairs(names);
  if (verb === 'list' && names.length === 0) return { ...where, command: { verb, limit: limitOf(limit) } };
  if (verb === 'show' && letters?.length === 1 && letters[0])
    return { ...where, command: { verb, letter: letters[0] } };
  if (verb === 'replay' && letters && all !== letters.length > 0)
    return { ...where, command: { verb, letters: all ? 'all' : letters, to: to === undefined ? to : urlOf(to) } };
  throw new Fault(USAGE);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        limit: { type: 'string', default: '50' },
        shard: { type: 'string', multiple: true },
        all: { type: 'boolean', default: false },
        to: { type: 'string' },
        data: { type: 'string', default: '.seatmesh' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}

function pairs(names: readonly string[]): Key[] | undefined {
  if (names.length % 2 !== 0) return undefined;
  return names.flatMap((source, index) => (index % 2 === 0 ? [{ source, id: names[index + 1] ?? '' }] : []));
}

function limitOf(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 1_000) throw new Fault(`--limit takes a number from 1 to 1000, not ${text}`);
  return number;
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Fault(`--to ${text} is not an http:// or https:// URL`);
  return url;
}
