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
/** By namespace, as their projects' releases have them. */
const CONTROLLERS: Record<string, string[]> = {
  'istio-system': ['istiod', 'istio-ingressgateway'],
  'knative-serving': ['controller', 'activator', 'autoscaler', 'webhook', 'net-istio-controller', 'net-istio-webhook'],
  'knative-eventing': [
    'eventing-controller',
    'eventing-webhook',
    'rabbitmq-broker-controller',
    'rabbitmq-broker-webhook',
  ],
  'rabbitmq-system': ['rabbitmq-cluster-operator', 'messaging-topology-operator'],
  'cert-manager': ['cert-manager', 'cert-manager-webhook', 'cert-manager-cainjector'],
};
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
  deployments: Object.entries(CONTROLLERS).flatMap(([namespace, names]) =>
    names.map((name) => object('Deployment', name, namespace, runs)),
  ),
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

test('kinds without controllers', () => {
  expect(
    whats({ deployments: GOOD.deployments.filter(({ metadata }) => metadata.namespace !== 'istio-system') }),
  ).toEqual(['Istio 1.29: nothing of it runs in istio-system, only its kinds are there']);
});

test.each(GOOD.deployments.map(({ metadata }) => [metadata.namespace!, metadata.name] as const))(
  '%s/%s: missing, not available, scaled to nothing',
  (namespace, name) => {
    const others = GOOD.deployments.filter(
      ({ metadata }) => metadata.namespace !== namespace || metadata.name !== name,
    );
    const scaled = (replicas: number, availableReplicas: number) => [
      ...others,
      object('Deployment', name, namespace, { spec: { replicas }, status: { availableReplicas } }),
    ];
    const [missing, ...more] = whats({ deployments: others });
    // Where it is the part's only one, nothing of that part is there.
    expect(missing).toMatch(
      new RegExp(`: (${namespace} has no Deployment ${name}|nothing of it runs in ${namespace}.*)$`),
    );
    expect(more).toEqual([]);
    expect(whats({ deployments: scaled(2, 1) })).toEqual([
      expect.stringMatching(`: ${namespace}/${name} is not available$`),
    ]);
    expect(whats({ deployments: scaled(0, 0) })).toEqual([
      expect.stringMatching(`: ${namespace}/${name} is scaled to zero pods$`),
    ]);
  },
);

test('an old Kubernetes, no way to functions, Secrets and storage that are not there', () => {
  expect(whats({ version: 'v1.31.9' })).toEqual(['Kubernetes is v1.31.9']);
  expect(whats({ services: [] })).toEqual([expect.stringContaining('knative-local-gateway')]);
  expect(whats({}, new Set(['Secret/ca', 'ConfigMap/seatmesh']))).toEqual(['Secret/ca is not there']);
  expect(whats({}, READ, 'fast')).toEqual([expect.stringContaining('no StorageClass fast')]);
});

const OTHER = 'enableTracing: true\nextensionProviders:\n  - name: zipkin\n';
const OTEL = `${OTHER}  - name: otel\n    opentelemetry: { service: collector.observability.svc.cluster.local, port: 4317 }\n`;
const COLLECTOR = 'http://collector.observability.svc.cluster.local:4318';
const there = (ports: number[]) => [
  ...GOOD.services,
  object('Service', 'collector', 'observability', { spec: { ports: ports.map((port) => ({ port })) } }),
];
const traced = (meshes: string[] | undefined, collector = COLLECTOR, services = there([4317, 4318])) =>
  findingsIn({ ...GOOD, meshes, services }, READ, 'gp3', collector);

test('functions have a collector, and the edge has no way to it: to be mended, wherever a revision knows it', () => {
  expect(traced([OTHER])).toEqual([
    { what: expect.stringContaining('no tracing provider otel'), mend: expect.stringContaining('extensionProviders') },
  ]);
  expect(traced([''])).toHaveLength(1);
  expect(traced([OTEL])).toEqual([]);
  expect(traced([OTHER, OTEL])).toEqual([]);
});

test('without a collector it is good to know, and no more', () => {
  expect(traced([OTHER], '')).toEqual([
    { what: expect.stringContaining('no tracing provider otel'), mend: expect.stringMatching(/\w/), isNote: true },
  ]);
  expect(traced([OTEL], '')).toEqual([]);
});

test('a mesh that cannot be read is said, not passed over', () => {
  expect(traced(undefined)).toEqual([
    expect.objectContaining({ what: expect.stringContaining('not to be seen'), isNote: true }),
  ]);
  expect(traced(undefined, '')).toEqual([]);
});

const saidOf = (services: KubeObject[], collector = COLLECTOR) =>
  traced([OTEL], collector, services).map(({ what }) => what);

test('a collector that is not there, or not at that port: for the edge, and for functions', () => {
  expect(saidOf([...GOOD.services])).toEqual([
    'functions tell what they do to nobody: there is no Service collector in observability',
    'the tracing provider otel of Istio leads to nobody: there is no Service collector in observability',
  ]);
  expect(saidOf(there([4318]))).toEqual([
    expect.stringContaining('otel of Istio leads to nobody: Service collector in observability has no port 4317'),
  ]);
  expect(saidOf(there([4317]))).toEqual([
    expect.stringContaining('functions tell what they do to nobody: Service collector'),
  ]);
  expect(saidOf(there([4317, 4318]), 'collector:4318')).toEqual([
    'the collector of functions is no URL: collector:4318',
  ]);
  expect(saidOf(there([4317, 4318]), 'https://collector.example.org')).toEqual([]);
});
