/** What is to be done of each part, by what is there. Pure. */
import type { KubeObject } from '../kubectl.ts';
import type { ClusterPart } from './cluster-parts.ts';

export interface PlannedPart {
  part: ClusterPart;
  /** Undefined: it is not there; empty: there, of no known version. */
  found: string | undefined;
  does: 'install' | 'upgrade' | 'keep';
  /** Why what is there is kept though it is of another version. */
  because?: string;
  /** DaemonSets that the version that is there came without. */
  missing?: readonly string[];
}

/** @param there the objects by which versions are told */
export function planOf(parts: readonly ClusterPart[], there: readonly KubeObject[]): PlannedPart[] {
  return parts.map((part): PlannedPart => {
    const found = versionOf(part, there);
    if (found === undefined) return { part, found, does: 'install' };
    if (found === '') return { part, found, does: 'keep', because: 'it does not say its version' };
    const order = compareVersions(found, part.version);
    const missing = missingDaemons(part, there);
    if (order === 0) return { part, found, does: missing.length === 0 ? 'keep' : 'upgrade', missing };
    if (order > 0)
      return { part, found, does: 'keep', because: `it is newer than ${part.version}, and nothing is downgraded` };
    return { part, found, does: 'upgrade' };
  });
}

/** Its DaemonSets that are not there. */
export function missingDaemons({ daemons = [], namespaces }: ClusterPart, there: readonly KubeObject[]): string[] {
  return daemons.filter(
    (name) =>
      !there.some(
        ({ kind, metadata }) =>
          kind === 'DaemonSet' && metadata.name === name && namespaces.includes(metadata.namespace ?? ''),
      ),
  );
}

const VERSION = /^\d{1,4}\.\d{1,4}(\.\d{1,4})?$/;

/** `1.22.1`, as far as it is told; undefined when the part is not there. */
export function versionOf({ sign }: ClusterPart, there: readonly KubeObject[]): string | undefined {
  const kind = sign.kind === 'deployments.apps' ? 'Deployment' : 'CustomResourceDefinition';
  const found = there.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === sign.name &&
      (sign.namespace === undefined || object.metadata.namespace === sign.namespace),
  );
  if (!found) return undefined;
  const { labels = {}, annotations = {} } = found.metadata;
  const marked = sign.mark === undefined ? undefined : (labels[sign.mark] ?? annotations[sign.mark]);
  const text = marked ?? imageOf(found);
  return text.split(/[^\d.]/).find((word) => VERSION.test(word)) ?? '';
}

function imageOf({ spec }: KubeObject): string {
  const pod = (spec?.['template'] as { spec?: { containers?: { image?: string }[] } } | undefined)?.spec;
  const image = pod?.containers?.[0]?.image ?? '';
  return image.split('@')[0]?.split('/').at(-1)?.split(':')[1] ?? '';
}

const numbersIn = (text: string): number[] => text.split('.').map(Number);

export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersIn(one), numbersIn(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Deployments and DaemonSets of some namespaces that are not available yet. */
export function awaited(namespaces: readonly string[], workloads: readonly KubeObject[]): string[] {
  return workloads
    .filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''))
    .filter((workload) => !isAvailable(workload))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

/** What is neither Deployment nor DaemonSet is not waited for. */
export function isAvailable({ kind, spec, status }: KubeObject): boolean {
  if (kind === 'Deployment') return Number(spec?.['replicas'] ?? 1) <= Number(status?.['availableReplicas'] ?? 0);
  if (kind !== 'DaemonSet') return true;
  const wanted = status?.['desiredNumberScheduled'];
  return wanted !== undefined && Number(wanted) <= Number(status?.['numberReady'] ?? 0);
}
