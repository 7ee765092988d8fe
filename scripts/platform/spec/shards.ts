/** The databases there are, from the one shard map (knative/shards.yaml). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseShardMap, type ShardMap } from '../../../functions/shared/slots.ts';

/** A kind of database: which migrations it gets. */
export type DatabaseKind = 'users' | 'events' | 'catalog';

/** A database by its shard's name. */
export interface ShardName {
  name: string;
  kind: DatabaseKind;
}

const ConfigMap = z.object({ data: z.object({ SHARD_MAP_USERS: z.string(), SHARD_MAP_EVENTS: z.string() }) });

/** The shard maps. @param events of an installation whose slots were moved: its own, in place of the one in the manifests */
export async function readShardMaps(events?: string): Promise<{ users: ShardMap; events: ShardMap }> {
  const { data } = ConfigMap.parse(
    parse(await readFile(join(import.meta.dirname, '../../../knative/shards.yaml'), 'utf8')),
  );
  return { users: parseShardMap(data.SHARD_MAP_USERS), events: parseShardMap(events ?? data.SHARD_MAP_EVENTS) };
}

/** Every database: the users shards, the events shards, the catalog. */
export async function readShards(events?: string): Promise<ShardName[]> {
  const maps = await readShardMaps(events);
  return [
    ...maps.users.shards.map(({ name }) => ({ name, kind: 'users' as const })),
    ...maps.events.shards.map(({ name }) => ({ name, kind: 'events' as const })),
    { name: 'catalog', kind: 'catalog' },
  ];
}
