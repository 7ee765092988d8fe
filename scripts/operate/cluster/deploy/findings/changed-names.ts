/** Whether a deployment would change by which names a system that runs is called: a slip there cuts off everybody at once, and nothing fails. */
import type { Kubectl, KubeObject } from '../../kubectl.ts';
import { hostsOfEdge, PLACEHOLDER } from './edge-names-findings.ts';
import type { OverlayFinding } from './overlay-finding.ts';

const GATEWAY = 'gateways.gateway.networking.k8s.io';

/** Of what the cluster has now. @param newHost the host that it is to have from now on, where that is meant */
export async function changedNames(
  cluster: Kubectl,
  objects: readonly KubeObject[],
  newHost: string | undefined,
): Promise<OverlayFinding[]> {
  const live = [await cluster.find(GATEWAY, 'edge'), await cluster.find('configmaps', 'seatmesh')].flatMap(
    (one) => one ?? [],
  );
  return changedNamesFindings(objects, live, newHost);
}

/** Pure. @param live those of the objects that say it, as they are on the cluster */
export function changedNamesFindings(
  objects: readonly KubeObject[],
  live: readonly KubeObject[],
  newHost: string | undefined,
): OverlayFinding[] {
  const [host] = hostsOfEdge(objects);
  if (newHost !== undefined)
    return newHost === host
      ? []
      : [{ what: `--new-host is ${newHost}, and the overlay has ${host ?? 'none'}`, mend: 'installation.yaml: host' }];
  const [before] = hostsOfEdge(live);
  if (before === undefined || before === PLACEHOLDER) return [];
  const [issuedBy, issuer] = [issuerIn(live), issuerIn(objects)];
  const mend = `installation.yaml says it; where it is meant: --new-host ${host ?? ''}`;
  return [
    ...(host === undefined || host === before
      ? []
      : [
          {
            what: `the system is called ${before}, and is to be ${host}: nobody would be let in by the former any more`,
            mend,
          },
        ]),
    ...(issuedBy === undefined || issuer === undefined || issuedBy === issuer
      ? []
      : [
          {
            what: `tokens are issued by ${issuedBy}, and are to be by ${issuer}: all that are good now would be refused`,
            mend,
          },
        ]),
  ];
}

const issuerIn = (objects: readonly KubeObject[]): string | undefined =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh')?.data?.['TOKEN_ISSUER'];
