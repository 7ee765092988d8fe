/** The gateway's routes, made from the HTTPRoutes of the manifests. */
import { goDurationMs } from '../spec/duration.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { type Granted, hostsOn, type Listener, referenceGrants } from './gateways.ts';
import { type RequestHeaders, requestHeaders, responseShape } from './header-changes.ts';
import { keyOf, type Manifest, namespaceOf, ofKind } from '../spec/manifests.ts';
import { type Candidate, candidate, HostTable } from './route-match.ts';
import {
  type Backend,
  HttpRouteManifest,
  type PathChange,
  type RouteFilter,
  type HttpRouteMatch,
  type RouteRule,
} from './route-spec.ts';

/** One place a rule sends to. `service` is undefined where the local gateway would know no such host (404). */
export interface Destination extends RequestHeaders {
  service: string | undefined;
  weight: number;
  shape: ((headers: string[]) => string[]) | undefined;
}

/** What is done with a request that a rule takes. */
export interface Action {
  destinations: Destination[];
  /** The gateway answers by itself: no backend may be reached (500). */
  status?: number;
  redirect?: RouteFilter['requestRedirect'];
  rewrite: ((path: string) => string) | undefined;
  timeoutMs: number;
}

/** Headers that only the gateway may set, or that mean nothing beyond it. */
export const GATEWAYS_OWN = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
  'traceparent',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-max-retries',
  'x-envoy-retry-on',
  'x-envoy-decorator-operation',
];

/** Reads all routes. `isService` tells whether a Knative Service of that name and namespace is run; `removed` headers go to none. */
export function httpRoutes(
  manifests: readonly Manifest[],
  served: ReadonlyMap<string, Listener[]>,
  findings: Findings,
  isService: (name: string, namespace: string) => boolean,
  removed: readonly string[] = [],
): HostTable<Action> {
  const granted = referenceGrants(manifests, findings);
  const byHost = new Map<string, Candidate<Action>[]>();
  // Without a time of creation, Istio's next criterion decides: namespace and name.
  const routes = ofKind(manifests, 'HTTPRoute').toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const manifest of routes) {
    const route = honour(HttpRouteManifest, manifest, findings);
    if (!route) continue;
    const namespace = namespaceOf(manifest);
    const listeners = route.parentRefs.flatMap((ref) => {
      const own = (ref.kind === 'Gateway' && served.get(`${ref.namespace ?? namespace}/${ref.name}`)) || [];
      return own.filter(({ name }) => (ref.sectionName ?? name) === name);
    });
    if (listeners.length === 0) findings.unsupported(manifest, 'is attached to no listener that is served: not routed');
    const candidates = route.rules.flatMap((rule) =>
      rule.matches.map((match) => compile(match, rule, { manifest, namespace, granted, findings, isService, removed })),
    );
    for (const host of new Set(listeners.flatMap((listener) => hostsOn(listener, route.hostnames))))
      byHost.set(host, [...(byHost.get(host) ?? []), ...candidates.filter((one) => one !== undefined)]);
  }
  return new HostTable(byHost);
}

interface Place {
  manifest: Manifest;
  namespace: string;
  granted: Granted;
  findings: Findings;
  isService: (name: string, namespace: string) => boolean;
  removed: readonly string[];
}

function compile(match: HttpRouteMatch, rule: RouteRule, place: Place): Candidate<Action> | undefined {
  try {
    return candidate(match, action(match, rule, place));
  } catch (error) {
    place.findings.mistake(place.manifest, `${JSON.stringify(match)}: ${(error as Error).message}`);
    return undefined;
  }
}

function action(match: HttpRouteMatch, rule: RouteRule, place: Place): Action {
  const redirect = rule.filters.find((filter) => filter.requestRedirect)?.requestRedirect;
  const path = redirect?.path ?? rule.filters.find((filter) => filter.urlRewrite?.path)?.urlRewrite?.path;
  const timeout = rule.timeouts?.backendRequest ?? rule.timeouts?.request ?? '0s';
  const timeoutMs = goDurationMs(timeout);
  if (timeoutMs === undefined) throw new Error(`"${timeout}" is no duration`);
  const base = { rewrite: path && ((asked: string) => changedPath(asked, path, match.path.value)), timeoutMs };
  if (redirect) return { ...base, destinations: [], redirect };
  const reachable = rule.backendRefs.filter((ref) => ref.weight > 0);
  const ungranted = reachable.filter((ref) => !place.granted(ref, place.namespace));
  for (const { namespace = '', name } of ungranted)
    place.findings.unsupported(
      place.manifest,
      `no ReferenceGrant lets it use ${namespace}/${name}: 500, as on the cluster`,
    );
  if (reachable.length === 0 || ungranted.length > 0) return { ...base, destinations: [], status: 500 };
  return { ...base, destinations: reachable.map((ref) => destination(ref, rule, place)) };
}

function destination(ref: Backend, rule: RouteRule, place: Place): Destination {
  const headers = requestHeaders([...rule.filters, ...ref.filters], [...GATEWAYS_OWN, ...place.removed]);
  const shape = responseShape([...rule.filters, ...ref.filters]);
  let service: string | undefined;
  if (ref.name === 'knative-local-gateway' && ref.namespace === 'istio-system') {
    const [, name, namespace] =
      /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(headers.host ?? '') ?? [];
    if (name !== undefined && namespace !== undefined && place.isService(name, namespace)) service = name;
    else
      place.findings.unsupported(
        place.manifest,
        `host ${headers.host ?? '(not rewritten)'} is no Service of these manifests: 404`,
      );
  } else
    place.findings.unsupported(
      place.manifest,
      `backend ${ref.namespace ?? place.namespace}/${ref.name} is not run here: 404`,
    );
  return { ...headers, shape, service, weight: ref.weight };
}

/** Applies a path modifier. The prefix that was matched gives way; the rest stays. */
export function changedPath(path: string, change: PathChange, matched: string): string {
  if (change.type === 'ReplaceFullPath') return change.replaceFullPath ?? '/';
  const rest = path.slice(matched === '/' ? 0 : matched.replace(/\/$/, '').length);
  const start = (change.replacePrefixMatch ?? '/').replace(/\/$/, '');
  return `${start}${rest}` || '/';
}
