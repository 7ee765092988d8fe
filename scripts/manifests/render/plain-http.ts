/** Where plain HTTP leads: pages to the same over TLS, for whoever typed the host's name. Nothing else is served there. */
import {
  GATEWAY,
  type HttpRoute,
  NAMESPACE,
  ROUTE_LIMITS,
} from '../../../functions/shared/sharding/http-route-manifests.ts';
import type { RouteTable } from '../route-tables.ts';
import { toThePages } from './route-plan.ts';

/** Of RFC 9110: a GET or HEAD may be asked again with the same method, by caches, too. */
const MOVED_PERMANENTLY = 301;

/**
 * A redirect for what may be read in a browser. The API gets none: a token that was sent in the clear has leaked, and a redirect would hide that.
 * @throws Error when there are more pages than a rule of a route takes
 */
export function plainHttpRoute(tables: readonly RouteTable[]): HttpRoute {
  const pages = tables.flatMap((table) => table.pages ?? []).filter(({ method }) => method === 'GET');
  const matches = pages.flatMap(toThePages);
  const halves = [matches.slice(0, ROUTE_LIMITS.matchesOfRule), matches.slice(ROUTE_LIMITS.matchesOfRule)];
  if (matches.length > ROUTE_LIMITS.matches) throw new Error(`${matches.length} matches are too many for one route`);
  const filters = [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: MOVED_PERMANENTLY } }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'plain-http', namespace: NAMESPACE },
    spec: {
      parentRefs: [{ name: GATEWAY, sectionName: 'http' }],
      rules: halves.filter((half) => half.length > 0).map((half) => ({ matches: half, filters })),
    },
  };
}
