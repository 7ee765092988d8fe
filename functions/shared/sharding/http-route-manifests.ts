/** HTTPRoutes from rules, within the limits of the Gateway API. */
import type { Rule, Wait } from './slot-routes.ts';

export const NAMESPACE = 'seatmesh';
export const GATEWAY = 'edge';

/** Gateway API 1.4, HTTPRoute: rules in a route, matches in a rule, matches in all rules of a route, characters of a path. */
export const ROUTE_LIMITS = { rules: 16, matchesOfRule: 64, matches: 128, path: 1024 } as const;

/**
 * How long an answer is waited for, shorter than the functions' timeoutSeconds. A read: several times a cold start, and no longer, for where a
 * function cannot start all who ask it wait in vain. A change: longer than any handler takes, for to give it up is not to know what became of
 * it. A stream: longer than one stays open.
 */
const TIMEOUTS: Record<Wait, string> = { read: '15s', work: '30s', stream: '270s' };

/** Where cluster-local traffic enters Knative; it goes by the host name. */
const LOCAL_GATEWAY = { name: 'knative-local-gateway', namespace: 'istio-system', port: 80 };

/** An HTTPRoute. */
export interface HttpRoute {
  apiVersion: 'gateway.networking.k8s.io/v1';
  kind: 'HTTPRoute';
  metadata: { name: string; namespace: string };
  spec: { parentRefs: object[]; rules: object[] };
}

/** The routes of a function: as few as the limits allow. */
export function httpRoutes(fn: string, rules: readonly Rule[]): HttpRoute[] {
  return packed(rules).map(routeNamed(fn));
}

/** The host name by which knative-local-gateway knows a Service. */
export function hostOf(service: string): string {
  return `${service}.${NAMESPACE}.svc.cluster.local`;
}

/** Deals rules out to as many groups as the limits make necessary; a rule with too many matches becomes several. */
function packed(rules: readonly Rule[]): Rule[][] {
  const groups: Rule[][] = [];
  for (const rule of rules.flatMap(inPieces)) {
    const last = groups.at(-1);
    const matches = last?.reduce((sum, other) => sum + other.matches.length, rule.matches.length) ?? 0;
    if (last && last.length < ROUTE_LIMITS.rules && matches <= ROUTE_LIMITS.matches) last.push(rule);
    else groups.push([rule]);
  }
  return groups;
}

function inPieces(rule: Rule): Rule[] {
  const tooLong = rule.matches.find(({ path }) => path.value.length > ROUTE_LIMITS.path);
  if (tooLong) throw new Error(`a path is too long for a route; give its shard fewer ranges: ${tooLong.path.value}`);
  const pieces: Rule[] = [];
  for (let at = 0; at < rule.matches.length; at += ROUTE_LIMITS.matchesOfRule)
    pieces.push({ ...rule, matches: rule.matches.slice(at, at + ROUTE_LIMITS.matchesOfRule) });
  return pieces;
}

const routeNamed =
  (name: string) =>
  (rules: readonly Rule[], index: number): HttpRoute => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: index === 0 ? name : `${name}-${index + 1}`, namespace: NAMESPACE },
    spec: { parentRefs: [{ name: GATEWAY, sectionName: 'https' }], rules: rules.map(ruleOf) },
  });

function ruleOf({ matches, service, wait }: Rule): object {
  const rewrite = { type: 'URLRewrite', urlRewrite: { hostname: hostOf(service) } };
  return { matches, filters: [rewrite], timeouts: { request: TIMEOUTS[wait] }, backendRefs: [LOCAL_GATEWAY] };
}
