/** Gateways, and what ReferenceGrants let routes reach. */
import { type Findings, honour } from '../spec/findings.ts';
import { keyOf, type Manifest, namespaceOf, ofKind } from '../spec/manifests.ts';
import { type Backend, GatewayManifest, ReferenceGrantManifest } from './route-spec.ts';

export const GATEWAY_API = 'gateway.networking.k8s.io';

/** A listener of a Gateway that is served, by the runner's one port. */
export interface Listener {
  name: string;
  /** `*` for any. */
  hostname: string;
}

/** The Gateways (`namespace/name`) that this runner stands in for, each with its listeners. */
export function servedGateways(manifests: readonly Manifest[], findings: Findings): Map<string, Listener[]> {
  const served = new Map<string, Listener[]>();
  for (const manifest of ofKind(manifests, 'Gateway', GATEWAY_API)) {
    const spec = honour(GatewayManifest, manifest, findings);
    if (!spec) continue;
    if (spec.gatewayClassName !== 'istio') {
      findings.unsupported(manifest, `class ${spec.gatewayClassName} is not run`);
      continue;
    }
    // Where there is TLS, plain HTTP is for redirects to it: the one port, plain as it is, stands for what TLS serves.
    const secure = spec.listeners.filter(({ protocol }) => protocol === 'HTTPS');
    if (secure.length > 0) findings.unsupported(manifest, 'what it serves over TLS is served over plain HTTP');
    const listeners = (secure.length > 0 ? secure : spec.listeners).map(({ name, hostname }) => ({
      name,
      hostname: hostname ?? '*',
    }));
    served.set(keyOf(manifest), listeners);
  }
  return served;
}

/** The hosts under which a route is reached through a listener: the narrower of both, as far as they meet. */
export function hostsOn({ hostname }: Listener, ofRoute: readonly string[]): string[] {
  const asked = ofRoute.length > 0 ? ofRoute : ['*'];
  const met = asked.flatMap((host) => (covers(hostname, host) ? [host] : covers(host, hostname) ? [hostname] : []));
  return met.map((host) => host.toLowerCase());
}

/** Tells whether an HTTPRoute of a namespace may use a backend: in another namespace it needs a ReferenceGrant there. */
export type Granted = (ref: Backend, namespace: string) => boolean;

export function referenceGrants(manifests: readonly Manifest[], findings: Findings): Granted {
  const grants = ofKind(manifests, 'ReferenceGrant').flatMap((manifest) => {
    const spec = honour(ReferenceGrantManifest, manifest, findings);
    return spec ? [{ ...spec, namespace: namespaceOf(manifest) }] : [];
  });
  return (ref, namespace) => {
    if ((ref.namespace ?? namespace) === namespace) return true;
    return grants.some(
      ({ namespace: there, from, to }) =>
        there === ref.namespace &&
        from.some((one) => one.group === GATEWAY_API && one.kind === 'HTTPRoute' && one.namespace === namespace) &&
        to.some((one) => one.group === '' && one.kind === 'Service' && (one.name ?? ref.name) === ref.name),
    );
  };
}

const covers = (wide: string, narrow: string): boolean =>
  wide === '*' || wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));
