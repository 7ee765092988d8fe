/** Whether the challenge of a certificate (ACME, HTTP-01) gets to who answers it: cert-manager makes a route for it, at the Gateway that the issuer names. Pure. */
import type { KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';

interface Solver {
  http01?: {
    ingress?: object;
    gatewayHTTPRoute?: { parentRefs?: { name?: string; namespace?: string; sectionName?: string; port?: number }[] };
  };
}

const HOW = 'OPERATIONS.md, "From nothing on EKS", has the whole ClusterIssuer';
const ENABLE = `kubectl -n cert-manager patch deployment cert-manager --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--enable-gateway-api"}]'`;
/** Given by a file (--config) it may be there, and is not to be seen. */
const TOLD = /^--enable-gateway-api(?:=true)?$|^--config(?:=|$)/;

/** @param issuer of the edge's certificate, as the cluster has it; undefined: there is none, which is said elsewhere */
export function challengeFindings(
  issuer: KubeObject | undefined,
  deployments: readonly KubeObject[],
  namespace: string,
): DoctorFinding[] {
  const acme = issuer?.spec?.['acme'] as { solvers?: Solver[] } | undefined;
  const routes = (acme?.solvers ?? []).flatMap(({ http01 }) => http01?.gatewayHTTPRoute ?? []);
  const { name = '' } = issuer?.metadata ?? {};
  if (routes.length === 0) {
    const isOfIngress = (acme?.solvers ?? []).some(({ http01 }) => http01?.ingress !== undefined);
    if (!isOfIngress) return []; // by DNS, or not by ACME at all
    return [{ what: `ClusterIssuer ${name} answers challenges by an Ingress, and there is none`, mend: HOW }];
  }
  const refs = routes.flatMap(({ parentRefs = [] }) => parentRefs);
  const leads = refs.some(
    (ref) =>
      ref.name === 'edge' &&
      (ref.namespace ?? namespace) === namespace &&
      (ref.sectionName ?? 'http') === 'http' &&
      (ref.port ?? 80) === 80,
  );
  return [
    ...(leads
      ? []
      : [
          {
            what: `ClusterIssuer ${name} has challenges come by another way than the listener http of the Gateway edge in ${namespace}`,
            mend: HOW,
          },
        ]),
    ...(deployments.some(isToldOfGateways)
      ? []
      : [
          {
            what: 'cert-manager makes no routes for challenges: its controller is not told --enable-gateway-api',
            mend: ENABLE,
          },
        ]),
  ];
}

function isToldOfGateways({ metadata, spec }: KubeObject): boolean {
  if (metadata.namespace !== 'cert-manager' || metadata.name !== 'cert-manager') return false;
  const template = spec?.['template'] as { spec?: { containers?: { args?: string[] }[] } } | undefined;
  return (template?.spec?.containers ?? []).some(({ args = [] }) => args.some((arg) => TOLD.test(arg)));
}
