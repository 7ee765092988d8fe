/**
 * What pods read at their start has a name for each content. A revision that is to start again next week, from zero or after a canary was taken
 * back, finds the password, the settings and the keys that it was made with, and a changed password is a new revision of those that use it. So
 * Services name copies, which never change, of the Secrets and ConfigMaps that the manifests name. Pure.
 */
import { contentName, COPY_OF } from '../../../../functions/shared/sharding/content-name.ts';
import type { KubeObject } from '../kubectl.ts';

/** A Secret or ConfigMap that a pod reads. */
interface Reference {
  kind: 'Secret' | 'ConfigMap';
  name: string;
}

interface PodSpec {
  containers?: {
    env?: { valueFrom?: { secretKeyRef?: { name: string }; configMapKeyRef?: { name: string } } }[];
    envFrom?: { secretRef?: { name: string }; configMapRef?: { name: string } }[];
  }[];
  volumes?: { secret?: { secretName: string }; configMap?: { name: string } }[];
}

/** A place in a pod's specification that names what is read. */
interface Place {
  reference: Reference;
  rename: (name: string) => void;
}

function placesIn({ containers = [], volumes = [] }: PodSpec): Place[] {
  const places: Place[] = [];
  const named = (kind: Reference['kind'], holder: { name: string } | undefined): void => {
    if (holder) places.push({ reference: { kind, name: holder.name }, rename: (name) => (holder.name = name) });
  };
  for (const { env = [], envFrom = [] } of containers) {
    for (const { secretRef, configMapRef } of envFrom) {
      named('Secret', secretRef);
      named('ConfigMap', configMapRef);
    }
    for (const { valueFrom } of env) {
      named('Secret', valueFrom?.secretKeyRef);
      named('ConfigMap', valueFrom?.configMapKeyRef);
    }
  }
  for (const { secret, configMap } of volumes) {
    named('ConfigMap', configMap);
    if (secret)
      places.push({
        reference: { kind: 'Secret', name: secret.secretName },
        rename: (name) => (secret.secretName = name),
      });
  }
  return places;
}

const podSpecOf = (object: KubeObject): PodSpec =>
  ((object.spec?.['template'] ?? {}) as { spec?: PodSpec }).spec ?? (object.spec as PodSpec | undefined) ?? {};

const keyOf = ({ kind, name }: Reference): string => `${kind}/${name}`;

/** What Services, Revisions or Jobs read, as `Secret/mysql-e0`. */
export function readBy(objects: readonly KubeObject[]): Set<string> {
  return new Set(objects.flatMap((object) => placesIn(podSpecOf(object)).map(({ reference }) => keyOf(reference))));
}

/** Kustomize's own: such a name has its content's hash already. */
const HASHED = /-[bcdfghkmt2-9]{10}$/;

/**
 * The same objects, their Services reading copies, and these copies.
 * @param contents what the originals have, by `Secret/mysql-e0`
 * @returns also what is read and not there
 */
export function withNamedContents(
  objects: readonly KubeObject[],
  contents: ReadonlyMap<string, KubeObject>,
): { objects: KubeObject[]; copies: KubeObject[]; missing: string[] } {
  const copies = new Map<string, KubeObject>();
  const missing = new Set<string>();
  const made = objects.map((object) => {
    const own = structuredClone(object);
    for (const { reference, rename } of placesIn(podSpecOf(own))) {
      const original = contents.get(keyOf(reference));
      if (!original) missing.add(keyOf(reference));
      else if (!HASHED.test(reference.name)) {
        const copy = copyOf(original);
        copies.set(keyOf({ kind: reference.kind, name: copy.metadata.name }), copy);
        rename(copy.metadata.name);
      }
    }
    return own;
  });
  return { objects: made, copies: [...copies.values()], missing: [...missing].toSorted() };
}

function copyOf({ apiVersion, kind, metadata, data = {}, ...rest }: KubeObject): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name: contentName(kind, metadata.name, data),
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels: { 'app.kubernetes.io/part-of': 'seatmesh', [COPY_OF]: metadata.name },
    },
    immutable: true,
    ...(rest['type'] !== undefined && { type: rest['type'] }),
    data,
  };
}

/** Copies that no revision and no Service reads any more. */
export function surplusCopies(copies: readonly KubeObject[], readers: readonly KubeObject[]): KubeObject[] {
  const read = readBy(readers);
  return copies.filter(
    ({ kind, metadata }) =>
      metadata.labels?.[COPY_OF] !== undefined &&
      !read.has(keyOf({ kind: kind === 'Secret' ? 'Secret' : 'ConfigMap', name: metadata.name })),
  );
}
