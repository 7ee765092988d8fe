/** What functions' pods have said lately. One whose log cannot be read takes nobody else's with it: each is asked by itself. */
import { Fault } from '../../cli/fault.ts';
import { withApi } from '../cluster/api-proxy.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';

/** So many are asked at once. */
const LANES = 16;
/** Of each: more than a pod says in a minute. */
const LOG_BYTES = 16 * 1024 * 1024;
const CONTAINER = 'user-container';

export interface SaidByPods {
  lines: string[];
  /** Whose log could not be read, with why. */
  unseen: string[];
}

/** The lines of the last seconds, of all pods that have begun. */
export async function lastLines(cluster: Kubectl, pods: readonly KubeObject[], seconds: number): Promise<SaidByPods> {
  const asked = pods.filter(hasLog).map(({ metadata }) => metadata.name);
  const said: SaidByPods = { lines: [], unseen: [] };
  if (asked.length === 0) return said;
  const { namespace } = cluster.place;
  const query = `container=${CONTAINER}&sinceSeconds=${seconds}&limitBytes=${LOG_BYTES}`;
  try {
    await withApi(cluster, async (ask) => {
      const waiting = asked.values();
      const lane = async (): Promise<void> => {
        for (const pod of waiting) {
          const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`;
          const { status, body } = await ask('GET', path).catch(unanswered);
          if (status === 200) for (const line of body.split('\n')) said.lines.push(line);
          // Where there is none any more it has ended meanwhile.
          else if (status !== 404) said.unseen.push(`log of pod/${pod}, which is not counted: ${reasonIn(body)}`);
        }
      };
      await Promise.all(Array.from({ length: Math.min(LANES, asked.length) }, lane));
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    said.unseen.push(`logs: ${error.message}`);
  }
  return { lines: said.lines, unseen: said.unseen.toSorted() };
}

const unanswered = (error: Error): { status: number; body: string } => ({ status: 0, body: error.message });

/** As the API says it: an object with a message. */
function reasonIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: string };
    return message ?? body;
  } catch {
    return body || 'no answer';
  }
}

interface OwnStatus {
  name: string;
  state?: { waiting?: object };
  lastState?: { terminated?: object };
}

/** True when its function has been started, so that it may have said something. */
function hasLog({ status }: KubeObject): boolean {
  const own = ((status?.['containerStatuses'] ?? []) as OwnStatus[]).find(({ name }) => name === CONTAINER);
  if (own === undefined) return status?.['phase'] === 'Running';
  return own.state?.waiting === undefined || own.lastState?.terminated !== undefined;
}
