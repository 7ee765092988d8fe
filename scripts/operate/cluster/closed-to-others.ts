/** Whether an overlay for a cluster of one's own (scripts/overlays/own-cluster) is for one where others have functions, too. Pure. */
import type { KubeObject } from './kubectl.ts';

/** As the component names it. */
export const CALLERS_POLICY = 'callers-of-functions';

/**
 * Functions of other namespaces that nobody could ask any more from within the cluster.
 * @param objects what Kustomize has rendered
 * @param services Knative's, of all namespaces
 */
export function closedToOthers(
  objects: readonly KubeObject[],
  services: readonly KubeObject[],
): { what: string; mend: string }[] {
  const policy = objects.find(
    ({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name === CALLERS_POLICY,
  );
  if (policy === undefined) return [];
  const { rules = [] } = policy.spec as { rules?: { from?: { source?: { notNamespaces?: string[] } }[] }[] };
  const callers = new Set(rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source?.notNamespaces ?? [])));
  const others = [...new Set(services.flatMap(({ metadata }) => metadata.namespace ?? []))].filter(
    (namespace) => !callers.has(namespace),
  );
  if (others.length === 0) return [];
  return [
    {
      what: `others have functions on this cluster (${others.toSorted().join(', ')}), and the policy ${CALLERS_POLICY} would turn away whoever asks them from within it`,
      mend: 'leave the component own-cluster out of the overlay, or add the namespaces that ask to its list (OPERATIONS.md, "The mesh")',
    },
  ];
}
