/** In which order the objects of an overlay are applied. Pure. */
import type { KubeObject } from '../kubectl.ts';

/** What is applied together. */
export interface DeployPhases {
  /** What functions stand on: they find it when they start, and nobody reaches what needs a token without one. */
  ground: KubeObject[];
  /** What callers meet before functions: who is let in, by which name, with how much. */
  edge: KubeObject[];
  functions: KubeObject[];
  /** What leads to functions, once they are ready: routes, deliveries, ticks. */
  ways: KubeObject[];
  /** Who may speak to whom, by who he is: not before the functions that are asked have the identities and labels that it goes by. What denies comes last. */
  identities: KubeObject[];
}

const WAYS = new Set(['HTTPRoute', 'Trigger', 'PingSource', 'ApiServerSource']);

export function isFunction({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Service' && apiVersion.startsWith('serving.knative.dev/');
}

/** It is ready when the function is there that dead letters go to. */
export const isBroker = ({ kind }: KubeObject): boolean => kind === 'Broker';

const isWay = ({ kind }: KubeObject): boolean => WAYS.has(kind);

/** True for a policy that asks who somebody is in the mesh (istio/mesh.yaml); one of tokens and headers asks what he brings. */
function isIdentity({ kind, spec = {} }: KubeObject): boolean {
  if (kind === 'PeerAuthentication') return true;
  if (kind !== 'AuthorizationPolicy') return false;
  const { rules = [] } = spec as {
    rules?: { from?: { source?: { principals?: unknown; notNamespaces?: unknown } }[] }[];
  };
  const sources = rules.flatMap(({ from = [] }) => from.map(({ source }) => source));
  return isDenial(spec) || sources.some((source) => source?.principals ?? source?.notNamespaces);
}

/** A policy that allows nothing to anybody. */
const isDenial = (spec: object = {}): boolean => Object.keys(spec).length === 0;

const EDGE_GROUPS = new Set([
  'gateway.networking.k8s.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
]);

/** What Gateways name of objects of other groups: their certificates, and how their pods are to be. */
function namedByGateways(objects: readonly KubeObject[]): Set<string> {
  const names = objects.flatMap(({ kind, spec = {} }) => {
    if (kind !== 'Gateway') return [];
    const { infrastructure, listeners = [] } = spec as {
      infrastructure?: { parametersRef?: { kind: string; name: string } };
      listeners?: { tls?: { certificateRefs?: { name: string }[] } }[];
    };
    const pods = infrastructure?.parametersRef;
    const certificates = listeners.flatMap(({ tls }) => tls?.certificateRefs ?? []);
    return [...(pods ? [`${pods.kind}/${pods.name}`] : []), ...certificates.map(({ name }) => `Certificate/${name}`)];
  });
  return new Set(names);
}

const nameIn = ({ kind, metadata, spec }: KubeObject): string =>
  `${kind}/${kind === 'Certificate' ? String(spec?.['secretName']) : metadata.name}`;

/** Sorts what Kustomize has rendered. */
export function phasesOf(objects: readonly KubeObject[]): DeployPhases {
  const named = namedByGateways(objects);
  const isOther = (object: KubeObject): boolean => !isFunction(object) && !isWay(object) && !isIdentity(object);
  // What is elsewhere guards doors within the cluster, which is done before anybody is behind them.
  const homes = new Set(objects.filter(({ kind }) => kind === 'Gateway').map(({ metadata }) => metadata.namespace));
  const isEdge = (object: KubeObject): boolean =>
    isOther(object) &&
    homes.has(object.metadata.namespace) &&
    (EDGE_GROUPS.has(object.apiVersion.split('/')[0] ?? '') || named.has(nameIn(object)));
  const isGround = (object: KubeObject): boolean => isOther(object) && !isEdge(object);
  return {
    ground: objects.filter(isGround).toSorted(namespacesFirst),
    edge: objects.filter(isEdge),
    functions: objects.filter(isFunction),
    ways: objects.filter(isWay),
    identities: objects.filter(isIdentity).toSorted((a, b) => Number(isDenial(a.spec)) - Number(isDenial(b.spec))),
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
