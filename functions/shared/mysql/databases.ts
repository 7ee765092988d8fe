/** The databases that a function serves: one pool a shard, opened when a slot first needs it. */
import { randomInt } from 'node:crypto';
import { slotOf } from '../ids.ts';
import { MovingSlots } from './moving-slots.ts';
import { openPool, type Pool } from './pool.ts';
import { watchPool } from './pool-figures.ts';
import { Problem } from '../problem.ts';
import type { Dependency } from '../telemetry/dependency.ts';
import { awayOf, whenOpenable } from './readiness.ts';
import { mysqlAddress } from '../tls.ts';
import { type ShardMap, slotName } from '../slots.ts';

const CONNECTIONS = 10;
/** So many shards a process that starts asks whether they let it in: connections to all of many, from all pods that start, would be a crowd of its own. */
const ASKED_AT_START = 2;

/** A shard with its pool. */
export interface Shard {
  name: string;
  pool: Pool;
}

/** The shards of one kind that this process serves. */
export interface Databases extends Dependency {
  map: ShardMap;
  /** The shard that owns a slot. @throws Problem `misdirected` (421) with the owner when it is not served here */
  ofSlot(slot: number): Shard;
  /** The shard that owns an id's slot. @throws as `ofSlot` */
  ofId(id: string): Shard;
  /**
   * Finds out which shard has an id's slot, if that is being moved; from then on `ofId` knows. Undefined: there is nothing to ask.
   * @throws Problem `slot_moving` (503) while it is between two shards
   */
  find(id: string): Promise<void> | undefined;
  /** As `ofId`, for what did not come through a route with the id in its path: those have been found. @throws as both */
  found(id: string): Promise<Shard>;
  /** Every shard served here. */
  all(): Shard[];
  /** Those of them that this process has had a use for by now. */
  inUse(): Shard[];
  /** Two of them are asked, drawn once. Every shard has a Service of its own, which is ready when that shard lets it in. */
  letsIn: Dependency['letsIn'];
  close(): Promise<void>;
}

/** What is common to the databases of a process. */
export interface ServerOptions {
  /** At most so many to each of them; default: 10. */
  connections?: number;
  /** The CA that signed their certificates (PEM). */
  ca?: string | undefined;
}

/** How the pools of shards are opened. */
export interface PoolOptions extends ServerOptions {
  /** Statements may be sent together (`sendTogether`). */
  together?: boolean;
}

/** Where the databases of shards are. */
export interface ShardAddresses extends ServerOptions {
  map: ShardMap;
  /** The URLs of those that are served here. */
  urls: ReadonlyMap<string, string>;
}

/** Opens the shards that a function serves. */
export function openShards({ map, urls, ...server }: ShardAddresses, options: PoolOptions = {}): Databases {
  return shardsOf(map, urls, { ...server, ...options });
}

/** The shards of a map whose URLs are known; the others are served elsewhere. */
export function shardsOf(
  map: ShardMap,
  urls: ReadonlyMap<string, string>,
  { together = false, connections = CONNECTIONS, ca }: PoolOptions = {},
): Databases {
  const shards = new Map<string, Shard>();
  // One object a shard: what belongs together goes by it.
  const open = (name: string): Shard => {
    let shard = shards.get(name);
    if (!shard) {
      const pool = openPool(mysqlAddress(urls.get(name) ?? '', ca), connections, together);
      watchPool(name, pool);
      shards.set(name, (shard = { name, pool }));
    }
    return shard;
  };
  const moving = new MovingSlots(map, (name) => (urls.has(name) ? open(name).pool : undefined));
  const ofSlot = (slot: number): Shard => {
    const owner = moving.ownerOf(slot);
    if (!urls.has(owner)) throw new Problem('misdirected', `slot ${slotName(slot)} belongs to ${owner}`, { owner });
    return open(owner);
  };
  const all = (): Shard[] => [...urls.keys()].map(open);
  // The same again and again: drawn anew, one that refuses would be passed over a second later.
  let asked: readonly string[] | undefined;
  return {
    map,
    ofSlot,
    ofId: (id) => ofSlot(slotOf(id)),
    find: (id) => moving.find(slotOf(id)),
    found: async (id) => {
      await moving.find(slotOf(id));
      return ofSlot(slotOf(id));
    },
    all,
    inUse: () => [...shards.values()],
    away: () => awayOf(all()),
    letsIn: whenOpenable(() => (asked ??= someOf([...urls.keys()])).map((name) => open(name).pool)),
    close: async () => {
      await Promise.allSettled([...shards.values()].map(({ pool }) => pool.end()));
    },
  };
}

function someOf(names: string[]): readonly string[] {
  while (names.length > ASKED_AT_START) names.splice(randomInt(names.length), 1);
  return names;
}

/** Opens the one database that is not sharded: the browse index. */
export function openCatalog(
  { url, connections = CONNECTIONS, ca }: ServerOptions & { url: string },
  { together = false }: Pick<PoolOptions, 'together'> = {},
): Pool {
  const pool = openPool(mysqlAddress(url, ca), connections, together);
  watchPool('catalog', pool);
  return pool;
}
