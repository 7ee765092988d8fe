import { expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import { type ClusterFacts, findingsIn } from './cluster-findings.ts';

const object = (kind: string, name: string, namespace: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace },
  ...more,
});
const runs = { spec: { replicas: 1 }, status: { availableReplicas: 1 } };
const PLACES = ['istio-system', 'knative-serving', 'knative-eventing', 'rabbitmq-system', 'cert-manager'];
const GOOD: ClusterFacts = {
  version: 'v1.34.4',
  kinds: new Set([
    'httproutes.gateway.networking.k8s.io',
    'envoyfilters.networking.istio.io',
    'services.serving.knative.dev',
    'triggers.eventing.knative.dev',
    'rabbitmqbrokerconfigs.eventing.knative.dev',
    'rabbitmqclusters.rabbitmq.com',
    'exchanges.rabbitmq.com',
    'certificates.cert-manager.io',
  ]),
  deployments: PLACES.map((namespace) => object('Deployment', 'controller', namespace, runs)),
  services: [object('Service', 'knative-local-gateway', 'istio-system')],
  storageClasses: new Set(['gp3']),
  secrets: [object('Secret', 'mysql-e0', 'seatmesh')],
};
const READ = new Set(['Secret/mysql-e0', 'ConfigMap/seatmesh']);
const whats = (facts: Partial<ClusterFacts>, read = READ, storage = 'gp3') =>
  findingsIn({ ...GOOD, ...facts }, read, storage).map(({ what }) => what);

test('a cluster that has all of it: nothing is found', () => expect(whats({})).toEqual([]));

test('every kind that is missing is named with its mend', () => {
  for (const kind of GOOD.kinds) {
    const kinds = new Set([...GOOD.kinds].filter((one) => one !== kind));
    const found = findingsIn({ ...GOOD, kinds }, READ, 'gp3');
    expect(found).toEqual([{ what: expect.stringContaining(`no ${kind}`), mend: expect.stringMatching(/\w{5}/) }]);
  }
});

test('kinds without controllers, and controllers that are not available', () => {
  expect(whats({ deployments: GOOD.deployments.slice(1) })).toEqual([
    'Istio 1.29: nothing runs in istio-system, only its kinds are there',
  ]);
  const away = object('Deployment', 'webhook', 'knative-serving', {
    spec: { replicas: 2 },
    status: { availableReplicas: 1 },
  });
  expect(whats({ deployments: [...GOOD.deployments, away] })).toEqual([
    'Knative Serving 1.22 with net-istio: knative-serving/webhook is not available',
  ]);
});

test('an old Kubernetes, no way to functions, Secrets and storage that are not there', () => {
  expect(whats({ version: 'v1.31.9' })).toEqual(['Kubernetes is v1.31.9']);
  expect(whats({ services: [] })).toEqual([expect.stringContaining('knative-local-gateway')]);
  expect(whats({}, new Set(['Secret/ca', 'ConfigMap/seatmesh']))).toEqual(['Secret/ca is not there']);
  expect(whats({}, READ, 'fast')).toEqual([expect.stringContaining('no StorageClass fast')]);
});

test('functions have a collector, and the edge has no way to it', () => {
  const mesh = (text: string, collector = 'http://collector:4318') =>
    findingsIn({ ...GOOD, mesh: text }, READ, 'gp3', collector).map(({ what }) => what);
  const other = 'enableTracing: true\nextensionProviders:\n  - name: zipkin\n';
  expect(mesh(other)).toEqual([expect.stringContaining('no tracing provider otel')]);
  expect(mesh('')).toHaveLength(1);
  expect(mesh(`${other}  - name: otel\n`)).toEqual([]);
  expect(mesh(other, '')).toEqual([]);
  expect(findingsIn(GOOD, READ, 'gp3', 'http://collector:4318')).toEqual([]);
});
