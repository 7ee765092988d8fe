/** The routes of functions, as the map says. */
import { log } from '../shared/log.ts';
import { httpRoutes } from '../shared/sharding/http-route-manifests.ts';
import type { MapFollower } from '../shared/sharding/services-in-map.ts';
import { shardNamesIn } from '../shared/sharding/shard-map-resource.ts';
import { rulesOf, type ShardMaps } from '../shared/sharding/slot-routes.ts';
import { belongsTo, type ClusterObjects, type Followed, type KnownObject, ownerIn, ROUTES } from './cluster-objects.ts';
import { has, unsettledRoute } from './settled.ts';

/** Has the routes of functions that have a Service a shard lead as the map says, once those Services are ready. */
export async function followWithRoutes(
  cluster: ClusterObjects,
  followers: readonly MapFollower[],
  map: KnownObject,
  { routes, maps, unready }: { routes: readonly KnownObject[]; maps: ShardMaps; unready: ReadonlyMap<string, string> },
): Promise<Followed> {
  const followed: Followed = { unready: new Map(), isLost: false };
  const before = new Map(routes.map((route) => [route.metadata.name, route]));
  for (const { name: fn, routes: pattern } of followers) {
    if (!pattern) continue;
    const isReady = ![...unready.keys()].some((name) => isServiceOf(name.slice('ksvc/'.length), fn, maps));
    const wanted = httpRoutes(fn, rulesOf(pattern, maps));
    for (const route of wanted) {
      const { name } = route.metadata;
      const known = before.get(name);
      const isRight = known !== undefined && has(known.spec, route.spec);
      if (isRight && belongsTo(known, map)) {
        const why = unsettledRoute(known);
        if (why !== undefined) followed.unready.set(`httproute/${name}`, why);
        continue;
      }
      if (!isRight) followed.unready.set(`httproute/${name}`, isReady ? 'has just been changed' : `waits for ${fn}`);
      if (!isReady) continue;
      const version = known && { resourceVersion: known.metadata.resourceVersion };
      const metadata = { name, ...version, ownerReferences: [ownerIn(map)] };
      if (!(await cluster.apply(ROUTES, { ...route, metadata }))) followed.isLost = true;
      log.info({ route: name }, 'leads as the shard map says');
    }
    if (isReady) followed.isLost ||= !(await dropSurplus(cluster, fn, wanted, routes));
  }
  return followed;
}

/** Routes of a function are numbered: another map may need fewer. */
async function dropSurplus(
  cluster: ClusterObjects,
  fn: string,
  wanted: readonly { metadata: { name: string } }[],
  routes: readonly KnownObject[],
): Promise<boolean> {
  const names = new Set(wanted.map(({ metadata }) => metadata.name));
  let isDone = true;
  for (const route of routes) {
    const { name } = route.metadata;
    const isNumbered = name.startsWith(`${fn}-`) && /^\d+$/.test(name.slice(fn.length + 1));
    if (isNumbered && !names.has(name)) isDone = (await cluster.remove(ROUTES, route)) && isDone;
  }
  return isDone;
}

function isServiceOf(service: string, fn: string, maps: ShardMaps): boolean {
  const shards = [...shardNamesIn(maps).users, ...shardNamesIn(maps).events];
  return service === fn || shards.some((shard) => service === `${fn}-${shard}`);
}
