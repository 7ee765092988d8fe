/** Whether pods say who they are and speak encrypted (istio/mesh.yaml): what is not so is in no manifest, and nothing else fails of it. Pure. */
import { isAvailable } from '../install/install-plan.ts';
import { DATAPLANE_MODE, MESH_DAEMONS, outsideMesh } from '../install/mesh.ts';
import { CLUSTER_PARTS } from '../install/cluster-parts.ts';
import type { KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** As far as a cluster was looked at. */
export interface MeshFacts {
  daemons: readonly KubeObject[];
  deployments: readonly KubeObject[];
  namespaces: readonly KubeObject[];
}

const ISTIO = 'istio-system';
const INSTALL = 'npm run cluster -- install brings it (OPERATIONS.md, "The mesh")';

/** Nothing where Istio is not there at all: that is found elsewhere. */
export function meshFindings({ daemons, deployments, namespaces }: MeshFacts): DoctorFinding[] {
  const own = deployments.filter(({ metadata }) => metadata.namespace === ISTIO);
  if (own.length === 0) return [];
  const ofMesh = daemons.filter(({ metadata }) => metadata.namespace === ISTIO);
  const missing = MESH_DAEMONS.filter((name) => !ofMesh.some(({ metadata }) => metadata.name === name));
  if (missing.length > 0)
    return [
      {
        what: `Istio is without its ambient mode (no ${missing.join(', ')}): pods speak in the clear, and nobody knows who asks`,
        mend: INSTALL,
      },
    ];
  const away = ofMesh.filter(
    (daemon) => MESH_DAEMONS.some((name) => name === daemon.metadata.name) && !isAvailable(daemon),
  );
  const there = new Set(namespaces.map(({ metadata }) => metadata.name));
  const outside = outsideMesh(CLUSTER_PARTS, namespaces).filter((name) => there.has(name));
  return [
    ...away.map(({ metadata }) => ({
      what: `${ISTIO}/${metadata.name} is not ready on every node: no new pod of the mesh starts where it is not`,
      mend: `kubectl -n ${ISTIO} describe daemonset ${metadata.name}`,
    })),
    ...outside.map((name) => ({
      what: `${name} is not in the mesh: functions and RabbitMQ refuse what it asks`,
      mend: `kubectl label namespace ${name} ${DATAPLANE_MODE}=ambient --overwrite`,
    })),
    ...(own.some(isGatewayOutside)
      ? [
          {
            what: "Knative's gateway (istio-ingressgateway) is not in the mesh as a pod like others: functions refuse it, or are asked through it in the clear",
            mend: INSTALL,
          },
        ]
      : []),
  ];
}

function isGatewayOutside({ metadata, spec }: KubeObject): boolean {
  const template = spec?.['template'] as { metadata?: { labels?: Record<string, string> } } | undefined;
  return metadata.name === 'istio-ingressgateway' && template?.metadata?.labels?.[DATAPLANE_MODE] !== 'ambient';
}
