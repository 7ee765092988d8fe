/**
 * The shard map of a cluster, which goes before the one in the overlay: slots may have been moved since. Of the overlay's map only shards are taken
 * that the cluster's does not have yet; who owns a slot no deployment changes.
 */
import { capabilities } from '../../../../functions/capabilities.ts';
import { httpRoutes } from '../../../../functions/shared/sharding/http-route-manifests.ts';
import { leavingShards } from '../../../../functions/shared/sharding/leaving-shards.ts';
import {
  type MapFollower,
  type MappedService,
  servicesInMap,
} from '../../../../functions/shared/sharding/services-in-map.ts';
import {
  mapsIn,
  shardNamesIn,
  SHARD_MAP,
  SHARD_MAPS,
  settingsOf,
  specOf,
  withEmpty,
} from '../../../../functions/shared/sharding/shard-map-resource.ts';
import { rulesOf, type ShardMaps } from '../../../../functions/shared/sharding/slot-routes.ts';
import { parseShardMap, type ShardKind, type ShardMap } from '../../../../functions/shared/slots.ts';
import { Fault } from '../../../cli/fault.ts';
import { mapFollowers } from '../../../manifests/render/map-needs.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { isFunction } from './phases.ts';

/** As kubectl names the kind. */
export const SHARD_MAP_RESOURCE = 'shardmaps.seatmesh.dev';

/** The map as it is on the cluster; undefined where there is none, or not its kind yet. */
export function findShardMap(cluster: Kubectl): Promise<KubeObject | undefined> {
  return cluster.find(SHARD_MAP_RESOURCE, SHARD_MAP);
}

/** The maps that a deployment goes by: the cluster's with the shards that are new in the overlay, or the overlay's. @throws Fault when it has none */
export function mapsOfDeployment(objects: readonly KubeObject[], live: KubeObject | undefined): ShardMaps | undefined {
  const data = objects.find(isShards)?.data;
  if (!data) return undefined;
  const own = { users: mapNamed(data, 'SHARD_MAP_USERS'), events: mapNamed(data, 'SHARD_MAP_EVENTS') };
  if (!live) return own;
  const there = mapsIn(live.spec);
  const both = (kind: ShardKind): ShardMap => {
    const known = new Set(shardNamesIn(there)[kind]);
    return withEmpty(
      there[kind],
      shardNamesIn(own)[kind].filter((name) => !known.has(name)),
    );
  };
  return { users: both('users'), events: both('events') };
}

function mapNamed(data: Readonly<Record<string, string>>, name: string): ShardMap {
  try {
    return parseShardMap(data[name] ?? '');
  } catch (error) {
    throw new Fault(`${name} of the overlay: ${(error as Error).message}`, { cause: error });
  }
}

const isShards = ({ kind, metadata }: KubeObject): boolean => kind === 'ConfigMap' && metadata.name === 'shards';

/** The objects of an overlay as they are under a map: Services, routes, and the settings. What does not follow from the map stays. Pure. */
export function objectsInMap(
  objects: readonly KubeObject[],
  maps: ShardMaps,
  followers: readonly MapFollower[] = mapFollowers(capabilities),
): KubeObject[] {
  const services = objects.filter(isFunction) as (KubeObject & MappedService)[];
  const names = shardNamesIn(maps);
  const mapped = new Map(
    servicesInMap(services, followers, names, 'shards').map(({ service }) => [service.metadata.name, service]),
  );
  const gone = new Set(leavingShards(services, followers, names).flatMap((shard) => shard.services));
  const routes = new Map(routesIn(objects, followers, maps).map((route) => [route.metadata.name, route]));
  const isRouteOf = ({ kind, metadata }: KubeObject): boolean =>
    kind === 'HTTPRoute' &&
    followers.some(({ name, routes: some }) => some && metadata.name.replace(/-\d+$/, '') === name);
  const kept = objects.flatMap((object): KubeObject[] => {
    const { name } = object.metadata;
    if (isShards(object)) return [{ ...object, data: settingsOf(maps) }];
    if (isFunction(object)) return gone.has(object) ? [] : [taken(mapped, name) ?? object];
    if (!isRouteOf(object)) return [object];
    const route = taken(routes, name);
    return route?.spec ? [{ ...object, spec: route.spec }] : [];
  });
  return [...kept, ...mapped.values(), ...routes.values()];
}

/** What is left when all are taken is new. */
function taken<T>(of: Map<string, T>, name: string): T | undefined {
  const found = of.get(name);
  of.delete(name);
  return found;
}

/** Those of the functions that the overlay leads to. */
function routesIn(objects: readonly KubeObject[], followers: readonly MapFollower[], maps: ShardMaps): KubeObject[] {
  return followers.flatMap(({ name, routes }): KubeObject[] => {
    const first = objects.find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === name);
    if (!routes || !first) return [];
    const { namespace } = first.metadata;
    return httpRoutes(name, rulesOf(routes, maps)).map((route) => ({
      ...route,
      metadata: { name: route.metadata.name, ...(namespace !== undefined && { namespace }) },
      spec: { ...route.spec },
    }));
  });
}

/** Has the cluster have a map: makes it, or adds what is new in it. Somebody who changes it at the same time goes before. */
export async function keepShardMap(
  cluster: Kubectl,
  live: KubeObject | undefined,
  maps: ShardMaps,
): Promise<KubeObject> {
  const spec = { ...specOf(maps) };
  const metadata = { name: SHARD_MAP, namespace: cluster.place.namespace };
  const map: KubeObject = live
    ? { ...live, spec }
    : { apiVersion: SHARD_MAPS.version, kind: 'ShardMap', metadata, spec };
  const isNew = !live || JSON.stringify(shardNamesIn(mapsIn(live.spec))) !== JSON.stringify(shardNamesIn(maps));
  if (isNew) await cluster.text([live ? 'replace' : 'create', '-f', '-'], { input: JSON.stringify(map) });
  return map;
}
