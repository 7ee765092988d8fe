/** Every kind that the manifests may hold has a known answer here: run, without meaning on one machine, or said to be left out. */
import { type Findings } from './findings.ts';
import { groupOf, type Manifest } from './manifests.ts';

const RUN = new Set([
  'serving.knative.dev/Service',
  'eventing.knative.dev/Broker',
  'eventing.knative.dev/Trigger',
  'eventing.knative.dev/RabbitmqBrokerConfig',
  'sources.knative.dev/PingSource',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/ReferenceGrant',
  'security.istio.io/RequestAuthentication',
  'security.istio.io/AuthorizationPolicy',
  'networking.istio.io/EnvoyFilter',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  '/ConfigMap',
  '/Secret',
  'external-secrets.io/ExternalSecret',
]);

/** What a cluster needs and one machine has no use for. */
const WITHOUT_MEANING = new Set([
  'Namespace',
  'ServiceAccount',
  'Kustomization',
  'RabbitmqCluster',
  'PodDisruptionBudget',
  'SecretStore',
  'ClusterSecretStore',
  'ResourceQuota',
  'LimitRange',
  'Telemetry',
  'Certificate',
  'Issuer',
  'ClusterIssuer',
  // The map of a cluster: here the run itself is told of another one (npm run reshard).
  'CustomResourceDefinition',
  'ShardMap',
  'ApiServerSource',
]);

/** What changes the behaviour on a cluster but not here. */
const DIFFERS: Record<string, string> = {
  PeerAuthentication: 'there is no mTLS between processes on one machine',
  NetworkPolicy: 'processes on one machine can reach each other',
  DestinationRule: 'is not honoured',
};

export function judgeKinds(manifests: readonly Manifest[], findings: Findings): void {
  for (const manifest of manifests) {
    if (RUN.has(`${groupOf(manifest)}/${manifest.kind}`) || WITHOUT_MEANING.has(manifest.kind)) continue;
    findings.unsupported(manifest, DIFFERS[manifest.kind] ?? `${manifest.apiVersion} is not run`);
  }
}
