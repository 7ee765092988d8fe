/** What is not there of a system that is deployed: nobody fails by it at once, so nobody else says it. Pure. */
import { plural } from '../../../functions/shared/plural.ts';
import type { Capability } from '../../../functions/shared/serve/capability.ts';
import type { Unready } from '../cluster/conditions.ts';
import { readBy } from '../cluster/deploy/named-contents.ts';
import type { KubeObject } from '../cluster/kubectl.ts';

/** Undefined: it could not be looked at, so nothing is known to be missing. */
export interface SeenWays {
  services: readonly KubeObject[];
  triggers: readonly KubeObject[] | undefined;
  pingSources: readonly KubeObject[] | undefined;
  apiServerSources: readonly KubeObject[] | undefined;
}

const DEPLOY = 'npm run deploy';

interface Led {
  subscriber?: { ref?: { name?: string } };
  sink?: { ref?: { name?: string } };
}

/** Whether some of these lead to a function, whatever their names are: former releases had others. */
function leadTo(name: string, objects: readonly KubeObject[] | undefined): boolean {
  if (objects === undefined) return true;
  return objects.some(({ spec }) => {
    const { subscriber, sink } = (spec ?? {}) as Led;
    return (subscriber ?? sink)?.ref?.name === name;
  });
}

/** Functions that are not there, and what should lead to them, by what they say of themselves. */
export function missingWays(capabilities: readonly Capability[], seen: SeenWays): Unready[] {
  const there = new Set(seen.services.map(({ metadata }) => metadata.name));
  return capabilities.flatMap(({ name, takes, sweep, followsShardMap }) => {
    const missing: Unready[] = [];
    if (!there.has(name)) missing.push({ name: `ksvc/${name}`, why: `it is not there: ${DEPLOY}` });
    if (takes && !leadTo(name, seen.triggers))
      missing.push({
        name: `trigger/${name}`,
        why: `it is not there, and what is said meanwhile never comes to ${name}: ${DEPLOY}, then npm run reindex`,
      });
    if (sweep && !leadTo(name, seen.pingSources))
      missing.push({ name: `pingsource/${name}-sweep`, why: `it is not there, so ${name} has no ticks: ${DEPLOY}` });
    if (followsShardMap && !leadTo(name, seen.apiServerSources))
      missing.push({ name: `apiserversource/${name}`, why: `it is not there, so ${name} waits for ticks: ${DEPLOY}` });
    return missing;
  });
}

interface Shares {
  traffic?: { revisionName?: string; percent?: number }[];
}

/**
 * Revisions that have traffic and are not there, and what such revisions read at their start and is not there: pods that run go on, and no other starts.
 * @param contents what there is, as `Secret/mysql-e0-3f61c07a92`
 */
export function missingOfRevisions(
  services: readonly KubeObject[],
  revisions: readonly KubeObject[] | undefined,
  contents: ReadonlySet<string> | undefined,
): Unready[] {
  if (revisions === undefined) return [];
  const byName = new Map(revisions.map((one) => [one.metadata.name, one]));
  const serving = services.flatMap(({ status }) =>
    ((status as Shares | undefined)?.traffic ?? []).flatMap(({ revisionName, percent = 0 }) =>
      revisionName !== undefined && percent > 0 ? [revisionName] : [],
    ),
  );
  const gone = serving.filter((name) => !byName.has(name));
  const readers = new Map<string, string[]>();
  for (const name of serving) {
    const revision = byName.get(name);
    for (const content of revision ? readBy([revision]) : [])
      if (contents?.has(content) === false) readers.set(content, [...(readers.get(content) ?? []), name]);
  }
  return [
    ...gone.map((name) => ({ name: `revision/${name}`, why: `it has traffic and is not there: ${DEPLOY}` })),
    ...[...readers]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([content, [first = '', ...others]]) => ({
        name: content.replace(/^\w+/, (kind) => kind.toLowerCase()),
        why: `it is not there, so no pod starts of ${first}${others.length > 0 ? ` and ${plural(others.length, 'other')}` : ''}: ${DEPLOY}`,
      })),
  ];
}
