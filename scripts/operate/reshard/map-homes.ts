/** Where a shard map is kept, and who goes by it: the running system of this machine, or a file whose system is told by somebody else. A cluster's: `map-in-cluster.ts`. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { parseShardMap, type ShardMap } from '../../../functions/shared/slots.ts';
import { Fault, whyNotRead } from '../../cli/fault.ts';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { readRunning } from '../../servers/running.ts';
import { databaseOn, givenDatabase } from '../../system/databases/database-targets.ts';
import { askToTakeOver } from '../../system/control.ts';

/** The home of a map. */
export interface MapHome {
  read(): Promise<ShardMap>;
  /** Has everybody go by another map. @returns false where somebody else has to do that now */
  write(text: string): Promise<boolean>;
  /** The databases beside those of the events shards: no shard of events has the name of one. */
  others(): Promise<readonly string[]>;
  /** @throws Fault where a new shard of that name could not be: before anybody is told of it */
  requireRoomFor(shard: string): Promise<void>;
  /** @throws Fault where somebody could not go by another map: before anybody is told of one */
  requireAllFollow(): Promise<void>;
  /** A shard's database, by the account that functions use. @throws Fault when nothing says where it is */
  database(shard: string): Promise<string>;
}

/** The system that runs on a data folder. @throws Fault when none does, or one of a release that cannot be told */
export async function homeOfRunning(dataDir: string): Promise<MapHome> {
  const running = async () => {
    const found = await readRunning(dataDir);
    if (!found) throw new Fault(`no system runs on ${dataDir}: start it, or name its data folder with --data`);
    if (!found.control) throw new Fault('the running system is of an earlier release: stop it, and start this one');
    return { ...found, control: found.control };
  };
  await running();
  return {
    read: async () => (await readShardMaps((await running()).eventsMap)).events,
    write: async (text) => {
      await askToTakeOver((await running()).control, text);
      return true;
    },
    others: async () => {
      const { databases, eventsMap } = await running();
      const { events } = await readShardMaps(eventsMap);
      return Object.keys(databases).filter((name) => !events.shards.some((shard) => shard.name === name));
    },
    requireRoomFor: async () => {}, // the system makes what is missing
    requireAllFollow: async () => {}, // it begins processes of the new map, and stays by the old one where they do not come up
    database: async (shard) => {
      const url = (await running()).databases[shard];
      if (url === undefined) throw new Fault(`the running system has no shard ${shard}`);
      return url;
    },
  };
}

/** The ConfigMap of a file; everything else in it stays as it is written. */
export function homeInFile(file: string, env: Readonly<Record<string, string | undefined>>): MapHome {
  const KEY = ['data', 'SHARD_MAP_EVENTS'];
  const document = async () => {
    const found = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Fault(`${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
    });
    return parseDocument(found);
  };
  return {
    read: async () => {
      const text = (await document()).getIn(KEY);
      if (typeof text !== 'string') throw new Fault(`${file} has no ${KEY.join('.')}`);
      return parseShardMap(text);
    },
    write: async (text) => {
      const changed = await document();
      changed.setIn(KEY, text);
      await writeFile(`${file}.new`, changed.toString({ lineWidth: 0 }));
      await rename(`${file}.new`, file);
      return false;
    },
    others: async () => {
      const users = (await document()).getIn(['data', 'SHARD_MAP_USERS']);
      return ['catalog', ...(typeof users === 'string' ? parseShardMap(users).shards.map(({ name }) => name) : [])];
    },
    requireRoomFor: async () => {}, // of whoever deploys the map
    requireAllFollow: async () => {},
    database: (shard) => databaseIn(env, shard),
  };
}

/** A shard's database, where nothing but the environment says where it is. @throws Fault when that does not either */
export async function databaseIn(env: Readonly<Record<string, string | undefined>>, shard: string): Promise<string> {
  const server = env['MYSQL_URL'];
  const url = givenDatabase(shard, env) ?? (server ? databaseOn(server, shard) : undefined);
  if (url === undefined)
    throw new Fault(`where is shard ${shard}? Set MYSQL_${shard.toUpperCase()}, or MYSQL_URL for all`);
  return url;
}
