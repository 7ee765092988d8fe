/** What becomes of the shard map of a cluster whose system goes: databases stay, and it alone says in which of them a slot is that was moved. */
import { SHARD_MAP, mapsIn } from '../../../../functions/shared/sharding/shard-map-resource.ts';
import type { ShardMaps } from '../../../../functions/shared/sharding/slot-routes.ts';
import {
  SLOT_COUNT,
  shardMapText,
  slotName,
  type ShardKind,
  type ShardMap,
} from '../../../../functions/shared/slots.ts';
import { Fault } from '../../../cli/fault.ts';
import { databasesIn } from '../database-way.ts';
import { mapsOfDeployment, objectsInMap, SHARD_MAP_RESOURCE } from '../deploy/live-shard-map.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

const KINDS: readonly ShardKind[] = ['users', 'events'];
const MOST_NAMED = 8;

/** Refuses to have a map go that says more than the overlay does, unless the databases that it is of go, too. @throws Fault with what differs, and how to go on */
export async function requireMapKept(
  cluster: Kubectl,
  rendered: readonly KubeObject[],
  map: KubeObject,
): Promise<void> {
  const maps = mapsOf(map);
  if (!maps)
    throw new Fault(
      'the ShardMap of the cluster cannot be read, so nothing says what would be lost with it; nothing was removed. Mend it (kubectl describe shardmap), leave out --all, or say --forget-map',
    );
  const own = mapsOfDeployment(rendered, undefined);
  const differences = KINDS.flatMap((kind) => differencesIn(kind, maps[kind], own?.[kind]));
  if (differences.length === 0 || databasesGo(rendered, await cluster.list('secrets'), maps)) return;
  const named = differences.slice(0, MOST_NAMED).join('; ');
  const more = differences.length > MOST_NAMED ? `; ${differences.length - MOST_NAMED} more` : '';
  throw new Fault(`the shard map of the cluster is not the overlay's, and would go while databases stay: the next deployment would look for slots where they are not. Nothing was removed
  ${named}${more}
Write the cluster's into knative/shards.yaml, npm run render, and type this again:
  SHARD_MAP_USERS: ${shardMapText(maps.users.shards)}
  SHARD_MAP_EVENTS: ${shardMapText(maps.events.shards)}
Without --all the map stays. --forget-map has it go: only where these databases are never used again`);
}

/** Undefined for one that is none. */
function mapsOf(map: KubeObject): ShardMaps | undefined {
  try {
    return mapsIn(map.spec);
  } catch {
    return undefined;
  }
}

/** Ranges of slots of which the two say other things, and shards that the overlay does not know: a line each. Pure. */
export function differencesIn(kind: ShardKind, live: ShardMap, own: ShardMap | undefined): string[] {
  const [there, here] = [placesIn(live), own && placesIn(own)];
  const ranges: { from: number; to: number; says: string }[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot += 1) {
    if (there[slot] === here?.[slot]) continue;
    const says = `${there[slot]} on the cluster, ${here?.[slot] ?? 'nothing'} in the overlay`;
    const last = ranges.at(-1);
    if (last?.to === slot - 1 && last.says === says) last.to = slot;
    else ranges.push({ from: slot, to: slot, says });
  }
  const known = new Set(own?.shards.map(({ name }) => name));
  const unknown = live.shards.filter(({ name }) => !known.has(name));
  return [
    ...ranges.map(({ from, to, says }) => `${kind} ${slotName(from)}-${slotName(to)}: ${says}`),
    ...unknown.map(({ name }) => `${kind}: the overlay has no shard ${name}`),
  ];
}

function placesIn({ shards }: ShardMap): string[] {
  const places: string[] = [];
  for (const { name, ranges } of shards)
    for (const { from, to, movingTo, cameFrom } of ranges) {
      const way = movingTo ? ` on the way to ${movingTo}` : cameFrom ? ` from ${cameFrom}` : '';
      for (let slot = from; slot <= to; slot += 1) places[slot] = `${name}${way}`;
    }
  return places;
}

/** True when every database of the map is a server of the overlay's own, in a namespace that goes with it (a trial). Pure. */
export function databasesGo(rendered: readonly KubeObject[], secrets: readonly KubeObject[], maps: ShardMaps): boolean {
  const namespaces = new Set(rendered.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const servers = new Set(
    rendered
      .filter(({ apiVersion, kind, spec }) => apiVersion === 'v1' && kind === 'Service' && spec?.['selector'])
      .filter(({ metadata: { namespace = '' } }) => namespaces.has(namespace))
      .map(({ metadata }) => `${metadata.name}.${metadata.namespace}`),
  );
  const urls = databasesIn(secrets);
  const owners = KINDS.flatMap((kind) => maps[kind].shards.filter(({ ranges }) => ranges.length > 0));
  return owners.every(({ name }) => {
    const url = urls.get(name);
    const [, server] = (url && /^([^.]+\.[^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(new URL(url).hostname)) || [];
    return server !== undefined && servers.has(server);
  });
}

/** What is rendered, with what follows from the map: Services and routes of shards that the overlay does not know, too. */
export async function withFollowers(
  cluster: Kubectl,
  rendered: readonly KubeObject[],
  map: KubeObject | undefined,
): Promise<KubeObject[]> {
  if (!map) return [...rendered];
  const maps = mapsOf(map) && mapsOfDeployment(rendered, map);
  const owned = [
    ...(await cluster.list('services.serving.knative.dev')),
    ...(await cluster.list('httproutes.gateway.networking.k8s.io')),
  ].filter(({ metadata }) => {
    const owners = (metadata['ownerReferences'] ?? []) as { uid?: string }[];
    return owners.some(({ uid }) => uid !== undefined && uid === map.metadata.uid);
  });
  const all = [...rendered, ...(maps ? objectsInMap(rendered, maps) : []), ...owned];
  const { namespace } = cluster.place;
  const keyOf = ({ apiVersion, kind, metadata }: KubeObject): string =>
    [apiVersion.split('/')[0], kind, metadata.namespace ?? namespace, metadata.name].join(' ');
  return [...new Map(all.toReversed().map((object) => [keyOf(object), object])).values()].toReversed();
}

/** With it goes all that follows from it. It would wait for somebody to say that its shards may go: this is he. */
export async function removeShardMap(cluster: Kubectl): Promise<void> {
  await cluster.text(['delete', SHARD_MAP_RESOURCE, SHARD_MAP, '--ignore-not-found', '--wait=false']);
  await releaseShardMap(cluster);
}

/** It holds nothing any more: when it stays, whoever deletes its namespace does not wait for it. */
export async function releaseShardMap(cluster: Kubectl): Promise<void> {
  const patch = '{"metadata":{"finalizers":null}}';
  await cluster.attempt(['patch', SHARD_MAP_RESOURCE, SHARD_MAP, '--type=merge', '-p', patch]);
}
