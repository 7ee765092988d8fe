/** The mesh: Istio's ambient mode, and which namespaces of others are in it (istio/mesh.yaml counts on both). */
import type { KubeObject } from '../kubectl.ts';

/** What a namespace or pod says of itself: `ambient` is in the mesh, `none` is not. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';
/** The proxy on each node, and what leads pods' connections to it. */
export const MESH_DAEMONS = ['ztunnel', 'istio-cni-node'] as const;
/** Who asks functions and RabbitMQ, and is to say who he is. */
const MESH_NAMESPACES = ['knative-serving', 'knative-eventing', 'rabbitmq-system'] as const;

/** Namespaces of some parts that are not in the mesh; those that are not there yet count. */
export function outsideMesh(
  parts: readonly { namespaces: readonly string[] }[],
  namespaces: readonly KubeObject[],
): string[] {
  const inside = new Set(
    namespaces.flatMap(({ metadata }) => (metadata.labels?.[DATAPLANE_MODE] === 'ambient' ? metadata.name : [])),
  );
  const own = new Set(parts.flatMap((part) => part.namespaces));
  return MESH_NAMESPACES.filter((name) => own.has(name) && !inside.has(name));
}

/**
 * What Istio is installed with: ambient mode, one gateway for Knative, and tracing where a collector is named. The gateway is a pod of the mesh like any
 * other, and ztunnel speaks for it in both directions: so whoever is in the mesh comes to it encrypted, and functions know it by its identity.
 * (An Envoy that tunnels by itself would be reached in the clear.)
 */
export function istioOperator(collector: string | undefined): object {
  const inMesh = [
    { path: String.raw`spec.template.metadata.labels.istio\.io/dataplane-mode`, value: 'ambient' },
    {
      path: 'spec.template.spec.containers.[name:istio-proxy].env[-1]',
      value: { name: 'ISTIO_META_DISABLE_HBONE_SEND', value: 'true' },
    },
  ];
  return {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    spec: {
      profile: 'ambient',
      components: {
        ingressGateways: [
          {
            name: 'istio-ingressgateway',
            enabled: true,
            k8s: {
              service: { type: 'ClusterIP' },
              overlays: [{ kind: 'Deployment', name: 'istio-ingressgateway', patches: inMesh }],
            },
          },
        ],
      },
      meshConfig: {
        accessLogFile: '/dev/stdout',
        ...(collector !== undefined && { enableTracing: true, extensionProviders: [otelProvider(collector)] }),
      },
    },
  };
}

function otelProvider(collector: string): object {
  const { hostname, port } = new URL(collector);
  return { name: 'otel', opentelemetry: { service: hostname, port: Number(port) || 4317 } };
}
