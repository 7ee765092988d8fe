/** What the functions need of the shard map, as data for whoever has them follow it without knowing them. */
import { type Capability, sendersOf } from '../../../functions/shared/serve/capability.ts';
import { goesByMap, type MapNeeds } from '../../../functions/shared/sharding/map-variables.ts';
import type { MapFollower } from '../../../functions/shared/sharding/services-in-map.ts';
import { routePattern, shardKindOf } from './route-plan.ts';

/** What of the shard map a function needs. */
export function mapNeeds(capability: Capability): MapNeeds {
  const { name, shards, publishes, asks = {} } = capability;
  const senders = sendersOf(capability);
  return {
    name,
    ...(shards && { shards }),
    isPerShard: shardKindOf(capability) !== undefined,
    ...(senders && { senders }),
    publishes: publishes !== undefined,
    asks,
  };
}

/** Those of some functions that another map may change, with where their routes lead if those go by slot. */
export function mapFollowers(capabilities: readonly Capability[]): MapFollower[] {
  return capabilities.flatMap((capability) => {
    const needs = mapNeeds(capability);
    if (!goesByMap(needs)) return [];
    return [{ ...needs, ...(needs.isPerShard && { routes: routePattern(capability) }) }];
  });
}
