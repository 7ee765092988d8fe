/**
 * Who made an object and who changed it last, as Knative writes it beside the object's own annotations and lets nobody change it. After `kubectl apply`
 * without `--server-side`, whoever applies on the server's side next has the annotations as a whole: what he does not name goes, and Knative denies it.
 */

/** As much of an object as this needs. */
export interface Authored {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
}

/** True for the name of an annotation that says so. */
export const isAuthor = (annotation: string): boolean =>
  /^[a-z]+\.knative\.dev\/(?:creator|lastModifier)$/.test(annotation);

const groupOf = ({ apiVersion }: Authored): string => apiVersion.split('/')[0] ?? '';
const keyOf = ({ kind, metadata }: Authored): string => `${kind}/${metadata.namespace}/${metadata.name}`;

/** True for the kinds that have them. */
const isAuthored = (object: Authored): boolean => groupOf(object).endsWith('.knative.dev');

/** Their kinds as kubectl reads them (`service.serving.knative.dev,trigger.eventing.knative.dev`); empty when there are none. */
export function authoredKinds(objects: readonly Authored[]): string {
  const kinds = objects.filter(isAuthored).map((object) => `${object.kind.toLowerCase()}.${groupOf(object)}`);
  return [...new Set(kinds)].join(',');
}

/** The objects with the authors that they have on the cluster. @param there those that are there. Pure. */
export function withAuthors(objects: readonly Authored[], there: readonly Authored[]): Authored[] {
  const known = new Map(there.map((object) => [keyOf(object), object.metadata.annotations ?? {}]));
  return objects.map((object) => {
    const own = Object.entries((isAuthored(object) && known.get(keyOf(object))) || {});
    const authors = own.filter(([name]) => isAuthor(name));
    if (authors.length === 0) return object;
    const annotations = { ...object.metadata.annotations, ...Object.fromEntries(authors) };
    return { ...object, metadata: { ...object.metadata, annotations } };
  });
}
