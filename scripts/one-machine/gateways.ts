/** Gateways, and what ReferenceGrants let routes reach. */
import { type Findings, honour } from './findings.ts';
import { type Manifest, namespaceOf, ofKind } from './manifests.ts';
import { type Backend, GatewayManifest, ReferenceGrantManifest } from './route-spec.ts';

export const GATEWAY_API = 'gateway.networking.k8s.io';

/** The Gateways (`namespace/name`) that this runner stands in for. */
export function servedGateways(manifests: readonly Manifest[], findings: Findings): Set<string> {
  const served = new Set<string>();
  for (const manifest of ofKind(manifests, 'Gateway', GATEWAY_API)) {
    const spec = honour(GatewayManifest, manifest, findings);
    if (!spec) continue;
    if (spec.gatewayClassName !== 'istio') {
      findings.unsupported(manifest, `class ${spec.gatewayClassName} is not run`);
      continue;
    }
    if (!spec.listeners.some(({ protocol }) => protocol === 'HTTP'))
      findings.unsupported(manifest, 'TLS is not served: its routes are reached by plain HTTP');
    served.add(`${namespaceOf(manifest)}/${manifest.metadata.name}`);
  }
  return served;
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
