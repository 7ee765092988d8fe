/** The shard map as a cluster has it: the custom resource `ShardMap` (`knative/shard-map-kind.yaml`), and the maps that functions read. Pure. */
import * as z from 'zod';
import { parseShardMap, type ShardMap, shardMapText, slotName, type SlotRange } from '../slots.ts';
import type { ShardNames } from './map-variables.ts';
import type { ShardMaps } from './slot-routes.ts';

/** Of the one map that an installation has. */
export const SHARD_MAP = 'seatmesh';
/** Its kind. */
export const SHARD_MAPS = { version: 'seatmesh.dev/v1alpha1', plural: 'shardmaps' };

const slot = z.string().regex(/^[0-9a-f]{3}$/);
const Range = z.object({
  from: slot,
  to: slot,
  shard: z.string(),
  movingTo: z.string().optional(),
  cameFrom: z.string().optional(),
});
const Part = z.object({ shards: z.array(z.string()), ranges: z.array(Range) });
const Spec = z.object({ users: Part, events: Part });

/** What the resource says. */
export type ShardMapSpec = z.infer<typeof Spec>;

/** Reads what a resource says. @throws Error for a map with holes, or otherwise none */
export function mapsIn(spec: unknown): ShardMaps {
  const { success, data } = Spec.safeParse(spec);
  if (!success) throw new Error('spec has no users and events with shards, and ranges from 000 to fff');
  return { users: mapIn(data.users), events: mapIn(data.events) };
}

function mapIn({ shards, ranges }: ShardMapSpec['users']): ShardMap {
  const stranger = ranges.find(({ shard }) => !shards.includes(shard));
  if (stranger) throw new Error(`shard map: ${stranger.shard} has slots, and is not among shards`);
  const ofShard = (name: string): SlotRange[] =>
    ranges
      .filter(({ shard }) => shard === name)
      .map(({ from, to, movingTo, cameFrom }) => ({
        from: Number.parseInt(from, 16),
        to: Number.parseInt(to, 16),
        ...(movingTo !== undefined && { movingTo }),
        ...(cameFrom !== undefined && { cameFrom }),
      }));
  return parseShardMap(shardMapText(shards.map((name) => ({ name, ranges: ofShard(name) }))));
}

/** What a resource says for these maps. */
export function specOf({ users, events }: ShardMaps): ShardMapSpec {
  return { users: partOf(users), events: partOf(events) };
}

function partOf({ shards }: ShardMap): ShardMapSpec['users'] {
  return {
    shards: shards.map(({ name }) => name),
    ranges: shards.flatMap(({ name, ranges }) =>
      ranges.map(({ from, to, ...way }) => ({ from: slotName(from), to: slotName(to), shard: name, ...way })),
    ),
  };
}

/** What the ConfigMap `shards` has for these maps. */
export function settingsOf({ users, events }: ShardMaps): Record<'SHARD_MAP_USERS' | 'SHARD_MAP_EVENTS', string> {
  return { SHARD_MAP_USERS: shardMapText(users.shards), SHARD_MAP_EVENTS: shardMapText(events.shards) };
}

/** The names of their shards. */
export function shardNamesIn({ users, events }: ShardMaps): ShardNames {
  return { users: users.shards.map(({ name }) => name), events: events.shards.map(({ name }) => name) };
}

/** The same map with shards that own nothing. */
export function withEmpty(map: ShardMap, names: readonly string[]): ShardMap {
  return names.length === 0
    ? map
    : parseShardMap(shardMapText([...map.shards, ...names.map((name) => ({ name, ranges: [] }))]));
}
