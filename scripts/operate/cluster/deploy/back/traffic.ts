/** How traffic is split between what runs and what is new, and how it goes back. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../kubectl.ts';

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
  /** As it was said, perhaps by hand; undefined: all to the newest. */
  traffic: unknown;
}

/** The revision that has the traffic of each Service now; those that never were ready have none. */
export function standingOf(services: readonly KubeObject[]): ServingRevision[] {
  return services.flatMap(({ metadata, spec, status }) => {
    const shares = (status?.['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
    const most = shares.toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))[0];
    const revision = most?.revisionName;
    return revision === undefined ? [] : [{ service: metadata.name, revision, traffic: spec?.['traffic'] }];
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

/**
 * What takes traffic back: of a Service that has a newer revision than the one it stood on, all to that; of one that has none, as it was said before, for a
 * canary has divided it, too.
 */
export function takenBack(
  services: readonly KubeObject[],
  standing: readonly ServingRevision[],
): { service: string; revision: string; patch: object }[] {
  const now = new Map(services.map((service) => [service.metadata.name, service]));
  return standing.flatMap(({ service, revision, traffic = ALL }) => {
    const there = now.get(service);
    if (!there) return [];
    const isNewer = there.status?.['latestCreatedRevisionName'] !== revision;
    const before = isNewer ? [{ latestRevision: false, revisionName: revision, percent: 100 }] : traffic;
    if (!isNewer && isDeepStrictEqual(there.spec?.['traffic'] ?? ALL, before)) return [];
    return [{ service, revision, patch: { spec: { traffic: before } } }];
  });
}

/** Whose traffic is not, or not all, at the revision where it was: a line each. */
export function movedFrom(services: readonly KubeObject[], standing: readonly ServingRevision[]): string[] {
  const before = new Map(standing.map(({ service, revision }) => [service, revision]));
  return services.flatMap(({ metadata, status }) => {
    const shares = (status?.['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
    const revision = before.get(metadata.name);
    const some = shares.filter(({ percent = 0 }) => percent > 0);
    if (some.every(({ revisionName }) => revisionName === revision)) return [];
    const now = some.map(({ revisionName, percent }) => `${percent} % ${revisionName}`).join(', ');
    return [`${metadata.name}: ${now} (before: ${revision ?? 'none'})`];
  });
}
