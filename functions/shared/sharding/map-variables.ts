/** What a pod has in its environment because of the shard map: of which shards it has the databases and the keys, and where it asks others. Pure. */
import { addressVariable, ANY_SHARD } from '../serve/asked.ts';
import type { ShardKind } from '../slots.ts';
import { hostOf } from './http-route-manifests.ts';

/** What a function needs of the map. */
export interface MapNeeds {
  /** The function. */
  name: string;
  /** The shards whose databases it has: all of them its one Service, each its own where there is one a shard. */
  shards?: ShardKind;
  /** There is a Service for each shard beside the one of all. */
  isPerShard: boolean;
  /** Of which kind of shard the messages come that it takes. */
  senders?: ShardKind;
  /** It publishes: it has the keys of the shards that it serves. */
  publishes: boolean;
  /** The functions that it asks, and which shards those have a Service for. */
  asks: Readonly<Record<string, 'the one' | ShardKind>>;
}

/** The names of the shards of each kind. */
export type ShardNames = Readonly<Record<ShardKind, readonly string[]>>;

/** A variable: what it says, or the Secret that says it. */
export interface Variable {
  name: string;
  value?: string;
  secret?: { name: string; key: string };
}

/** The variables of a Service that serves some shards, by what they are for. */
export interface MapVariables {
  databases: Variable[];
  asked: Variable[];
  keys: Variable[];
}

/** @param served by this Service, of the kind that the function works on */
export function mapVariables(needs: MapNeeds, served: readonly string[], names: ShardNames): MapVariables {
  const { shards, senders, publishes, asks } = needs;
  const believed = senders === undefined ? [] : senders === shards ? served : names[senders];
  const withKeys = [...new Set([...(publishes ? served : []), ...believed])];
  return {
    databases: [
      ...(shards ? [{ name: SERVED, value: served.join(',') }] : []),
      ...served.map((shard) => databaseOf(shard)),
    ],
    asked: Object.entries(asks).map(([asked, kind]) => ({
      name: addressVariable(asked),
      value: addressesText(asked, kind === 'the one' ? undefined : names[kind]),
    })),
    keys: withKeys.map((shard) => ({
      name: `EVENT_KEY_${shard.toUpperCase()}`,
      secret: { name: `events-${shard}`, key: 'key' },
    })),
  };
}

/** Which shards a Service serves. */
export const SERVED = 'SHARDS';

/** The database of a shard, or the catalog. */
export function databaseOf(shard: string): Variable {
  return { name: `MYSQL_${shard.toUpperCase()}`, secret: { name: `mysql-${shard}`, key: 'url' } };
}

/** True where another map may mean other variables, or other slots. */
export function goesByMap({ shards, senders, asks }: MapNeeds): boolean {
  return shards !== undefined || senders !== undefined || Object.values(asks).some((kind) => kind !== 'the one');
}

const url = (service: string): string => `http://${hostOf(service)}`;

/** Where a function is that is asked: its one Service, or that of each shard. */
function addressesText(asked: string, shards: readonly string[] | undefined): string {
  if (!shards) return url(asked);
  return [...shards.map((shard) => `${shard}=${url(`${asked}-${shard}`)}`), `${ANY_SHARD}=${url(asked)}`].join(',');
}
