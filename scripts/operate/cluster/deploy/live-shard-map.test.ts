/** What a deployment goes by when slots have been moved since its overlay was written. */
import { expect, test } from 'vitest';
import { SHARD_MAP, specOf } from '../../../../functions/shared/sharding/shard-map-resource.ts';
import { valueIn } from '../../../../functions/shared/sharding/services-in-map.ts';
import { parseShardMap, shardMapText } from '../../../../functions/shared/slots.ts';
import { ROOT, withShardMaps } from '../../../manifests/render/files.ts';
import { loadManifests } from '../../../platform/spec/manifests.ts';
import type { KubeObject } from '../kubectl.ts';
import { mapsOfDeployment, objectsInMap } from './live-shard-map.ts';

const users = parseShardMap('u0=000-7ff,u1=800-fff');
const manifests = await loadManifests(`${ROOT}/knative`, `${ROOT}/istio`);
const overlay = manifests.filter(({ kind }) => kind !== 'Kustomization') as unknown as KubeObject[];
const mapOf = (events: string): KubeObject => ({
  apiVersion: 'seatmesh.dev/v1alpha1',
  kind: 'ShardMap',
  metadata: { name: SHARD_MAP },
  spec: { ...specOf({ users, events: parseShardMap(events) }) },
});
const MOVED = 'e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0';
const textOf = (maps: ReturnType<typeof mapsOfDeployment>) => maps && shardMapText(maps.events.shards);

test('the map of the cluster goes before that of the overlay, whose new shards come to it', () => {
  expect(textOf(mapsOfDeployment(overlay, undefined))).toBe('e0=000-7ff,e1=800-fff');
  expect(textOf(mapsOfDeployment(overlay, mapOf(MOVED)))).toBe(MOVED);
  expect(textOf(mapsOfDeployment(overlay, mapOf('e0=000-fff')))).toBe('e0=000-fff,e1=');
  expect(mapsOfDeployment([], mapOf(MOVED))).toBeUndefined();
});

const byName = (objects: readonly KubeObject[], kind: string) =>
  new Map(objects.filter((one) => one.kind === kind).map((one) => [one.metadata.name, one]));

test('under its own map an overlay stays as it is; under another it is what would be rendered of that', () => {
  const own = mapsOfDeployment(overlay, undefined)!;
  expect(objectsInMap(overlay, own)).toEqual(overlay);
  const moved = { users, events: parseShardMap(MOVED) };
  const objects = objectsInMap(overlay, moved);
  const rendered = withShardMaps(manifests, moved) as unknown as KubeObject[];
  for (const kind of ['Service', 'HTTPRoute', 'ConfigMap'])
    expect([...byName(objects, kind).keys()].toSorted()).toEqual([...byName(rendered, kind).keys()].toSorted());
  for (const [name, { spec }] of byName(rendered, 'HTTPRoute'))
    expect(byName(objects, 'HTTPRoute').get(name)?.spec).toEqual(spec);
  expect(valueIn(byName(objects, 'Service').get('book-e2') as KubeObject, 'SHARDS')).toBe('e2');
});

test('what an overlay has of a shard that the cluster has no more is left out', () => {
  const objects = objectsInMap(overlay, { users, events: parseShardMap('e0=000-fff') });
  const names = [...byName(objects, 'Service').keys()];
  expect(names).toContain('book-e0');
  expect(names.filter((name) => name.endsWith('-e1'))).toEqual([]);
});
