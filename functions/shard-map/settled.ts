/** Whether a Service, or a route, is what it was last asked to be, and whether it is all that answers. Pure. */
import type { KnownObject } from './cluster-objects.ts';

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}

interface ServiceStatus {
  observedGeneration?: number;
  conditions?: Condition[];
  latestCreatedRevisionName?: string;
  latestReadyRevisionName?: string;
  traffic?: { revisionName?: string; percent?: number }[];
}

const NOT_SEEN = 'its change has not been looked at yet';

/** What a Service waits for; undefined: its newest revision is ready, and has all traffic. */
export function unsettledService({ metadata, status }: KnownObject): string | undefined {
  const { observedGeneration, conditions = [], ...revisions } = (status ?? {}) as ServiceStatus;
  if (observedGeneration !== metadata.generation) return NOT_SEEN;
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return [ready?.reason, ready?.message].filter(Boolean).join(': ') || 'is not ready yet';
  const { latestCreatedRevisionName: created, latestReadyRevisionName: newest, traffic = [] } = revisions;
  if (created !== newest) return `${created} is not ready yet`;
  const other = traffic.find(({ percent = 0, revisionName }) => percent > 0 && revisionName !== newest);
  return other && `${other.percent} % of its traffic is led to ${other.revisionName}, which has another map`;
}

/** What a route waits for; undefined: the gateway has taken it. */
export function unsettledRoute({ metadata, status }: KnownObject): string | undefined {
  const { parents = [] } = (status ?? {}) as { parents?: { conditions?: Condition[] }[] };
  if (parents.length === 0) return NOT_SEEN;
  for (const { conditions = [] } of parents) {
    const taken = conditions.find(({ type }) => type === 'Accepted');
    if (!taken || (taken.observedGeneration ?? 0) < (metadata.generation ?? 0)) return NOT_SEEN;
    const bad = conditions.find(({ status: is }) => is === 'False');
    if (bad) return [bad.reason, bad.message].filter(Boolean).join(': ');
  }
  return undefined;
}

/** True when all that is wanted is there: servers add what they have defaults for. */
export function has(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(there) && there.length === wanted.length && wanted.every((one, index) => has(there[index], one))
    );
  if (typeof wanted !== 'object' || wanted === null) return there === wanted;
  if (typeof there !== 'object' || there === null) return false;
  return Object.entries(wanted).every(([key, value]) => has((there as Record<string, unknown>)[key], value));
}
