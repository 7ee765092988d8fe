/** In which order the objects of an overlay are applied. Pure. */
import type { KubeObject } from '../kubectl.ts';

/** What is applied together. */
export interface DeployPhases {
  /** What functions stand on: they find it when they start, and nobody reaches what needs a token without one. */
  ground: KubeObject[];
  functions: KubeObject[];
  /** What leads to functions, once they are ready: routes, deliveries, ticks. */
  ways: KubeObject[];
}

const WAYS = new Set(['HTTPRoute', 'Trigger', 'PingSource', 'ApiServerSource']);

export function isFunction({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Service' && apiVersion.startsWith('serving.knative.dev/');
}

/** It is ready when the function is there that dead letters go to. */
export const isBroker = ({ kind }: KubeObject): boolean => kind === 'Broker';

const isWay = ({ kind }: KubeObject): boolean => WAYS.has(kind);

/** Sorts what Kustomize has rendered. */
export function phasesOf(objects: readonly KubeObject[]): DeployPhases {
  return {
    ground: objects.filter((object) => !isFunction(object) && !isWay(object)).toSorted(namespacesFirst),
    functions: objects.filter(isFunction),
    ways: objects.filter(isWay),
  };
}

const namespacesFirst = (a: KubeObject, b: KubeObject): number =>
  Number(b.kind === 'Namespace') - Number(a.kind === 'Namespace');

/** Ticks are believed with this proof only, which is a Secret's and not to stand in a manifest. */
export function withProof(ways: readonly KubeObject[], proof: string): KubeObject[] {
  return ways.map((way) =>
    way.kind === 'PingSource' || way.kind === 'ApiServerSource'
      ? { ...way, spec: { ...way.spec, ceOverrides: { extensions: { proof } } } }
      : way,
  );
}

/** The image of migrations beside those of the functions: of the same registry, by the digest that the overlay has. */
export function imageOf(name: string, functions: readonly KubeObject[], images: readonly DigestOf[]): string {
  const own = images.find((image) => image.name.endsWith(`/${name}`));
  if (own?.digest !== undefined) return `${own.newName ?? own.name}@${own.digest}`;
  const [first] = functions;
  const spec = (first?.spec?.['template'] as { spec?: { containers?: { image: string }[] } } | undefined)?.spec;
  return (spec?.containers?.[0]?.image ?? '').replace(/\/[a-z-]+(:[\w.-]+)?(@sha256:[0-9a-f]+)?$/, `/${name}$1`);
}

/** An entry of Kustomize's `images`. */
export interface DigestOf {
  name: string;
  newName?: string;
  digest?: string;
}
