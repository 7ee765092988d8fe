/** RabbitMQ's nodes, asked from within whichever of their pods answers: how long queues are, and why it takes no messages. */
import { Fault } from '../../cli/fault.ts';
import type { Kubectl } from './kubectl.ts';

/** As `knative/rabbitmq.yaml` has them. */
const PODS = ['rabbitmq-server-0', 'rabbitmq-server-1', 'rabbitmq-server-2'];
const ASK_MS = 30_000;

/** What `rabbitmqctl cluster_status` says, as far as anybody here looks at it. */
interface NodesState {
  /** By which a node, and with it the whole of RabbitMQ, takes no messages. */
  alarms?: readonly { node: string; resource?: string }[];
  disk_nodes?: readonly string[];
  running_nodes?: readonly string[];
  /** By node: those that it does not hear. */
  partitions?: Readonly<Record<string, readonly string[]>>;
}

/** Something that keeps RabbitMQ from its work, and what to do about it. */
export interface NodeTrouble {
  /** `rabbitmq/rabbit@…` */
  name: string;
  why: string;
  mend: string;
}

/** @returns how many messages wait in which; @throws Fault when no node says it */
export async function queuesOf(cluster: Kubectl): Promise<{ queue: string; messages: number }[]> {
  const found = await askNodes<{ name: string; messages: number }[]>(cluster, ['list_queues', 'name', 'messages']);
  return found.map(({ name, messages }) => ({ queue: name, messages }));
}

/** @throws Fault when no node says it */
export async function troublesOfNodes(cluster: Kubectl): Promise<NodeTrouble[]> {
  return troublesIn(await askNodes<NodesState>(cluster, ['cluster_status']));
}

/** Pure. */
export function troublesIn({
  alarms = [],
  disk_nodes: nodes = [],
  running_nodes: running = [],
  partitions = {},
}: NodesState): NodeTrouble[] {
  return [
    ...alarms.map(({ node, resource }) => ({
      name: `rabbitmq/${node}`,
      why: `${resource === undefined ? 'an alarm' : `its ${resource} alarm`}: no node takes messages, outboxes wait`,
      mend: MENDS[resource ?? ''] ?? 'rabbitmq-diagnostics alarms in its pod says more',
    })),
    ...nodes
      .filter((node) => !running.includes(node))
      .map((node) => ({
        name: `rabbitmq/${node}`,
        why: 'it does not run',
        mend: 'kubectl -n rabbitmq get pods, and describe the one that is not ready',
      })),
    ...Object.entries(partitions)
      .filter(([, others]) => others.length > 0)
      .map(([node, others]) => ({
        name: `rabbitmq/${node}`,
        why: `it does not hear ${others.join(', ')}`,
        mend: 'delete the pod of the side with fewer nodes: it comes back as part of the other',
      })),
  ];
}

const MENDS: Readonly<Record<string, string>> = {
  disk: 'a larger rabbitmq-storage where the StorageClass lets disks grow, or mend who does not take what waits',
  memory: 'mend who does not take what waits, or give it more memory',
};

/** @throws Fault with what the first of them said */
async function askNodes<Answer>(cluster: Kubectl, words: readonly string[]): Promise<Answer> {
  let why: string | undefined;
  for (const pod of PODS) {
    const place = ['-n', 'rabbitmq', 'exec', pod, '-c', 'rabbitmq', '--'];
    const { code, output, errors } = await cluster.attempt(
      [...place, 'rabbitmqctl', '-q', '--formatter', 'json', ...words],
      { everywhere: true, timeoutMs: ASK_MS },
    );
    if (code === 0)
      try {
        return JSON.parse(output) as Answer;
      } catch {
        why ??= `rabbitmqctl says ${output.trim().slice(0, 100)}`;
      }
    else why ??= errors.trim().split('\n').at(-1) ?? 'no answer';
  }
  throw new Fault(why || 'no answer');
}
