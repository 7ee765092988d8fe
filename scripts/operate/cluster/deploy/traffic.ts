/** How traffic is split between what runs and what is new, and how it goes back. Pure. */
import type { KubeObject } from '../kubectl.ts';

/** A share of a Service's traffic. */
export interface TrafficShare {
  percent: number;
  latestRevision: boolean;
  revisionName?: string;
}

/** Where a Service stood before. */
export interface ServingRevision {
  service: string;
  revision: string;
}

/** The revision that has the traffic of each Service now; those that never were ready have none. */
export function standingOf(services: readonly KubeObject[]): ServingRevision[] {
  return services.flatMap(({ metadata, status }) => {
    const shares = (status?.['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
    const most = shares.toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))[0];
    const revision = most?.revisionName;
    return revision === undefined ? [] : [{ service: metadata.name, revision }];
  });
}

const ALL: TrafficShare[] = [{ latestRevision: true, percent: 100 }];

/**
 * Says of each Service how its traffic is split: all to the newest revision that is ready, or a share of it, the rest to where it stood.
 * @param percent the newest revision's share
 */
export function withTraffic(
  services: readonly KubeObject[],
  standing: readonly ServingRevision[],
  percent: number,
): KubeObject[] {
  const before = new Map(standing.map(({ service, revision }) => [service, revision]));
  return services.map((service) => {
    const revisionName = before.get(service.metadata.name);
    const traffic = revisionName === undefined || percent === 100 ? ALL : split(revisionName, percent);
    return { ...service, spec: { ...service.spec, traffic } };
  });
}

function split(revisionName: string, percent: number): TrafficShare[] {
  return [
    { latestRevision: false, revisionName, percent: 100 - percent },
    { latestRevision: true, percent },
  ];
}

/** What takes traffic back, for each Service that has a newer revision than the one it stood on. */
export function takenBack(
  services: readonly KubeObject[],
  standing: readonly ServingRevision[],
): { service: string; revision: string; patch: object }[] {
  const now = new Map(services.map(({ metadata, status }) => [metadata.name, status?.['latestCreatedRevisionName']]));
  return standing
    .filter(({ service, revision }) => now.has(service) && now.get(service) !== revision)
    .map(({ service, revision }) => ({
      service,
      revision,
      patch: { spec: { traffic: [{ latestRevision: false, revisionName: revision, percent: 100 }] } },
    }));
}
