import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../manifests/render/files.ts';
import { parseManifests } from '../../../platform/spec/manifests.ts';
import type { KubeObject } from '../kubectl.ts';
import { phasesOf } from './phases.ts';

const read = async (file: string): Promise<KubeObject[]> =>
  parseManifests(await readFile(join(ROOT, file), 'utf8')) as unknown as KubeObject[];

const names = (objects: readonly KubeObject[]): string[] => objects.map(({ metadata }) => metadata.name);

// They ask who somebody is: nobody of a former release has an identity yet, and with a deployment that is taken back they go.
test('policies of the mesh come when all that asks has an identity; those of tokens and headers at once', async () => {
  const own = await read('scripts/overlays/own-cluster/callers.yaml');
  const mesh = await read('istio/mesh.yaml');
  const { identities, ground } = phasesOf([
    ...own,
    ...mesh,
    ...(await read('istio/authorization.yaml')),
    ...(await read('istio/delivery-paths.yaml')),
  ]);
  expect(names(identities)).toContain('callers-of-functions');
  expect(names(identities)).toContain('functions');
  expect(names(ground)).toContain('delivery-paths');
  // Whoever denies everything comes last.
  expect(names(identities).slice(-2)).toEqual(['nobody', 'nobody']);
});

test('the edge is what callers meet; what guards doors within the cluster is there before anybody is behind them', async () => {
  const files = [
    'authorization',
    'client-address',
    'delivery-paths',
    'gateway',
    'limits',
    'problems',
    'routes',
    'telemetry',
  ];
  const all = [
    ...files.map((name) => `istio/${name}.yaml`),
    'istio/tokens/authentication.yaml',
    'knative/settings.yaml',
  ];
  const { edge, ground, ways } = phasesOf((await Promise.all(all.map(read))).flat());
  expect(edge.map(({ kind, metadata }) => `${kind}/${metadata.name}`).toSorted()).toEqual([
    'AuthorizationPolicy/no-upgrade',
    'AuthorizationPolicy/token-required',
    'AuthorizationPolicy/words-of-the-inside',
    'Certificate/edge-certificate',
    'ConfigMap/edge',
    'EnvoyFilter/limits',
    'EnvoyFilter/problems',
    'Gateway/edge',
    'RequestAuthentication/access-tokens',
    'Telemetry/edge',
  ]);
  expect(names(ground)).toEqual(expect.arrayContaining(['delivery-paths', 'seatmesh', 'seatmesh-to-knative']));
  expect(new Set(ways.map(({ kind }) => kind))).toEqual(new Set(['HTTPRoute']));
});
