/** Shards that the map does not name any more, and that have Services still. Pure. */
import { hostOf } from './http-route-manifests.ts';
import { SERVED, type ShardNames } from './map-variables.ts';
import { type MapFollower, type MappedService, valueIn } from './services-in-map.ts';
import type { ShardKind } from '../slots.ts';

/** A shard with what is left of it. */
export interface LeavingShard<S> {
  kind: ShardKind;
  name: string;
  services: S[];
}

/** A Service is a shard's when it serves that shard, and no other, and is called so: whoever has made one of such a name for something else keeps it. */
export function leavingShards<S extends MappedService>(
  services: readonly S[],
  functions: readonly MapFollower[],
  names: ShardNames,
): LeavingShard<S>[] {
  const leaving = new Map<string, LeavingShard<S>>();
  for (const { name, shards, isPerShard } of functions) {
    if (!isPerShard || !shards) continue;
    for (const service of services) {
      const shard = shardIn(service, name);
      if (shard === undefined || names[shards].includes(shard)) continue;
      const known = leaving.get(shard) ?? { kind: shards, name: shard, services: [] };
      leaving.set(shard, { ...known, services: [...known.services, service] });
    }
  }
  return [...leaving.values()];
}

function shardIn(service: MappedService, fn: string): string | undefined {
  const shard = service.metadata.name.startsWith(`${fn}-`) ? service.metadata.name.slice(fn.length + 1) : '';
  const isOurs = service.metadata.labels?.['app.kubernetes.io/part-of'] === 'seatmesh';
  return isOurs && /^[a-z][a-z0-9]{0,11}$/.test(shard) && valueIn(service, SERVED) === shard ? shard : undefined;
}

/** True while a route leads to one of its Services. */
export function isLedTo({ services }: LeavingShard<MappedService>, routes: readonly { spec?: unknown }[]): boolean {
  const hosts = services.map(({ metadata }) => JSON.stringify(hostOf(metadata.name)));
  return routes.some(({ spec }) => hosts.some((host) => JSON.stringify(spec ?? null).includes(host)));
}
