/**
 * Takes functions away. What they stand on may go when their pods have: revisions, of which a function may have a hundred, go meanwhile, and are waited for
 * once, at the end, where the next deployment would meet them.
 */
import { Fault } from '../../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { pause } from '../pause.ts';
import { LOOK_MS, type Removing, SAY_MS, stillThere, tellToGo, whyLeft } from './remove.ts';

const OF_FUNCTION = 'serving.knative.dev/service';
/** A request may last a minute, and as long a stream. */
const PODS_MS = 4 * 60_000;
/** 117 revisions took 201 s on two cores. */
const PARTS_MS = 8 * 60_000;
/** What Knative makes of a Service. */
const PARTS = [
  'configurations.serving.knative.dev,routes.serving.knative.dev,revisions.serving.knative.dev',
  'podautoscalers.autoscaling.internal.knative.dev',
  'serverlessservices.networking.internal.knative.dev',
  'deployments.apps',
];
const ENDED = new Set<unknown>(['Succeeded', 'Failed']);

/** Until no pod of them runs. @throws Fault that names what is left */
export async function removeFunctions(
  cluster: Kubectl,
  services: readonly KubeObject[],
  removing: Removing,
): Promise<void> {
  const { signal } = removing;
  let left = await stillThere(cluster, services);
  if (left.length > 0) await tellToGo(cluster, left, { signal, cascade: 'background' });
  const names = new Set(services.map(({ metadata }) => metadata.name));
  await untilNone('pods of functions', { usualMs: PODS_MS, ...removing }, async () => {
    left = await stillThere(cluster, left);
    const pods = await partsOf(cluster, 'pods', names);
    return [...left, ...pods.filter(({ status }) => !ENDED.has(status?.['phase']))];
  });
}

/** Until nothing is left of what Knative had made of them: a function of the same name would find it, and not be its owner. @throws Fault */
export async function untilCollected(
  cluster: Kubectl,
  services: readonly KubeObject[],
  removing: Removing,
): Promise<void> {
  const names = new Set(services.map(({ metadata }) => metadata.name));
  await untilNone('what Knative had made of functions', { usualMs: PARTS_MS, ...removing }, async () => {
    for (const kinds of PARTS) {
      const left = await partsOf(cluster, kinds, names);
      if (left.length > 0) return left;
    }
    return [];
  });
}

async function partsOf(cluster: Kubectl, kinds: string, services: ReadonlySet<string>): Promise<KubeObject[]> {
  const found = await cluster.list(kinds, ['-l', OF_FUNCTION]);
  return found.filter(({ metadata }) => services.has(metadata.labels?.[OF_FUNCTION] ?? ''));
}

async function untilNone(
  what: string,
  { usualMs, limitMs = usualMs, say, signal }: Removing & { usualMs: number },
  look: () => Promise<KubeObject[]>,
): Promise<void> {
  const begun = performance.now();
  let saidAt: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const left = await look();
    if (left.length === 0) return;
    const now = performance.now();
    const some = `${left.slice(0, 3).map(whyLeft).join('; ')}${left.length > 3 ? `; ${left.length - 3} more` : ''}`;
    if (now - begun > limitMs) throw new Fault(`not gone after ${Math.round((now - begun) / 1_000)} s: ${some}`);
    if (saidAt === undefined || now - saidAt > SAY_MS) {
      saidAt = now;
      say(`  waiting for ${what}: ${some}`);
    }
    await pause(LOOK_MS, signal);
  }
}
