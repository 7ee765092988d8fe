/**
 * Who may speak to whom in the mesh (istio/mesh.yaml), as a deployment brings it. What runs from a release that had no such policies has neither the label
 * nor the identity that they go by: they come when nothing of it is left, and go with the revisions that they came with.
 */
import { Fault } from '../../../cli/fault.ts';
import { type Kubectl, type KubeObject, listOf } from '../kubectl.ts';
import { pause } from '../pause.ts';

const LOOK_MS = 2_000;
const SAY_MS = 15_000;
/** By which policies know functions. */
const FUNCTION = 'seatmesh.dev/function';

interface Waiting {
  timeoutMs: number;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Those that are not there yet. */
export async function newIdentitiesOf(cluster: Kubectl, identities: readonly KubeObject[]): Promise<KubeObject[]> {
  const kinds = 'peerauthentications.security.istio.io,authorizationpolicies.security.istio.io';
  const there = new Set((await cluster.list(kinds, ['-A'], { everywhere: true })).map(placeOf));
  return identities.filter((object) => !there.has(placeOf(object)));
}

const placeOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.namespace}/${metadata.name}`;

/** @param news those that were not there before. @throws Fault when pods of former revisions stay */
export async function applyIdentities(
  cluster: Kubectl,
  identities: readonly KubeObject[],
  news: readonly KubeObject[],
  waiting: Waiting,
): Promise<void> {
  if (news.length > 0) await untilFormerPodsAreGone(cluster, waiting);
  await cluster.apply(identities);
}

/** Traffic has left them; whoever cannot be asked any more would never be told to go. */
async function untilFormerPodsAreGone(cluster: Kubectl, { timeoutMs, say, signal }: Waiting): Promise<void> {
  const begun = performance.now();
  let saidAt = begun - SAY_MS / 2;
  for (;;) {
    const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/service']);
    const former = pods.filter(({ metadata }) => metadata.labels?.[FUNCTION] === undefined);
    if (former.length === 0) return;
    const names = former.map(({ metadata }) => metadata.name).join(', ');
    const now = performance.now();
    if (now - begun > timeoutMs)
      throw new Fault(`pods of former revisions are still there after ${Math.round(timeoutMs / 1_000)} s: ${names}`);
    if (now - saidAt > SAY_MS) {
      saidAt = now;
      say(`  policies of the mesh wait for pods of former revisions to go: ${names}`);
    }
    await pause(LOOK_MS, signal);
  }
}

/** What came with revisions that are taken back; what cannot be taken back is said, and holds up nothing. */
export async function dropIdentities(
  cluster: Kubectl,
  news: readonly KubeObject[],
  say: (line: string) => void,
): Promise<void> {
  if (news.length === 0) return;
  const { code, errors } = await cluster.persist(['delete', '--ignore-not-found', '-f', '-'], {
    input: listOf(news),
    everywhere: true,
  });
  if (code !== 0) say(`  policies of the mesh are NOT taken back: ${errors.trim()}`);
}
