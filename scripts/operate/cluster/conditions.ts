/** How objects of a cluster say that they are ready, and why not. Pure. */
import type { KubeObject } from './kubectl.ts';

/** As the API has it. */
interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** An object that is not ready. */
export interface Unready {
  /** `ksvc/book-e0` */
  name: string;
  why: string;
}

/** The condition that stands for the whole, by kind. */
const WHOLE: Record<string, string> = {
  RabbitmqCluster: 'AllReplicasReady',
  Gateway: 'Programmed',
  Deployment: 'Available',
  CustomResourceDefinition: 'Established',
};

/** What is waited for after an apply; the rest says nothing of itself. */
const WAITED = new Set([
  'Service.serving.knative.dev',
  'Broker.eventing.knative.dev',
  'Trigger.eventing.knative.dev',
  'PingSource.sources.knative.dev',
  'ApiServerSource.sources.knative.dev',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'ShardMap.seatmesh.dev',
  'RabbitmqCluster.rabbitmq.com',
  'Gateway.gateway.networking.k8s.io',
  'ExternalSecret.external-secrets.io',
]);

/** True for what says of itself whether it is ready. */
export function isWaitedFor({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return WAITED.has(`${kind}.${apiVersion.split('/')[0]}`);
}

/** `ksvc/book-e0`, as one would ask kubectl for it. */
export function shortName({
  apiVersion,
  kind,
  metadata,
}: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): string {
  const word = apiVersion.startsWith('serving.knative.dev/') && kind === 'Service' ? 'ksvc' : kind.toLowerCase();
  return `${word}/${metadata.name}`;
}

/** Why an object is not ready; undefined when it is. What was said of an older generation says nothing. */
export function whyUnready(object: KubeObject): string | undefined {
  const { conditions = [], observedGeneration } = (object.status ?? {}) as {
    conditions?: Condition[];
    observedGeneration?: number;
  };
  const { generation } = object.metadata;
  if (observedGeneration !== undefined && generation !== undefined && observedGeneration < generation)
    return 'its change has not been looked at yet';
  const whole = conditions.find(({ type }) => type === (WHOLE[object.kind] ?? 'Ready'));
  if (whole?.status === 'True') return undefined;
  // The part that fails says more than the whole does.
  const parts = conditions.filter(({ status, type }) => status === 'False' && type !== whole?.type);
  const said = parts.find(({ message }) => message) ?? whole;
  if (!said) return 'nothing is known of it yet';
  return [said.reason, said.message].filter(Boolean).join(': ') || `${said.type} is ${said.status}`;
}

/** Those that are not ready, of those that are there and those that should be. */
export function unreadyOf(wanted: readonly KubeObject[], there: readonly KubeObject[]): Unready[] {
  const live = new Map(there.map((object) => [shortName(object), object]));
  return wanted.filter(isWaitedFor).flatMap((object) => {
    const name = shortName(object);
    const found = live.get(name);
    const why = found ? whyUnready(found) : 'it is not there';
    return why === undefined ? [] : [{ name, why }];
  });
}

/** States of a container that do not end by waiting. */
const STUCK = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string } };
  lastState?: { terminated?: { exitCode?: number } };
}

/** So often a container was begun anew that it is not to be expected to run. */
const HOPELESS_RESTARTS = 2;

/** A pod whose container cannot run, or is of no use. */
export interface StuckPod {
  /** It runs, and what it needs does not let it in. */
  isRefused?: true;
  pod: string;
  container: string;
  why: string;
}

/** Pods whose container cannot run, each with why. @param services whose newest revisions count: what was given up before may be there for minutes */
export const stuckPods = (pods: readonly KubeObject[], services: readonly KubeObject[]): StuckPod[] =>
  stuckIn(ofNewest(pods, services));

/** Pods of the newest revisions of some services. */
export function ofNewest(pods: readonly KubeObject[], services: readonly KubeObject[]): KubeObject[] {
  const newest = new Set(services.map(({ status }) => status?.['latestCreatedRevisionName']));
  return pods.filter(({ metadata }) => newest.has(metadata.labels?.['serving.knative.dev/revision']));
}

/** The same of all of some pods. */
export function stuckIn(pods: readonly KubeObject[]): StuckPod[] {
  return pods.flatMap((pod) =>
    containersOf(pod).flatMap((container) => {
      const why = whyStuck(container);
      return why === undefined ? [] : [{ pod: pod.metadata.name, container: container.name, why }];
    }),
  );
}

/** Whether nobody is answered by a pod, and nobody will be by waiting. */
export const isStuck = (pod: KubeObject): boolean => containersOf(pod).some((one) => whyStuck(one) !== undefined);

const containersOf = ({ status }: KubeObject): ContainerStatus[] =>
  (status?.['containerStatuses'] ?? []) as ContainerStatus[];

/** Between two tries it is neither waiting nor ready. */
function whyStuck({ ready, restartCount = 0, state, lastState }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {};
  const code = lastState?.terminated?.exitCode;
  if (reason !== undefined && STUCK.has(reason))
    return code === undefined ? `${reason}${message ? `: ${message}` : ''}` : `${reason}, exit code ${code}`;
  if (ready || restartCount < HOPELESS_RESTARTS || !code) return undefined;
  return `begun ${restartCount + 1} times, exit code ${code}`;
}
