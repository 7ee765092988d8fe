import { expect, test } from 'vitest';
import { MESH_DAEMONS } from '../install/mesh.ts';
import type { KubeObject } from '../kubectl.ts';
import { type MeshFacts, meshFindings } from './mesh-findings.ts';

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'istio-system' },
  ...more,
});
const namespace = (name: string, labels: Record<string, string> = AMBIENT): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const gateway = (labels: Record<string, string>): KubeObject =>
  object('Deployment', 'istio-ingressgateway', { spec: { template: { metadata: { labels } } } });
const GOOD: MeshFacts = {
  daemons: MESH_DAEMONS.map((name) =>
    object('DaemonSet', name, { status: { desiredNumberScheduled: 3, numberReady: 3 } }),
  ),
  deployments: [object('Deployment', 'istiod'), gateway(AMBIENT)],
  namespaces: ['knative-serving', 'knative-eventing', 'rabbitmq-system'].map((name) => namespace(name)),
};
const whats = (facts: Partial<MeshFacts>) => meshFindings({ ...GOOD, ...facts }).map(({ what }) => what);

test('a mesh that is as it is to be, and no Istio at all: nothing is found', () => {
  expect(whats({})).toEqual([]);
  expect(whats({ deployments: [], daemons: [] })).toEqual([]);
});

test('Istio without its ambient mode', () => {
  expect(whats({ daemons: [] })).toEqual([expect.stringContaining('no ztunnel, istio-cni-node')]);
  expect(whats({ daemons: GOOD.daemons.slice(0, 1) })).toEqual([expect.stringContaining('no istio-cni-node)')]);
});

test('a node without its proxy', () => {
  const half = object('DaemonSet', 'ztunnel', { status: { desiredNumberScheduled: 3, numberReady: 2 } });
  expect(whats({ daemons: [half, ...GOOD.daemons.slice(1)] })).toEqual([
    expect.stringContaining('istio-system/ztunnel is not ready on every node'),
  ]);
});

test('namespaces and the gateway outside of the mesh, each with its mend', () => {
  const [serving, ...others] = GOOD.namespaces;
  const found = meshFindings({ ...GOOD, namespaces: [namespace(serving!.metadata.name, {}), ...others] });
  expect(found).toEqual([
    {
      what: expect.stringContaining('knative-serving is not in the mesh'),
      mend: 'kubectl label namespace knative-serving istio.io/dataplane-mode=ambient --overwrite',
    },
  ]);
  const outside = gateway({ 'istio.io/dataplane-mode': 'none' });
  expect(whats({ deployments: [GOOD.deployments[0]!, outside] })).toEqual([
    expect.stringContaining("Knative's gateway"),
  ]);
});
