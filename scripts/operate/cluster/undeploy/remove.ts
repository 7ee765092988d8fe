/** Takes objects of a cluster away and waits until they are gone: for each as long as its kind may take, and no longer. */
import { Fault } from '../../../cli/fault.ts';
import { shortName } from '../conditions.ts';
import { type Kubectl, type KubeObject, listOf, objectsIn } from '../kubectl.ts';
import { pause } from '../pause.ts';

/** So often is looked what is left, */
export const LOOK_MS = 1_000;
/** and so often said. */
export const SAY_MS = 15_000;
const SENDING_MS = 3 * 60_000;
const USUAL_MS = 2 * 60_000;
/** What ends with its pods, disks or a cloud's load balancer. */
const LIMITS_MS: Record<string, number> = {
  Service: 4 * 60_000,
  RabbitmqCluster: 6 * 60_000,
  Gateway: 6 * 60_000,
  Namespace: 8 * 60_000,
};

/** A kind that the cluster does not know has no objects. */
const OF_NO_KIND = /no matches for kind|ensure CRDs|doesn't have a resource type/;

/** How it is waited. */
export interface Removing {
  say: (line: string) => void;
  signal: AbortSignal;
  /** In place of what a kind may take. */
  limitMs?: number;
}

/** @throws Fault that names what is left and what it waits for */
export async function remove(
  cluster: Kubectl,
  objects: readonly KubeObject[],
  { say, signal, limitMs }: Removing,
): Promise<void> {
  const begun = performance.now();
  let saidAt = begun;
  let left = await stillThere(cluster, objects);
  if (left.length === 0) return;
  await tellToGo(cluster, left, { signal, cascade: 'foreground' });
  for (;;) {
    left = await stillThere(cluster, left);
    if (left.length === 0) return;
    const now = performance.now();
    const late = left.filter(({ kind }) => now - begun > (limitMs ?? LIMITS_MS[kind] ?? USUAL_MS));
    if (late.length > 0)
      throw new Fault(`not gone after ${Math.round((now - begun) / 1_000)} s: ${late.map(whyLeft).join('; ')}`);
    if (now - saidAt > SAY_MS) {
      saidAt = now;
      say(
        `  still going: ${left.slice(0, 3).map(whyLeft).join('; ')}${left.length > 3 ? `; ${left.length - 3} more` : ''}`,
      );
    }
    await pause(LOOK_MS, signal);
  }
}

/** Has them go, and waits for none. @param cascade whether they are there until all that is theirs is gone. @throws Fault */
export async function tellToGo(
  cluster: Kubectl,
  objects: readonly KubeObject[],
  { signal, cascade }: { signal: AbortSignal; cascade: 'foreground' | 'background' },
): Promise<void> {
  const input = listOf(objects.map(asNamed));
  const args = ['delete', '--ignore-not-found', `--cascade=${cascade}`, '--wait=false', '-f', '-'];
  const { code, errors } = await cluster.attempt(args, { input, timeoutMs: SENDING_MS, everywhere: true });
  const wrong = wrongIn(errors);
  signal.throwIfAborted(); // a terminal's Ctrl-C is kubectl's, too
  if (code !== 0 && wrong.length > 0) throw new Fault(`something is left: ${wrong.at(-1)}`);
}

/** What kubectl says that is about objects: a kind that the cluster does not know has none. */
const wrongIn = (errors: string): string[] =>
  errors.split('\n').filter((line) => line !== '' && !OF_NO_KIND.test(line) && !line.startsWith('Warning'));

const asNamed = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

/** Those that are there, as they are now. @throws Fault when it cannot be known */
export async function stillThere(cluster: Kubectl, objects: readonly KubeObject[]): Promise<KubeObject[]> {
  if (objects.length === 0) return [];
  const input = listOf(objects.map(asNamed));
  const args = ['get', '--ignore-not-found', '-o', 'json', '-f', '-'];
  const { code, output, errors } = await cluster.attempt(args, { input, everywhere: true });
  const wrong = wrongIn(errors);
  if (code !== 0 && wrong.length > 0) throw new Fault(`kubectl get: ${wrong.at(-1)}`);
  return objectsIn(output);
}

/** `gateway/edge (waits for example.com/finalizer)` */
export function whyLeft(object: KubeObject): string {
  const { finalizers = [], deletionTimestamp } = object.metadata as {
    finalizers?: string[];
    deletionTimestamp?: string;
  };
  const { conditions = [] } = (object.status ?? {}) as {
    conditions?: { type: string; status: string; message?: string }[];
  };
  const inside = conditions.filter(
    ({ type, status, message }) => type.endsWith('Remaining') && status === 'True' && message,
  );
  const why =
    object.kind === 'Namespace' && inside.length > 0
      ? inside.map(({ message }) => message).join(' ')
      : finalizers.length > 0
        ? `waits for ${finalizers.join(', ')}`
        : deletionTimestamp === undefined
          ? 'is there'
          : 'is going';
  return `${shortName(object)} (${why})`;
}
