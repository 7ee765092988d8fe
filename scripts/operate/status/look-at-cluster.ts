/** Looks at the system on a cluster: its objects, its logs, its databases and its queues. What cannot be looked at is said, and takes nothing else with it. */
import { capabilities } from '../../../functions/capabilities.ts';
import { Fault } from '../../cli/fault.ts';
import { isWaitedFor, shortName, stuckIn, type Unready, whyUnready } from '../cluster/conditions.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { queuesOf, troublesOfNodes } from '../cluster/rabbitmq-nodes.ts';
import { lastLines } from './cluster-logs.ts';
import { lookAtShards } from './look-at-shards.ts';
import { missingOfRevisions, missingWays } from './missing-parts.ts';
import type { Options } from './options.ts';
import { trafficIn } from './request-rates.ts';
import type { ServiceState, SystemState } from './status-screen.ts';

const SECONDS = 60;

/** Of databases: an environment that names them, or why there is none. */
export type NamedDatabases = Readonly<Record<string, string | undefined>> | { why: string };

/** Kinds are asked for one by one: of several in one question, who may not see one, or where one is not known, sees none. */
const KINDS = {
  pods: ['pods', '-l', 'serving.knative.dev/service'],
  revisions: ['revisions.serving.knative.dev'],
  brokers: ['brokers.eventing.knative.dev'],
  triggers: ['triggers.eventing.knative.dev'],
  pingSources: ['pingsources.sources.knative.dev'],
  apiServerSources: ['apiserversources.sources.knative.dev'],
  gateways: ['gateways.gateway.networking.k8s.io'],
  secrets: ['secrets'],
  configMaps: ['configmaps'],
} as const;

type Seen = Partial<Record<keyof typeof KINDS, KubeObject[]>>;

/** @throws Fault when there are no functions, or the cluster does not answer */
export async function gatherThere(cluster: Kubectl, options: Options, databases: NamedDatabases): Promise<SystemState> {
  const services = await cluster.list('services.serving.knative.dev');
  if (services.length === 0)
    throw new Fault(`there are no functions in ${options.namespace}: npm run deploy brings them there`);
  const { seen, unseen: hidden } = await lookAtKinds(cluster);
  const at = new Date();
  const said = await lastLines(cluster, seen.pods ?? [], SECONDS);
  const { shards, unseen } =
    typeof databases['why'] === 'string'
      ? { shards: [], unseen: [`databases: ${databases['why']}`] }
      : await lookAtShards({ dataDir: options.dataDir, as: 'functions', env: databases });
  const [queues, nodes] = await Promise.allSettled([queuesOf(cluster), troublesOfNodes(cluster)]);
  return {
    place: `${options.context ?? 'current context'}, namespace ${options.namespace}`,
    at,
    services: services.map((service) => stateOf(service, seen.pods)),
    unready: [
      ...troublesOf(services, seen),
      ...foundBy(nodes).map(({ name, why, mend }) => ({ name, why: `${why}: ${mend}` })),
    ],
    traffic: trafficIn(said.lines, at, SECONDS),
    shards,
    queues: foundBy(queues),
    unseen: [...hidden, ...said.unseen, ...whyNot(queues, 'queues'), ...whyNot(nodes, "RabbitMQ's nodes"), ...unseen],
  };
}

async function lookAtKinds(cluster: Kubectl): Promise<{ seen: Seen; unseen: string[] }> {
  const seen: Seen = {};
  const looks = Object.entries(KINDS) as [keyof Seen, readonly [string, ...string[]]][];
  const outcomes = await Promise.allSettled(
    looks.map(async ([kind, [word, ...more]]) => {
      seen[kind] = await cluster.list(word, more);
    }),
  );
  return { seen, unseen: outcomes.flatMap((outcome) => whyNot(outcome)) };
}

function troublesOf(services: readonly KubeObject[], seen: Seen): Unready[] {
  const { brokers = [], triggers = [], pingSources = [], apiServerSources = [], gateways = [] } = seen;
  const { secrets, configMaps } = seen;
  const contents = secrets && configMaps && new Set([...secrets, ...configMaps].map(contentKey));
  return [
    ...[...brokers, ...triggers, ...pingSources, ...apiServerSources, ...gateways]
      .filter(isWaitedFor)
      .flatMap((object) => {
        const reason = whyUnready(object);
        return reason === undefined ? [] : [{ name: shortName(object), why: reason }];
      }),
    ...missingWays(capabilities, { ...seenWays(seen), services }),
    ...missingOfRevisions(services, seen.revisions, contents),
    ...stuckIn(seen.pods ?? []).map(({ pod, why }) => ({ name: `pod/${pod}`, why })),
  ];
}

const seenWays = ({ triggers, pingSources, apiServerSources }: Seen) => ({ triggers, pingSources, apiServerSources });

const contentKey = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.name}`;

function stateOf(service: KubeObject, pods: readonly KubeObject[] | undefined): ServiceState {
  const { name } = service.metadata;
  const status = service.status ?? {};
  const shares = (status['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
  const short = (revision: unknown): string => (typeof revision === 'string' ? revision.replace(`${name}-`, '') : '');
  const own = pods?.filter(({ metadata }) => metadata.labels?.['serving.knative.dev/service'] === name);
  return {
    service: name,
    revision: short(status['latestCreatedRevisionName']),
    traffic: shares
      .filter(({ percent }) => (percent ?? 0) > 0)
      .map(({ revisionName, percent }) => `${short(revisionName)} ${percent} %`)
      .join(', '),
    replicas: own?.filter(({ metadata, status: pod }) => pod?.['phase'] === 'Running' && !metadata.deletionTimestamp)
      .length,
    wrong: whyUnready(service),
  };
}

const foundBy = <Found>(look: PromiseSettledResult<Found[]>): Found[] =>
  look.status === 'fulfilled' ? look.value : [];

/** What could not be looked at, as one says it. @throws what is no Fault */
function whyNot(look: PromiseSettledResult<unknown>, what?: string): string[] {
  if (look.status === 'fulfilled') return [];
  if (!(look.reason instanceof Fault)) throw look.reason;
  return [what === undefined ? look.reason.message : `${what}: ${look.reason.message}`];
}
