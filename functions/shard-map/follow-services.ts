/** The Services of functions, as the map says: what follows from it is changed, a shard's first ones are made. */
import { isDeepStrictEqual } from 'node:util';
import { log } from '../shared/log.ts';
import { contentName, COPY_OF } from '../shared/sharding/content-name.ts';
import { type MapFollower, type ServiceInMap, servicesInMap } from '../shared/sharding/services-in-map.ts';
import { shardNamesIn, settingsOf } from '../shared/sharding/shard-map-resource.ts';
import type { ShardMaps } from '../shared/sharding/slot-routes.ts';
import {
  belongsTo,
  type ClusterObjects,
  CONFIG_MAPS,
  type Followed,
  type KnownObject,
  MANAGER,
  ownerIn,
  SERVICES,
  type WantedObject,
} from './cluster-objects.ts';
import { unsettledService } from './settled.ts';

/** A Service that was read, with all that is in it. */
export type KnownService = KnownObject & Parameters<typeof servicesInMap>[0][number];

/** Of Services that were made here: nobody else says what is in them. */
export const MADE_BY = 'seatmesh.dev/made-by';

/** Has the Services of all functions that go by the map be as it says. */
export async function followWithServices(
  cluster: ClusterObjects,
  followers: readonly MapFollower[],
  map: KnownObject,
  { there, maps }: { there: readonly KnownService[]; maps: ShardMaps },
): Promise<Followed> {
  const data = settingsOf(maps);
  const configMap = contentName('ConfigMap', 'shards', data);
  const wanted = servicesInMap(there, followers, shardNamesIn(maps), configMap);
  const before = new Map(there.map((service) => [service.metadata.name, service]));
  const changes = wanted.filter((one) => isChange(one, before.get(one.service.metadata.name), map));
  if (changes.length > 0) await cluster.apply(CONFIG_MAPS, settingsObject(configMap, data));
  const followed: Followed = { unready: new Map(), isLost: false };
  for (const { service, ...rest } of wanted) {
    const why = unsettledService(service);
    if (rest.isNew || why !== undefined) followed.unready.set(`ksvc/${service.metadata.name}`, why ?? 'is new');
  }
  for (const change of changes) {
    const { name } = change.service.metadata;
    if (!(await cluster.apply(SERVICES, wantedService(change, map)))) followed.isLost = true;
    if (isOther(change.service, before.get(name))) followed.unready.set(`ksvc/${name}`, 'has just been changed');
    log.info({ service: name, isNew: change.isNew }, 'follows the shard map');
  }
  return followed;
}

const templateOf = ({ spec }: KnownService): unknown => spec?.template;
const isOther = (service: KnownService, before: KnownService | undefined): boolean =>
  !before || !isDeepStrictEqual(templateOf(service), templateOf(before));

function isChange(
  { service, shard }: ServiceInMap<KnownService>,
  before: KnownService | undefined,
  map: KnownObject,
): boolean {
  return isOther(service, before) || (shard !== undefined && !belongsTo(service, map));
}

/** Of Services that somebody else has made nothing is said but what follows from the map: containers are one value to the API server. */
function wantedService({ service, shard, isNew }: ServiceInMap<KnownService>, map: KnownObject): WantedObject {
  const { apiVersion, kind, metadata, spec } = service;
  const isOurs = isNew || metadata.labels?.[MADE_BY] === MANAGER;
  const containers = spec?.template?.spec?.containers;
  return {
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      ...(!isNew && { resourceVersion: metadata.resourceVersion }),
      ...(isOurs && { labels: { ...metadata.labels, [MADE_BY]: MANAGER } }),
      ...(shard !== undefined && { ownerReferences: [ownerIn(map)] }),
    },
    spec: { template: isOurs ? spec?.template : { spec: { containers } } },
  };
}

/** A copy that never changes, under a name that says what it has: the same that a deployment makes. */
function settingsObject(name: string, data: Record<string, string>): WantedObject {
  const labels = { 'app.kubernetes.io/part-of': 'seatmesh', [COPY_OF]: 'shards' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, immutable: true, data };
}
