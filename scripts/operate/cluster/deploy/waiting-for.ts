/** Waits until objects of a cluster are ready, and says what is waited for. */
import { pause } from '../pause.ts';
import { Fault } from '../../../cli/fault.ts';
import { stuckPods, type Unready, unreadyOf } from '../conditions.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { RefusedPods } from './refused-pods.ts';

const PAUSE_MS = 2_000;
/** What is still waited for is said so often. */
const SAY_MS = 15_000;
/** A container that cannot run may only wait for something that comes a moment later. */
const STUCK_MS = 60_000;
const MOST_SAID = 300;
const KINDS =
  'shardmaps.seatmesh.dev,services.serving.knative.dev,brokers.eventing.knative.dev,triggers.eventing.knative.dev,pingsources.sources.knative.dev,apiserversources.sources.knative.dev,' +
  'gateways.gateway.networking.k8s.io,externalsecrets.external-secrets.io';
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

interface Waiting {
  timeoutMs: number;
  say: (line: string) => void;
  signal: AbortSignal;
  pauseMs?: number;
  stuckMs?: number;
  startingMs?: number;
}

/** @throws Fault that names what is not ready and why, when it takes too long or cannot come true by waiting */
export async function untilReady(
  cluster: Kubectl,
  wanted: readonly KubeObject[],
  { timeoutMs, say, signal, pauseMs = PAUSE_MS, stuckMs = STUCK_MS, startingMs }: Waiting,
): Promise<void> {
  const begun = performance.now();
  let saidAt = begun;
  let stuckSince: number | undefined;
  const refused = new RefusedPods(startingMs);
  for (;;) {
    signal.throwIfAborted();
    const live = await liveOf(cluster, wanted);
    const left = unreadyOf(wanted, live);
    if (left.length === 0) return;
    const now = performance.now();
    const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/service']);
    const cannotRun = stuckPods(pods, live);
    const stuck = cannotRun.length > 0 ? cannotRun : await refused.among(cluster, pods, live);
    stuckSince = stuck.length > 0 ? (stuckSince ?? now) : undefined;
    if (stuckSince !== undefined && now - stuckSince > stuckMs) throw new Fault(await stuckReason(cluster, stuck));
    if (now - begun > timeoutMs)
      throw new Fault(`not ready after ${Math.round(timeoutMs / 1_000)} s: ${listed(left, 5)}`);
    if (now - saidAt > SAY_MS) {
      saidAt = now;
      say(
        `  still waiting for ${listed(left, 3)}${stuck[0] ? `; pod ${stuck[0].pod}: ${stuck[0].why.slice(0, MOST_SAID)}` : ''}`,
      );
    }
    await pause(pauseMs, signal);
  }
}

/** By namespace, for some of what is waited for is elsewhere. */
async function liveOf(cluster: Kubectl, wanted: readonly KubeObject[]): Promise<KubeObject[]> {
  const own = await cluster.list(KINDS);
  // By name: a cluster has many, and each is long.
  for (const { kind, metadata } of wanted)
    if (kind === 'CustomResourceDefinition') own.push(...(await cluster.list(DEFINITIONS, [metadata.name])));
  const hasQueue = wanted.find(({ kind }) => kind === 'RabbitmqCluster');
  if (!hasQueue) return own;
  const place = ['-n', hasQueue.metadata.namespace ?? 'rabbitmq'];
  return [...own, ...(await cluster.list('rabbitmqclusters.rabbitmq.com', place, { everywhere: true }))];
}

function listed(left: readonly Unready[], most: number): string {
  const shown = left.slice(0, most).map(({ name, why }) => `${name} (${why.slice(0, 160)})`);
  return left.length > most ? `${shown.join(', ')} and ${left.length - most} more` : shown.join(', ');
}

/** With the last thing that the container said: bad configuration is named there. */
async function stuckReason(cluster: Kubectl, stuck: ReturnType<typeof stuckPods>): Promise<string> {
  const [first] = stuck;
  if (!first) return '';
  const others = stuck.length > 1 ? `; ${stuck.length - 1} more pods` : '';
  if (first.isRefused) return `pod ${first.pod} is not let in: ${first.why.slice(0, MOST_SAID)}${others}`;
  const args = ['logs', first.pod, '-c', first.container, '--tail=1', '--previous'];
  const { code, output } = await cluster.attempt(args, { timeoutMs: 10_000 });
  const line = code === 0 ? output.trim().slice(0, MOST_SAID) : '';
  return `pod ${first.pod} cannot run: ${first.why}${line ? `; it said: ${line}` : ''}${others}`;
}
