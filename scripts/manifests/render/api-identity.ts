/** Who a function is to Kubernetes' API that says how many pods of others stand by. */

/** Where a pod finds who it is to Kubernetes' API, and whom it is to believe. */
export const API_FILES = '/var/run/secrets/seatmesh/api';
/** A token for an hour, which the kubelet renews; it is no good for anything but the API. */
export const API_VOLUME = `        - name: api
          projected:
            sources:
              - serviceAccountToken: { path: token, expirationSeconds: 3600 }
              - configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] }
`;

/** Whoever runs as this may see and annotate the revisions of its namespace; a revision's specification never changes. */
export function identityManifests(name: string): string {
  const metadata = `metadata:\n  name: ${name}\n  namespace: seatmesh\n`;
  return `apiVersion: v1
kind: ServiceAccount
${metadata}automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata}rules:
  - apiGroups: [serving.knative.dev]
    resources: [revisions]
    verbs: [get, list, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata}roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name} }
subjects:
  - { kind: ServiceAccount, name: ${name}, namespace: seatmesh }
`;
}
