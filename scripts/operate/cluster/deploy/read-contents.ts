/** What pods are to read at their start, as it is in the cluster and in the overlay. */
import { Fault } from '../../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

/** The Secrets of the namespace, and the ConfigMaps of the overlay, by `Secret/mysql-e0`. */
export async function contentsFor(cluster: Kubectl, objects: readonly KubeObject[]): Promise<Map<string, KubeObject>> {
  const secrets = await cluster.list('secrets');
  const rendered = objects.filter(({ kind }) => kind === 'ConfigMap');
  return new Map([...secrets, ...rendered].map((one) => [`${one.kind}/${one.metadata.name}`, one]));
}

export function missingLine(missing: readonly string[], namespace: string): string {
  return `missing in ${namespace}: ${missing.join(', ')}; OPERATIONS.md, "On a cluster", says what is in each (npm run cluster -- doctor shows all)`;
}

/** @param contents as `contentsFor` has them. @throws Fault where there is none */
export function proofOfTicks(contents: ReadonlyMap<string, KubeObject>): string {
  const text = contents.get('Secret/ticks')?.data?.['proof'];
  if (text === undefined) throw new Fault('missing: Secret ticks {proof}, by which ticks are believed');
  return Buffer.from(text, 'base64').toString();
}
