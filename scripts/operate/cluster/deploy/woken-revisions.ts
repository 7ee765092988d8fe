/**
 * Revisions that a deployment has woken to ask them something: a pod of each is kept, by the annotation that Serving carries to its autoscaler, until
 * they were asked. One of ours beside it says so, so that the next deployment lets those sleep that a deployment which died has woken.
 */
import { MIN_SCALE } from '../../../../functions/shared/kubernetes/scale-annotations.ts';
import type { Kubectl } from '../kubectl.ts';

const WOKEN = 'seatmesh.dev/woken-by-deploy';
const REVISIONS = 'revisions.serving.knative.dev';

/** @throws Fault when it may not be */
export async function wake(cluster: Kubectl, revision: string): Promise<void> {
  await cluster.text(['annotate', REVISIONS, revision, `${MIN_SCALE}=1`, `${WOKEN}=true`, '--overwrite']);
}

/** What cannot be set back now is by the next deployment. */
export async function sleepAgain(cluster: Kubectl, revision: string): Promise<void> {
  await cluster.persist(['annotate', REVISIONS, revision, `${MIN_SCALE}-`, `${WOKEN}-`]);
}

/** Those of a deployment that died. */
export async function letSleep(cluster: Kubectl): Promise<void> {
  for (const { metadata } of await cluster.list(REVISIONS))
    if (metadata.annotations?.[WOKEN] !== undefined) await sleepAgain(cluster, metadata.name);
}
