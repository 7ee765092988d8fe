/** What a cluster needs before the system comes to it: each part in the version that the manifests are written and tried for, and how it is told. */

import { MESH_DAEMONS } from './mesh.ts';

/** How the version of what is there is told. */
export interface VersionSign {
  kind: 'deployments.apps' | 'customresourcedefinitions';
  namespace?: string;
  name: string;
  /** Of its label or annotation; undefined: of the tag of its first image. */
  mark?: string;
}

export interface ClusterPart {
  name: string;
  title: string;
  version: string;
  /** Applied in this order. None: it is installed by `istioctl`. */
  files: readonly string[];
  sign: VersionSign;
  /** Where its controllers run; all of them are to be available before the next part comes. */
  namespaces: readonly string[];
  /** DaemonSets of its namespaces without which it is as good as an older version. */
  daemons?: readonly string[];
  /** Only when asked for (`--with`). */
  isOptional?: true;
}

const RELEASES = 'https://github.com';
const VERSION_LABEL = 'app.kubernetes.io/version';
const knative = (repository: string, version: string, file: string): string =>
  `${RELEASES}/${repository}/releases/download/knative-v${version}/${file}`;

export const ISTIO_VERSION = '1.29.0';
const GATEWAY_API = '1.4.1';
const CERT_MANAGER = '1.21.1';
const SERVING = '1.22.1';
const NET_ISTIO = '1.22.0';
const EVENTING = '1.22.2';
const CLUSTER_OPERATOR = '2.20.0';
const TOPOLOGY_OPERATOR = '1.18.2';
const RABBITMQ_BROKER = '1.22.1';
const EXTERNAL_SECRETS = '1.3.2';

/** In the order in which they need each other. */
export const CLUSTER_PARTS: readonly ClusterPart[] = [
  {
    name: 'gateway-api',
    title: 'Gateway API',
    version: GATEWAY_API,
    files: [`${RELEASES}/kubernetes-sigs/gateway-api/releases/download/v${GATEWAY_API}/standard-install.yaml`],
    sign: {
      kind: 'customresourcedefinitions',
      name: 'httproutes.gateway.networking.k8s.io',
      mark: 'gateway.networking.k8s.io/bundle-version',
    },
    namespaces: [],
  },
  {
    name: 'cert-manager',
    title: 'cert-manager',
    version: CERT_MANAGER,
    files: [`${RELEASES}/cert-manager/cert-manager/releases/download/v${CERT_MANAGER}/cert-manager.yaml`],
    sign: { kind: 'deployments.apps', namespace: 'cert-manager', name: 'cert-manager', mark: VERSION_LABEL },
    namespaces: ['cert-manager'],
  },
  {
    name: 'istio',
    title: 'Istio',
    version: ISTIO_VERSION,
    files: [],
    sign: { kind: 'deployments.apps', namespace: 'istio-system', name: 'istiod' },
    daemons: MESH_DAEMONS,
    namespaces: ['istio-system'],
  },
  {
    name: 'serving',
    title: 'Knative Serving',
    version: SERVING,
    files: ['serving-crds.yaml', 'serving-core.yaml'].map((file) => knative('knative/serving', SERVING, file)),
    sign: { kind: 'deployments.apps', namespace: 'knative-serving', name: 'controller', mark: VERSION_LABEL },
    namespaces: ['knative-serving'],
  },
  {
    name: 'net-istio',
    title: 'net-istio',
    version: NET_ISTIO,
    files: [knative('knative-extensions/net-istio', NET_ISTIO, 'net-istio.yaml')],
    sign: { kind: 'deployments.apps', namespace: 'knative-serving', name: 'net-istio-controller', mark: VERSION_LABEL },
    namespaces: ['knative-serving'],
  },
  {
    name: 'eventing',
    title: 'Knative Eventing',
    version: EVENTING,
    files: ['eventing-crds.yaml', 'eventing-core.yaml'].map((file) => knative('knative/eventing', EVENTING, file)),
    sign: { kind: 'deployments.apps', namespace: 'knative-eventing', name: 'eventing-controller', mark: VERSION_LABEL },
    namespaces: ['knative-eventing'],
  },
  {
    name: 'rabbitmq-cluster-operator',
    title: "RabbitMQ's cluster operator",
    version: CLUSTER_OPERATOR,
    files: [`${RELEASES}/rabbitmq/cluster-operator/releases/download/v${CLUSTER_OPERATOR}/cluster-operator.yml`],
    sign: { kind: 'deployments.apps', namespace: 'rabbitmq-system', name: 'rabbitmq-cluster-operator' },
    namespaces: ['rabbitmq-system'],
  },
  {
    name: 'rabbitmq-topology-operator',
    title: "RabbitMQ's messaging topology operator",
    version: TOPOLOGY_OPERATOR,
    files: [
      `${RELEASES}/rabbitmq/messaging-topology-operator/releases/download/v${TOPOLOGY_OPERATOR}/messaging-topology-operator-with-certmanager.yaml`,
    ],
    sign: { kind: 'deployments.apps', namespace: 'rabbitmq-system', name: 'messaging-topology-operator' },
    namespaces: ['rabbitmq-system'],
  },
  {
    name: 'rabbitmq-broker',
    title: 'the RabbitMQ Broker',
    version: RABBITMQ_BROKER,
    files: [knative('knative-extensions/eventing-rabbitmq', RABBITMQ_BROKER, 'rabbitmq-broker.yaml')],
    sign: {
      kind: 'deployments.apps',
      namespace: 'knative-eventing',
      name: 'rabbitmq-broker-controller',
      mark: VERSION_LABEL,
    },
    namespaces: ['knative-eventing'],
  },
  {
    name: 'external-secrets',
    title: 'External Secrets Operator',
    version: EXTERNAL_SECRETS,
    files: [
      `${RELEASES}/external-secrets/external-secrets/releases/download/v${EXTERNAL_SECRETS}/external-secrets.yaml`,
    ],
    sign: { kind: 'deployments.apps', name: 'external-secrets', mark: VERSION_LABEL },
    namespaces: [],
    isOptional: true,
  },
];
