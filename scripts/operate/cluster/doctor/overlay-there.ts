/** What of an overlay is not there, though the system is deployed: somebody has deleted it, and nobody fails by it at once. */
import { plural } from '../../../../functions/shared/plural.ts';
import { findShardMap, mapsOfDeployment, objectsInMap } from '../deploy/live-shard-map.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** So many are named. */
const NAMED = 12;

/** Nothing where the system is not deployed at all. @throws Fault */
export async function overlayThereFindings(
  cluster: Kubectl,
  rendered: readonly KubeObject[],
  services: readonly KubeObject[],
): Promise<DoctorFinding[]> {
  const { namespace } = cluster.place;
  if (rendered.length === 0 || !services.some(({ metadata }) => (metadata.namespace ?? namespace) === namespace))
    return [];
  // As it is to be under the cluster's own map: slots may have been moved since the overlay was written.
  const map = await findShardMap(cluster);
  const maps = mapsOfDeployment(rendered, map);
  const objects = map && maps ? objectsInMap(rendered, maps) : rendered;
  return missingFindings(objects, await cluster.there(objects));
}

/** Pure. */
export function missingFindings(objects: readonly KubeObject[], there: readonly KubeObject[]): DoctorFinding[] {
  const known = new Set(there.flatMap((object) => [keyOf(object), keyOf(object, '')]));
  const missing = objects.filter((object) => !known.has(keyOf(object)));
  const triggers = missing.filter(({ kind }) => kind === 'Trigger');
  const names = missing
    .filter(({ kind }) => kind !== 'Trigger')
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const others = names.length - NAMED;
  return [
    ...triggers.map(({ metadata }) => ({
      what: `Trigger ${metadata.name} is not there, though the system is deployed: what is said meanwhile never comes to its function`,
      mend: 'npm run deploy -- DIR, then npm run reindex',
    })),
    ...(names.length === 0
      ? []
      : [
          {
            what: `though the system is deployed, ${plural(names.length, 'object')} of the overlay ${names.length === 1 ? 'is' : 'are'} not there: ${names.slice(0, NAMED).join(', ')}${others > 0 ? ` and ${plural(others, 'other')}` : ''}`,
            mend: 'npm run deploy -- DIR',
          },
        ]),
  ];
}

/** Whichever version of its group it is said in. */
const keyOf = ({ apiVersion, kind, metadata }: KubeObject, namespace = metadata.namespace ?? ''): string =>
  `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''} ${kind} ${namespace} ${metadata.name}`;
