/** Reads what the manifests under istio/ say about the edge. */
import { authentication, type Authentication } from './authentication.ts';
import { authorization, type DeniedBy } from './authorization.ts';
import { type EnvoySettings, envoySettings } from './envoy-filters.ts';
import type { Findings } from '../spec/findings.ts';
import { servedGateways } from './gateways.ts';
import { type Action, httpRoutes } from './http-routes.ts';
import { type Manifest, namespaceOf, ofKind } from '../spec/manifests.ts';
import type { ProcessPool } from '../serving/process-pool.ts';
import type { HostTable } from './route-match.ts';

/** Everything the manifests say about the edge. */
export interface Edge {
  /** Others take their place while requests come (`Platform.takeOver`). */
  routes: HostTable<Action>;
  authentication: Authentication;
  deniedBy: DeniedBy;
  envoy: EnvoySettings;
  pools: ReadonlyMap<string, ProcessPool>;
}

/** Routes, tokens, policies and filters of the gateway; what concerns other workloads is said not to be enforced. */
export function readEdge(
  manifests: readonly Manifest[],
  jwks: string,
  pools: ReadonlyMap<string, ProcessPool>,
  findings: Findings,
): Edge {
  const gateways = servedGateways(manifests, findings);
  const concerning = (kind: string): Manifest[] =>
    ofKind(manifests, kind).filter((manifest) => {
      const mine = concernsGateway(manifest, gateways);
      if (!mine) findings.unsupported(manifest, 'is for other workloads than the gateway: not enforced here');
      return mine;
    });
  const envoy = envoySettings(concerning('EnvoyFilter'), findings);
  const routes = httpRoutes(
    manifests,
    gateways,
    findings,
    (name, namespace) => pools.get(name)?.spec.namespace === namespace,
    envoy.removedHeaders,
  );
  return {
    routes,
    authentication: authentication(concerning('RequestAuthentication'), jwks, findings),
    deniedBy: authorization(concerning('AuthorizationPolicy'), findings),
    envoy,
    pools,
  };
}

interface Targets {
  targetRefs?: { kind: string; name: string }[];
  targetRef?: { kind: string; name: string };
  selector?: { matchLabels?: Record<string, string> };
  workloadSelector?: { labels?: Record<string, string> };
}

/** True for what is attached to a Gateway, selects its pods, or is for everything in its namespace (or, in istio-system, in the mesh). */
function concernsGateway(manifest: Manifest, gateways: ReadonlyMap<string, unknown>): boolean {
  const { targetRefs = [], targetRef, selector, workloadSelector } = (manifest.spec ?? {}) as Targets;
  const namespace = namespaceOf(manifest);
  const refs = targetRef ? [...targetRefs, targetRef] : targetRefs;
  if (refs.length > 0) return refs.some((ref) => ref.kind === 'Gateway' && gateways.has(`${namespace}/${ref.name}`));
  const labels = selector?.matchLabels ?? workloadSelector?.labels;
  if (labels) return gateways.has(`${namespace}/${labels['gateway.networking.k8s.io/gateway-name']}`);
  return namespace === 'istio-system' || [...gateways.keys()].some((gateway) => gateway.startsWith(`${namespace}/`));
}
