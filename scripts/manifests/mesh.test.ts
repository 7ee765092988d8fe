/** Who may speak to whom: by who he is (istio/mesh.yaml) and by where he is (network.yaml), and that the two do not contradict each other. */
import { describe, expect, it } from 'vitest';
import { type Manifest, ofKind } from '../platform/spec/manifests.ts';
import { capabilities } from '../../functions/capabilities.ts';
import { find, functionOf, manifests, services } from './read.ts';

interface Policy {
  selector?: { matchLabels: Record<string, string> };
  targetRefs?: unknown;
  action?: string;
  rules?: { from?: { source: { principals?: string[] } }[]; to?: { operation: { ports?: string[] } }[] }[];
}
interface NetworkRule {
  ports?: { port: number; protocol?: string }[];
  from?: { podSelector?: object; namespaceSelector?: object; ipBlock?: object }[];
  to?: { podSelector?: object; namespaceSelector?: object; ipBlock?: object }[];
}

const HBONE = 15_008;
const policyOf = (name: string, namespace = 'seatmesh'): Policy =>
  ofKind(manifests, 'AuthorizationPolicy').find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  )!.spec as Policy;
const principals = ({ rules = [] }: Policy): string[] =>
  rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source.principals ?? []));
const podOf = (service: (typeof services)[number]) =>
  service.spec.template as unknown as {
    metadata: { labels: Record<string, string> };
    spec: { serviceAccountName: string };
  };

describe.each(
  ofKind(manifests, 'Namespace').flatMap(({ metadata }) =>
    metadata.labels?.['istio.io/dataplane-mode'] === 'ambient' ? [metadata.name] : [],
  ),
)('the namespace %s, which is in the mesh', (namespace) => {
  const own = (kind: string): Manifest[] =>
    ofKind(manifests, kind).filter(({ metadata }) => metadata.namespace === namespace);

  it('takes from nobody who does not say who he is, and nothing that is not allowed', () => {
    expect(own('PeerAuthentication').map(({ spec }) => spec)).toEqual([{ mtls: { mode: 'STRICT' } }]);
    expect(own('AuthorizationPolicy').some(({ spec }) => Object.keys(spec ?? {}).length === 0)).toBe(true);
  });

  it('denies what its NetworkPolicies do not allow, and lets Kubernetes probe as it does in the mesh', () => {
    const specs = own('NetworkPolicy').map(
      ({ spec }) => spec as { podSelector: object; policyTypes: string[]; ingress?: NetworkRule[] },
    );
    const forAll = specs.filter(({ podSelector }) => Object.keys(podSelector).length === 0);
    expect(forAll.flatMap(({ policyTypes }) => policyTypes)).toEqual(expect.arrayContaining(['Ingress', 'Egress']));
    const blocks = forAll.flatMap(({ ingress = [] }) => ingress.flatMap(({ from = [] }) => from));
    expect(blocks).toContainEqual({ ipBlock: { cidr: '169.254.7.127/32' } });
  });
});

it('there are two namespaces in the mesh: that of the functions, and that of RabbitMQ', () => {
  const own = ofKind(manifests, 'Namespace').map(({ metadata }) => [
    metadata.name,
    metadata.labels?.['istio.io/dataplane-mode'],
  ]);
  expect(own).toEqual(
    expect.arrayContaining([
      ['seatmesh', 'ambient'],
      ['rabbitmq', 'ambient'],
    ]),
  );
});

it('everybody reaches the edge, which speaks for itself; the policy is for nothing else', () => {
  const { targetRefs, ...policy } = policyOf('everybody-the-edge');
  expect(targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }]);
  expect(policy).toEqual({ action: 'ALLOW', rules: [{}] });
  const { infrastructure } = find('Gateway', 'edge').spec as { infrastructure: { labels: object } };
  expect(infrastructure.labels).toEqual({ 'istio.io/dataplane-mode': 'none' });
});

it('the Broker takes from the identity of functions that publish, and they alone have it', () => {
  expect(principals(policyOf('broker'))).toEqual(['cluster.local/ns/seatmesh/sa/publishing-function']);
  for (const service of services) {
    const capability = capabilities.find(({ name }) => name === functionOf(service))!;
    const { serviceAccountName } = podOf(service).spec;
    expect([service.metadata.name, serviceAccountName === 'publishing-function']).toEqual([
      service.metadata.name,
      capability.publishes !== undefined,
    ]);
  }
});

it('every function is found by the policy that says who reaches functions, by the ports of Knative’s proxy', () => {
  const { selector, rules = [] } = policyOf('functions');
  for (const service of services) expect(podOf(service).metadata.labels).toMatchObject(selector?.matchLabels ?? {});
  const ports = rules.flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation.ports ?? []));
  expect(new Set(ports)).toEqual(new Set(['8012', '8013', '8112', '9090']));
  expect(rules.every(({ from, to }) => from !== undefined && to !== undefined)).toBe(true);
});

it('the activator asks functions for their gateway and the autoscaler alone; what it says of itself everybody may read', () => {
  const { selector, action, rules = [] } = policyOf('activator', 'knative-serving');
  expect([selector, action]).toEqual([{ matchLabels: { app: 'activator' } }, 'ALLOW']);
  const gateway = 'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account';
  const asked = ['8012', '8013', '8112'];
  expect(principals(policyOf('functions'))).toContain(gateway);
  expect(rules).toEqual([
    {
      from: [{ source: { principals: [gateway, 'cluster.local/ns/knative-serving/sa/controller'] } }],
      to: [{ operation: { ports: asked } }],
    },
    { to: [{ operation: { notPorts: asked } }] },
  ]);
});

it('whoever is allowed anything by identity has it: a ServiceAccount of ours is one that is there', () => {
  const own = new Set(
    ofKind(manifests, 'ServiceAccount').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  // Made by others: Istio for a Gateway, Kubernetes for every namespace, RabbitMQ's operator for its servers.
  const others = ['seatmesh/edge-istio', 'seatmesh/default', 'rabbitmq/rabbitmq-server'];
  const named = ofKind(manifests, 'AuthorizationPolicy').flatMap(({ spec }) => principals(spec as Policy));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((principal) => !/^cluster\.local\/ns\/[a-z-]+\/sa\/[a-z-]+$/.test(principal))).toEqual([]);
  const accounts = named.map((principal) => principal.replace(/^cluster\.local\/ns\/(.+)\/sa\/(.+)$/, '$1/$2'));
  const ours = accounts.filter((account) => /^(seatmesh|rabbitmq)\//.test(account));
  expect([...own, ...others]).toEqual(expect.arrayContaining(ours));
});

it('a NetworkPolicy that lets pods speak to pods lets them do so in the mesh, too', () => {
  for (const { metadata, spec } of ofKind(manifests, 'NetworkPolicy')) {
    const { ingress = [], egress = [] } = spec as { ingress?: NetworkRule[]; egress?: NetworkRule[] };
    const rules = [
      ...ingress.map((rule) => ({ ...rule, at: rule.from })),
      ...egress.map((rule) => ({ ...rule, at: rule.to })),
    ];
    for (const { at = [], ports } of rules) {
      const isOfMesh = at.some((peer) => peer.ipBlock === undefined);
      const numbers = ports?.map(({ port }) => port) ?? [HBONE];
      // Names are asked of kube-system, figures told to a collector: both may be outside of the mesh.
      if (!isOfMesh || numbers.includes(53) || numbers.includes(4317) || numbers.includes(4318)) continue;
      expect([metadata.name, numbers]).toEqual([metadata.name, expect.arrayContaining([HBONE])]);
    }
  }
});
