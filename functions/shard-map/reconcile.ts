/**
 * Looks at the map and at all that is to follow it, and has it follow: Services first, each route when the Services of its function are ready with
 * the map. Whatever was done before, by whomever, is seen; so it may end anywhere, come twice, or come late.
 */
import { isDeepStrictEqual } from 'node:util';
import { log } from '../shared/log.ts';
import type { MapFollower } from '../shared/sharding/services-in-map.ts';
import { mapsIn, shardNamesIn, SHARD_MAPS, withEmpty } from '../shared/sharding/shard-map-resource.ts';
import type { ShardMaps } from '../shared/sharding/slot-routes.ts';
import { type ClusterObjects, type KnownObject, ROUTES, SERVICES, SHARD_MAP_KIND } from './cluster-objects.ts';
import { dropEmpty, type IsEmpty } from './drop-empty.ts';
import { followWithRoutes } from './follow-routes.ts';
import { followWithServices, type KnownService } from './follow-services.ts';
import { type LeavingShard, leavingShards } from '../shared/sharding/leaving-shards.ts';
import { type MapStatus, newsIn, statusOf, type MapVerdict } from './map-status.ts';

/** What a look works with. */
export interface Reconciling {
  cluster: ClusterObjects;
  followers: readonly MapFollower[];
  isEmpty: IsEmpty;
}

/** While it is there, Kubernetes deletes nothing that belongs to the map because somebody has deleted the map. */
export const FINALIZER = 'seatmesh.dev/keeps-shards';
/** Somebody else may have changed an object in between; then all is looked at again. */
const MOST_TRIES = 4;
const NAMED = 3;

/** @throws Error when it could not be done: the next event or tick does all of it */
export async function reconcile(reconciling: Reconciling): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    if (await look(reconciling)) return;
    if (tries === MOST_TRIES) throw new Error('what follows the shard map is changed by somebody else all the time');
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 200));
  }
}

/** @returns false when something was not as it had been read any more */
async function look(reconciling: Reconciling): Promise<boolean> {
  const map = await reconciling.cluster.shardMap();
  if (!map) return true;
  if (map.metadata.deletionTimestamp !== undefined)
    return report(reconciling, map, [
      refused('Deleted', 'somebody has deleted the map: nothing follows it, and nothing goes'),
    ]);
  let maps: ShardMaps;
  try {
    maps = mapsIn(map.spec);
  } catch (error) {
    const { message } = error as Error;
    return report(reconciling, map, [
      { type: 'Valid', is: false, reason: 'NotAMap', message },
      refused('NotAMap', `nothing was changed: ${message}`),
    ]);
  }
  if (!map.metadata.finalizers?.includes(FINALIZER) && !(await keep(reconciling, map))) return false;
  return follow(reconciling, map, maps);
}

const refused = (reason: string, message: string): MapVerdict => ({ type: 'Ready', is: false, reason, message });

/** From now on the map cannot go without somebody saying that its shards may. */
function keep({ cluster }: Reconciling, { metadata: { name, uid } }: KnownObject): Promise<boolean> {
  return cluster.apply(SHARD_MAPS, { ...SHARD_MAP_KIND, metadata: { name, uid, finalizers: [FINALIZER] } });
}

async function follow(reconciling: Reconciling, map: KnownObject, said: ShardMaps): Promise<boolean> {
  const { cluster, followers } = reconciling;
  const there = (await cluster.list(SERVICES)) as KnownService[];
  const routes = await cluster.list(ROUTES);
  const leaving = leavingShards(there, followers, shardNamesIn(said));
  const kept = await dropEmpty(cluster, reconciling.isEmpty, leaving, { map, routes });
  // Until its data has gone, a shard is one that owns nothing: whoever has it in mind can ask it.
  const maps = { users: withEmpty(said.users, kept.users), events: withEmpty(said.events, kept.events) };

  const services = await followWithServices(cluster, followers, map, { there, maps });
  const ways = await followWithRoutes(cluster, followersThere(followers, there), map, {
    routes,
    maps,
    unready: services.unready,
  });
  const isTold = await report(
    reconciling,
    map,
    [
      { type: 'Valid', is: true, reason: 'AMap', message: 'every slot has one owner' },
      verdict('ServicesReady', services.unready),
      verdict('RoutesReady', ways.unready),
      verdict('Ready', new Map([...services.unready, ...ways.unready])),
      ...(leaving.length > 0 ? [goneVerdict(leaving, kept.why)] : []),
    ],
    maps,
  );
  return isTold && !services.isLost && !ways.isLost;
}

/** What this installation has not got is led to by nobody. */
function followersThere(followers: readonly MapFollower[], there: readonly KnownService[]): MapFollower[] {
  const names = new Set(there.map(({ metadata }) => metadata.name));
  return followers.filter(({ name }) => names.has(name));
}

function verdict(type: MapVerdict['type'], unready: ReadonlyMap<string, string>): MapVerdict {
  if (unready.size === 0) return { type, is: true, reason: 'AsTheMapSays', message: 'all is as the map says' };
  const named = [...unready].slice(0, NAMED).map(([name, why]) => `${name}: ${why}`);
  const more = unready.size > NAMED ? ` and ${unready.size - NAMED} more` : '';
  return { type, is: false, reason: 'Following', message: `waits for ${named.join('; ')}${more}` };
}

function goneVerdict(leaving: readonly LeavingShard<KnownService>[], why: ReadonlyMap<string, string>): MapVerdict {
  const kept = [...why].map(([name, reason]) => `${name} ${reason}`);
  if (kept.length > 0) return { type: 'ShardsGone', is: false, reason: 'Kept', message: kept.join('; ') };
  const names = leaving.map(({ name }) => name).join(', ');
  return { type: 'ShardsGone', is: true, reason: 'Gone', message: `${names}: nothing was left in it` };
}

/** Says in the map's status what was found, and tells what is news. @returns false when the map is not there any more */
async function report(
  { cluster }: Reconciling,
  map: KnownObject,
  verdicts: readonly MapVerdict[],
  maps?: ShardMaps,
): Promise<boolean> {
  const before = (map.status ?? {}) as Partial<MapStatus>;
  const generation = map.metadata.generation ?? 0;
  const status = statusOf(verdicts, { generation, ...(maps && { maps }), before, now: new Date() });
  if (isDeepStrictEqual(before, status)) return true;
  const { name, uid } = map.metadata;
  if (
    !(await cluster.apply(SHARD_MAPS, { ...SHARD_MAP_KIND, metadata: { name, uid }, status: { ...status } }, '/status'))
  )
    return false;
  for (const notice of newsIn(before, status)) {
    log.info({ ...notice }, 'the shard map');
    await cluster.tell(map, notice).catch((error: unknown) => log.warn({ err: error }, 'an Event could not be made'));
  }
  return true;
}
