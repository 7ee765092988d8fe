/** Waits until a function has no pod. */
import { Fault } from '../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';

const ZERO_MS = 4 * 60_000;
const LOOK_MS = 3_000;
const SERVICE = 'serving.knative.dev/service';
/** Of a pod that a check has started itself: it is none of the function's, though it may do what one may. */
export const BY_HAND = 'seatmesh.dev/started-by-hand';

/**
 * A pod that is asked to go still is one until it is gone: it may answer what is under way, and takes of the node what a start is measured by.
 * Pure.
 */
export function podsOfFunction(pods: readonly KubeObject[], service: string): KubeObject[] {
  return pods.filter(({ metadata: { labels = {} } }) => labels[SERVICE] === service && labels[BY_HAND] === undefined);
}

/** @throws Fault when it does not come to that */
export async function untilZero(
  cluster: Kubectl,
  service: string,
  signal: AbortSignal,
  { limitMs = ZERO_MS, lookMs = LOOK_MS } = {},
): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (podsOfFunction(await cluster.list('pods', ['-l', SERVICE]), service).length > 0) {
    if (performance.now() > giveUpAt)
      throw new Fault(`${service} still has pods after ${limitMs / 60_000} min: does anybody ask it?`);
    await pause(lookMs, signal);
  }
}
