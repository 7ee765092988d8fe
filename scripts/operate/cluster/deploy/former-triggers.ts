/** Triggers of a release that had one for each type of message: they go when nothing runs any more that does not say for whom its messages are. */
import { wireType } from '../../../../events/catalog.ts';
import { FORMER_TRIGGERS } from '../../../../events/triggers-by-type.ts';
import { isStuck } from '../conditions.ts';
import { pause } from '../pause.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

const PAUSE_MS = 2_000;
/** Longer than a pod takes that is stopped: its last request, and its grace. */
const DRAINED_MS = 180_000;

interface Waiting {
  say: (line: string) => void;
  signal: AbortSignal;
  drainedMs?: number;
}

/** Which of the Triggers there are those of that release. Pure. Whoever else has one on the Broker keeps it. */
export function formerTriggers(triggers: readonly KubeObject[], wanted: readonly KubeObject[]): KubeObject[] {
  const former = new Map(FORMER_TRIGGERS.map((one) => [one.name, one]));
  const kept = new Set(wanted.map(({ metadata }) => metadata.name));
  return triggers.filter(({ metadata, spec }) => {
    const one = former.get(metadata.name);
    const { filter, subscriber } = (spec ?? {}) as {
      filter?: { attributes?: Record<string, string> };
      subscriber?: { ref?: { name?: string } };
    };
    return (
      one !== undefined &&
      !kept.has(metadata.name) &&
      filter?.attributes?.['type'] === wireType(one.type) &&
      subscriber?.ref?.name === one.taker
    );
  });
}

/** The pods of revisions that are not the newest of their Service. Pure. */
export function podsOfFormer(pods: readonly KubeObject[], services: readonly KubeObject[]): string[] {
  const newest = new Set(services.map(({ status }) => status?.['latestReadyRevisionName']));
  return pods
    .filter((pod) => !newest.has(pod.metadata.labels?.['serving.knative.dev/revision']) && !isStuck(pod))
    .map(({ metadata }) => metadata.name);
}

/** Drops them, or says why not yet: until then their functions get some messages twice, and take them once. */
export async function dropFormerTriggers(
  cluster: Kubectl,
  wanted: readonly KubeObject[],
  { say, signal, drainedMs = DRAINED_MS }: Waiting,
): Promise<void> {
  const former = formerTriggers(
    await cluster.list('triggers.eventing.knative.dev'),
    wanted.filter(({ kind }) => kind === 'Trigger'),
  );
  if (former.length === 0) return;
  const begun = performance.now();
  for (;;) {
    const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/revision']);
    const [left] = podsOfFormer(pods, await cluster.list('services.serving.knative.dev'));
    if (left === undefined) break;
    if (performance.now() - begun > drainedMs) {
      say(
        `  ${former.length} former Triggers stay until the next deployment: ${left}, of a former revision, still runs`,
      );
      return;
    }
    await pause(PAUSE_MS, signal);
  }
  await cluster.text(['delete', ...former.map(({ metadata }) => `trigger/${metadata.name}`)]);
  say(`  ${former.length} former Triggers dropped`);
}
