/** Who functions are to Kubernetes' API that ask it for anything, and who tells them what has changed there. */
import type { Capability } from '../../../functions/shared/serve/capability.ts';

/** Where a pod finds who it is to Kubernetes' API, and whom it is to believe. */
export const API_FILES = '/var/run/secrets/seatmesh/api';
/** A token for an hour, which the kubelet renews; it is no good for anything but the API. */
export const API_VOLUME = `        - name: api
          projected:
            sources:
              - serviceAccountToken: { path: token, expirationSeconds: 3600 }
              - configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] }
`;

interface RoleRule {
  group: string;
  resources: string;
  verbs: string;
}

/** Sees and annotates revisions; a revision's specification never changes. */
const SCALES: readonly RoleRule[] = [
  { group: 'serving.knative.dev', resources: 'revisions', verbs: 'get, list, patch' },
];

/** Sees the map, says how it stands, and makes what follows from it. To apply an object that is not there yet is to create it. No right to Secrets. */
const FOLLOWS: readonly RoleRule[] = [
  { group: 'seatmesh.dev', resources: 'shardmaps', verbs: 'get, list, patch' },
  { group: 'seatmesh.dev', resources: 'shardmaps/status', verbs: 'patch' },
  { group: 'serving.knative.dev', resources: 'services', verbs: 'get, list, create, patch, delete' },
  { group: 'gateway.networking.k8s.io', resources: 'httproutes', verbs: 'get, list, create, patch, delete' },
  { group: "''", resources: 'configmaps', verbs: 'create, patch' },
  { group: 'events.k8s.io', resources: 'events', verbs: 'create' },
];

/** Whoever watches for changes sees what he is to tell of. */
const WATCHES: readonly RoleRule[] = [
  { group: 'seatmesh.dev', resources: 'shardmaps', verbs: 'get, list, watch' },
  { group: 'serving.knative.dev', resources: 'services', verbs: 'get, list, watch' },
  { group: 'gateway.networking.k8s.io', resources: 'httproutes', verbs: 'get, list, watch' },
];

/** True for functions that are somebody to Kubernetes' API. */
export function asksKubernetes({ scalesOthers, followsShardMap }: Capability): boolean {
  return scalesOthers === true || followsShardMap === true;
}

/** The identity of a function, and what it may do in its namespace; none for those that never ask. */
export function identityManifests({ name, scalesOthers, followsShardMap }: Capability): string[] {
  return [
    ...(scalesOthers ? [identity(name, SCALES)] : []),
    ...(followsShardMap ? [identity(name, FOLLOWS), identity(`${name}-source`, WATCHES, true)] : []),
  ];
}

/** @param isMounted where a pod that is not ours has to find its token by itself */
function identity(name: string, rules: readonly RoleRule[], isMounted = false): string {
  const metadata = `metadata:\n  name: ${name}\n  namespace: seatmesh\n`;
  const lines = rules.map(
    ({ group, resources, verbs }) =>
      `  - apiGroups: [${group}]\n    resources: [${resources}]\n    verbs: [${verbs}]\n`,
  );
  return `apiVersion: v1
kind: ServiceAccount
${metadata}automountServiceAccountToken: ${isMounted}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata}rules:
${lines.join('')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata}roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name} }
subjects:
  - { kind: ServiceAccount, name: ${name}, namespace: seatmesh }
`;
}

/**
 * What tells a function that the map, or anything that follows it, has changed: straight to its Service, for what is told says nothing but "look", a
 * tick makes good what is lost, and neither the broker nor a Trigger's pod has to run for it.
 */
export function changeSource(name: string): string {
  return `# Tells of changes: of the map, and of what is to follow it. Believed by the word that ticks have, too. Its pod runs for ever.
apiVersion: sources.knative.dev/v1
kind: ApiServerSource
metadata:
  name: ${name}
  namespace: seatmesh
spec:
  serviceAccountName: ${name}-source
  mode: Reference
  resources:
    - { apiVersion: seatmesh.dev/v1alpha1, kind: ShardMap }
    - apiVersion: serving.knative.dev/v1
      kind: Service
      selector: { matchLabels: { app.kubernetes.io/part-of: seatmesh } }
    - { apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute }
  sink:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} }
    uri: /cloudevents
`;
}
