/** The gateway's AuthorizationPolicy: what may not be asked without a token. */
import type { Route } from '../../../functions/shared/http/route.ts';
import type { RouteTable } from '../route-tables.ts';
import { GATEWAY, NAMESPACE } from '../../../functions/shared/sharding/http-route-manifests.ts';
import { methodsOf } from './route-plan.ts';

/** A policy that denies every operation with `access: 'user'` to requests without a verified token. */
export function accessPolicy(tables: readonly RouteTable[]): object {
  const guarded = tables.flatMap(({ routes }) => routes.filter((route) => route.access === 'user'));
  const byMethods = Map.groupBy(guarded, (route) => methodsOf(route).join());
  const operations = [...byMethods]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([methods, routes]) => ({
      operation: { methods: methods.split(','), paths: [...new Set(routes.map(template))].toSorted() },
    }));
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'token-required', namespace: NAMESPACE },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: GATEWAY }],
      action: 'DENY',
      rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }], to: operations }],
    },
  };
}

/** Istio's path templates: `{*}` is one segment. */
function template({ path }: Route): string {
  return path.replaceAll(/\{\w+\}/g, '{*}');
}
