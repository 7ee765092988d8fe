/** The databases a function is told to serve: one pool a shard, opened when a slot first needs it. */
import * as z from 'zod';
import { readConfig, wholeNumber } from '../config.ts';
import { slotOf } from '../ids.ts';
import { openPool, type Pool } from './pool.ts';
import { Problem } from '../problem.ts';
import { type Ready, whenOpenable } from './readiness.ts';
import { caFile, mysqlAddress } from '../tls.ts';
import { parseShardMap, type ShardKind, type ShardMap, slotName } from '../slots.ts';

/** A shard with its pool. */
export interface Shard {
  name: string;
  pool: Pool;
}

/** The shards of one kind that this process serves. */
export interface Databases {
  map: ShardMap;
  /** The shard that owns a slot. @throws Problem `misdirected` (421) with the owner when it is not served here */
  ofSlot(slot: number): Shard;
  /** The shard that owns an id's slot. @throws as `ofSlot` */
  ofId(id: string): Shard;
  /** Every shard served here. */
  all(): Shard[];
  /** Whether all of them let this process in. */
  ready: Ready;
  close(): Promise<void>;
}

/** How the pools of shards are opened. */
export interface PoolOptions {
  /** Statements may be sent together (`sendTogether`). */
  together?: boolean;
}

const { MYSQL_CONNECTIONS, MYSQL_CA_FILE: ca } = readConfig({
  MYSQL_CONNECTIONS: wholeNumber(1, 200, 10),
  /** The CA that signed the databases' certificates: with it, or `ssl-mode=VERIFY_IDENTITY` in a URL, they are spoken to with TLS only. */
  MYSQL_CA_FILE: caFile,
});

/** A database's URL, with a way to trust it. */
const databaseUrl = z.url().superRefine((url, context) => {
  try {
    mysqlAddress(url, ca);
  } catch (error) {
    context.addIssue((error as Error).message);
  }
});

/** Opens the shards of a kind as SHARDS, SHARD_MAP_USERS or SHARD_MAP_EVENTS and MYSQL_<SHARD> say. */
export function openShards(kind: ShardKind, options: PoolOptions = {}): Databases {
  const mapName = kind === 'users' ? 'SHARD_MAP_USERS' : 'SHARD_MAP_EVENTS';
  const config = readConfig({
    SHARDS: z.string().transform((text) => text.split(',').map((name) => name.trim())),
    [mapName]: z.string().transform(parseShardMap),
  }) as { SHARDS: string[] } & Record<typeof mapName, ShardMap>;
  const urls = readConfig(Object.fromEntries(config.SHARDS.map((name) => [urlVariable(name), databaseUrl])));
  return shardsOf(
    config[mapName],
    new Map(config.SHARDS.map((name) => [name, urls[urlVariable(name)] ?? ''])),
    options,
  );
}

/** The shards of a map whose URLs are known; the others are served elsewhere. */
export function shardsOf(
  map: ShardMap,
  urls: ReadonlyMap<string, string>,
  { together = false }: PoolOptions = {},
): Databases {
  const shards = new Map<string, Shard>();
  // One object a shard: what belongs together is told by it.
  const open = (name: string): Shard => {
    let shard = shards.get(name);
    if (!shard) {
      const pool = openPool(mysqlAddress(urls.get(name) ?? '', ca), MYSQL_CONNECTIONS, together);
      shards.set(name, (shard = { name, pool }));
    }
    return shard;
  };
  const ofSlot = (slot: number): Shard => {
    const owner = map.ownerOf(slot);
    if (!urls.has(owner)) throw new Problem('misdirected', `slot ${slotName(slot)} belongs to ${owner}`, { owner });
    return open(owner);
  };
  const all = (): Shard[] => [...urls.keys()].map(open);
  return {
    map,
    ofSlot,
    ofId: (id) => ofSlot(slotOf(id)),
    all,
    ready: whenOpenable(() => all().map(({ pool }) => pool)),
    close: async () => {
      await Promise.allSettled([...shards.values()].map(({ pool }) => pool.end()));
    },
  };
}

/** Opens the one database that is not sharded: the browse index. */
export function openCatalog(): Pool {
  const { MYSQL_CATALOG } = readConfig({ MYSQL_CATALOG: databaseUrl });
  return openPool(mysqlAddress(MYSQL_CATALOG, ca), MYSQL_CONNECTIONS);
}

function urlVariable(shard: string): string {
  return `MYSQL_${shard.toUpperCase()}`;
}
