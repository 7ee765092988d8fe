/** Finds the databases of the shards, for every script that works on them. */
import { Fault } from '../../cli/fault.ts';
import { requireTrust } from '../../servers/server-trust.ts';
import { readRunning } from '../../servers/running.ts';
import { readShards, type ShardName } from '../../platform/spec/shards.ts';

/** A shard and where its database is. */
export interface Target extends ShardName {
  url: string;
}

const DATABASE_PREFIX = 'seatmesh_';

type Environment = Readonly<Record<string, string | undefined>>;

export interface WantedTargets {
  /** Only these shards; default: all. */
  shards?: readonly string[] | undefined;
  /** The data folder of the running system, for when the environment names no database. */
  dataDir: string;
  /** Of the running system: as functions use them (rows only), or as their owner, who may change tables. */
  as: 'functions' | 'owner';
  env: Environment;
}

/**
 * The databases of the wanted shards, in the order of the shard map: MYSQL_<SHARD>, else `seatmesh_<shard>` on the server
 * of MYSQL_URL, else those of the system that runs on the data folder.
 * @throws Fault for an unknown shard, and when nothing says where a database is
 */
export async function findTargets({ shards, dataDir, as, env }: WantedTargets): Promise<Target[]> {
  const running = await readRunning(dataDir);
  const known = await readShards(running?.eventsMap);
  const unknown = shards?.find((name) => !known.some((shard) => shard.name === name));
  if (unknown !== undefined)
    throw new Fault(`no shard is named ${unknown}; there are: ${known.map(({ name }) => name).join(', ')}`);
  const databases = as === 'owner' ? (running?.ownerDatabases ?? running?.databases) : running?.databases;
  return known
    .filter(({ name }) => shards === undefined || shards.includes(name))
    .map((shard) => {
      const server = env['MYSQL_URL'];
      const url =
        givenDatabase(shard.name, env) ??
        (server ? databaseOn(checked('MYSQL_URL', server).href, shard.name) : databases?.[shard.name]);
      if (url === undefined) throw new Fault(nowhere(shard.name, dataDir));
      return { ...shard, url };
    });
}

/** A shard's own database, if the environment names one. @throws Fault when it is no URL */
export function givenDatabase(shard: string, env: Environment): string | undefined {
  const variable = urlVariable(shard);
  return env[variable] ? checked(variable, env[variable]).href : undefined;
}

/** A shard's database on a server that has them all. */
export function databaseOn(serverUrl: string, shard: string, prefix = DATABASE_PREFIX): string {
  const url = new URL(serverUrl);
  url.pathname = `/${prefix}${shard}`;
  return url.href;
}

function urlVariable(shard: string): string {
  return `MYSQL_${shard.toUpperCase()}`;
}

/** The URL itself is not repeated: it has a password. */
function checked(variable: string, text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'mysql:' && url.hostname) {
    requireTrust(variable, url.href);
    return url;
  }
  throw new Fault(`${variable} is not a MySQL URL: write it as mysql://user:password@host:3306/database`);
}

function nowhere(shard: string, dataDir: string): string {
  return (
    `where is shard ${shard}? No system runs on ${dataDir}: start it, name its data folder with --data, ` +
    `or set MYSQL_URL (one server for all) or ${urlVariable(shard)}`
  );
}
