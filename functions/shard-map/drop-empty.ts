/** Shards that the map does not name any more go when nothing would be lost with them. */
import { log } from '../shared/log.ts';
import { belongsTo, type ClusterObjects, type KnownObject, SERVICES } from './cluster-objects.ts';
import type { KnownService } from './follow-services.ts';
import { unsettledRoute } from './settled.ts';
import { isLedTo, type LeavingShard } from '../shared/sharding/leaving-shards.ts';

/** Whether the database of an events shard has nothing that would be lost; undefined: this process does not know where it is. */
export type IsEmpty = (shard: string) => Promise<boolean | undefined>;

/** Those that stay for now, by kind, and why. */
interface KeptShards {
  users: string[];
  events: string[];
  why: Map<string, string>;
}

/** Deletes the Services of shards that own no slot and have no data. Of all others says why they stay. */
export async function dropEmpty(
  cluster: ClusterObjects,
  isEmpty: IsEmpty,
  leaving: readonly LeavingShard<KnownService>[],
  { map, routes }: { map: KnownObject; routes: readonly KnownObject[] },
): Promise<KeptShards> {
  const kept: KeptShards = { users: [], events: [], why: new Map() };
  for (const shard of leaving) {
    let why = isStillLedTo(shard, routes, map)
      ? 'is led to until the routes are as the map says'
      : await whyKept(shard, isEmpty);
    if (why === undefined && !(await dropAll(cluster, shard))) why = 'was changed by somebody else just now';
    if (why === undefined) continue;
    kept.why.set(shard.name, why);
    kept[shard.kind].push(shard.name);
  }
  return kept;
}

/** By a route, or by one that the gateway has not taken yet. */
const isStillLedTo = (shard: LeavingShard<KnownService>, routes: readonly KnownObject[], map: KnownObject): boolean =>
  isLedTo(shard, routes) || routes.some((route) => belongsTo(route, map) && unsettledRoute(route) !== undefined);

async function dropAll(cluster: ClusterObjects, { services }: LeavingShard<KnownService>): Promise<boolean> {
  for (const service of services) {
    if (!(await cluster.remove(SERVICES, service))) return false;
    log.info({ service: service.metadata.name }, 'of a shard that has gone: deleted');
  }
  return true;
}

async function whyKept({ kind, name }: LeavingShard<KnownService>, isEmpty: IsEmpty): Promise<string | undefined> {
  if (kind === 'users') return 'has users: their slots cannot be moved';
  try {
    const empty = await isEmpty(name);
    if (empty === undefined) return 'has a database that is not known here';
    return empty ? undefined : 'has data: npm run reshard moves it, and removes what is left';
  } catch (error) {
    log.warn({ err: error, shard: name }, 'whether it has data is not known now');
    return 'has a database that does not answer';
  }
}
