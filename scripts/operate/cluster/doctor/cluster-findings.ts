/** What a cluster lacks for the system, each with its mend. Pure. */
import { CLUSTER_PARTS } from '../install/cluster-parts.ts';
import { planOf } from '../install/install-plan.ts';
import type { KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';
import { type TracingFacts, tracingFindings } from './tracing-findings.ts';

/** As far as a cluster was looked at. */
export interface ClusterFacts extends TracingFacts {
  /** `v1.34.4` */
  version: string;
  /** Names of CustomResourceDefinitions. */
  kinds: ReadonlySet<string>;
  deployments: readonly KubeObject[];
  storageClasses: ReadonlySet<string>;
  secrets: readonly KubeObject[];
}

const INSTALL = 'npm run cluster -- install brings it (OPERATIONS.md, "On a cluster")';

/** What the manifests need, by what is to be there: a kind, and where its controllers run. */
const PARTS: readonly {
  part: string;
  kind: string;
  namespace: string;
  controllers?: readonly string[];
  mend: string;
}[] = [
  {
    part: 'Gateway API 1.4',
    kind: 'httproutes.gateway.networking.k8s.io',
    namespace: '',
    mend: INSTALL,
  },
  {
    part: 'Istio 1.29',
    kind: 'envoyfilters.networking.istio.io',
    namespace: 'istio-system',
    controllers: ['istiod', 'istio-ingressgateway'],
    mend: INSTALL,
  },
  {
    part: 'Knative Serving 1.22 with net-istio',
    kind: 'services.serving.knative.dev',
    namespace: 'knative-serving',
    controllers: ['controller', 'activator', 'autoscaler', 'webhook', 'net-istio-controller', 'net-istio-webhook'],
    mend: INSTALL,
  },
  {
    part: 'Knative Eventing 1.22',
    kind: 'triggers.eventing.knative.dev',
    namespace: 'knative-eventing',
    controllers: ['eventing-controller', 'eventing-webhook'],
    mend: INSTALL,
  },
  {
    part: 'the RabbitMQ Broker (eventing-rabbitmq 1.22)',
    kind: 'rabbitmqbrokerconfigs.eventing.knative.dev',
    namespace: 'knative-eventing',
    controllers: ['rabbitmq-broker-controller', 'rabbitmq-broker-webhook'],
    mend: INSTALL,
  },
  {
    part: "RabbitMQ's cluster operator",
    kind: 'rabbitmqclusters.rabbitmq.com',
    namespace: 'rabbitmq-system',
    controllers: ['rabbitmq-cluster-operator'],
    mend: INSTALL,
  },
  {
    part: "RabbitMQ's messaging topology operator",
    kind: 'exchanges.rabbitmq.com',
    namespace: 'rabbitmq-system',
    controllers: ['messaging-topology-operator'],
    mend: INSTALL,
  },
  {
    part: 'cert-manager',
    kind: 'certificates.cert-manager.io',
    namespace: 'cert-manager',
    controllers: ['cert-manager', 'cert-manager-webhook', 'cert-manager-cainjector'],
    mend: INSTALL,
  },
];

const LEAST_MINOR = 32;

/**
 * @param read what functions of the overlay read, as `Secret/mysql-e0`
 * @param storageClass of RabbitMQ
 * @param collector where functions tell what they do; empty: nowhere
 */
export function findingsIn(
  facts: ClusterFacts,
  read: ReadonlySet<string>,
  storageClass: string | undefined,
  collector = '',
): DoctorFinding[] {
  return [
    ...versionFindings(facts),
    ...partFindings(facts),
    ...olderFindings(facts),
    ...gatewayFindings(facts),
    ...ownFindings(facts, read, storageClass),
    ...tracingFindings(facts, collector),
  ];
}

function versionFindings({ version }: ClusterFacts): DoctorFinding[] {
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1]);
  if (minor >= LEAST_MINOR) return [];
  return [
    {
      what: `Kubernetes is ${version || 'of no known version'}`,
      mend: `upgrade it to 1.${LEAST_MINOR} or newer (written for 1.34)`,
    },
  ];
}

function partFindings({ kinds, deployments }: ClusterFacts): DoctorFinding[] {
  return PARTS.flatMap(({ part, kind, namespace, controllers = [], mend }) => {
    if (!kinds.has(kind)) return [{ what: `${part} is not there (no ${kind})`, mend }];
    const own = controllers.map((name) => ({
      name,
      found: deployments.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
    }));
    const missing = own.filter(({ found }) => !found).map(({ name }) => name);
    if (missing.length > 0 && missing.length === own.length)
      return [{ what: `${part}: nothing of it runs in ${namespace}, only its kinds are there`, mend }];
    const away = own.flatMap(({ name, found }) => {
      const why = found && whyAway(found);
      return why === undefined ? [] : [{ name, why }];
    });
    return [
      ...missing.map((name) => ({ what: `${part}: ${namespace} has no Deployment ${name}`, mend })),
      ...away.map(({ name, why }) => ({
        what: `${part}: ${namespace}/${name} ${why}`,
        mend: `kubectl -n ${namespace} describe deployment ${name}`,
      })),
    ];
  });
}

function whyAway({ spec, status }: KubeObject): string | undefined {
  const wanted = Number(spec?.['replicas'] ?? 1);
  if (wanted === 0) return 'is scaled to zero pods';
  return wanted > Number(status?.['availableReplicas'] ?? 0) ? 'is not available' : undefined;
}

/** What is newer is not spoken of: it may well do. */
function olderFindings({ deployments }: ClusterFacts): DoctorFinding[] {
  return planOf(CLUSTER_PARTS, deployments).flatMap(({ part, found, does }) =>
    does === 'upgrade'
      ? [{ what: `${part.title} is ${found}, the manifests are for ${part.version}`, mend: INSTALL }]
      : [],
  );
}

function gatewayFindings({ services, kinds }: ClusterFacts): DoctorFinding[] {
  if (!kinds.has('services.serving.knative.dev')) return [];
  const has = services.some(
    ({ metadata }) => metadata.namespace === 'istio-system' && metadata.name === 'knative-local-gateway',
  );
  if (has) return [];
  return [
    {
      what: 'there is no Service knative-local-gateway in istio-system, through which every request comes to functions',
      mend: INSTALL,
    },
  ];
}

function ownFindings(
  { secrets, storageClasses }: ClusterFacts,
  read: ReadonlySet<string>,
  storageClass: string | undefined,
): DoctorFinding[] {
  const names = new Set(secrets.map(({ metadata }) => `Secret/${metadata.name}`));
  const missing = [...read].filter((name) => name.startsWith('Secret/') && !names.has(name)).toSorted();
  return [
    ...missing.map((name) => ({
      what: `${name} is not there`,
      mend: 'OPERATIONS.md, "On a cluster", says what is in it; of a secret store: kubectl get externalsecret',
    })),
    ...(storageClass !== undefined && !storageClasses.has(storageClass)
      ? [
          {
            what: `there is no StorageClass ${storageClass}, which RabbitMQ is to have its disks from`,
            mend: `set rabbitmq-storage-class of installation.yaml to one of: ${[...storageClasses].join(', ') || '(there is none)'}`,
          },
        ]
      : []),
  ];
}
