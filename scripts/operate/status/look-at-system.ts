/** Looks at a system: its databases, its logs, and on a cluster its objects. What does not answer is said, and holds up nothing else. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { rows } from '../../../functions/shared/mysql/statements.ts';
import { Fault } from '../../cli/fault.ts';
import { readRunning, type Running } from '../../servers/running.ts';
import { askForQueues } from '../../system/control.ts';
import { findTargets, type Target } from '../../system/databases/database-targets.ts';
import { isWaitedFor, shortName, whyUnready } from '../cluster/conditions.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { type Box, closeBoxes, ofEveryShard, openBoxes } from '../dead-letters/letters.ts';
import type { Options } from './options.ts';
import { trafficIn } from './request-rates.ts';
import type { QueueState, ServiceState, ShardState, SystemState } from './status-screen.ts';

/** Of a log's end: more lines than a minute has. */
const LOG_BYTES = 16 * 1024 * 1024;
const SECONDS = 60;

/** The system on this machine. @throws Fault when none runs there */
export async function gatherHere({ dataDir }: Options): Promise<SystemState> {
  const running = await readRunning(dataDir);
  if (!running)
    throw new Fault(`no system runs on ${dataDir}: name its data folder with --data, or a cluster with --cluster`);
  const at = new Date();
  const lines = await endOf(join(dataDir, 'log/functions.log'));
  const { shards, unseen } = await shardsOf(await findTargets({ dataDir, as: 'functions', env: process.env }));
  const traffic = trafficIn(lines, at, SECONDS);
  const { queues, why } = await queuesHere(running);
  if (why !== undefined) unseen.unshift(`queues: ${why}`);
  return { place: running.gatewayUrl, at, services: [], unready: [], traffic, shards, queues, unseen };
}

/** The running system knows which queues are its own. */
async function queuesHere({ control }: Running): Promise<{ queues: QueueState[]; why?: string }> {
  if (!control) return { queues: [], why: 'the running system does not say; it is of an earlier release' };
  try {
    return { queues: await askForQueues(control) };
  } catch (error) {
    return { queues: [], why: (error as Error).message };
  }
}

/** Of databases: an environment that names them, or why there is none. */
export type NamedDatabases = Readonly<Record<string, string | undefined>> | { why: string };

/** The system on a cluster. */
export async function gatherThere(cluster: Kubectl, options: Options, databases: NamedDatabases): Promise<SystemState> {
  const [services, others, pods] = [
    await cluster.list('services.serving.knative.dev'),
    await cluster.list(
      'brokers.eventing.knative.dev,triggers.eventing.knative.dev,pingsources.sources.knative.dev,gateways.gateway.networking.k8s.io',
    ),
    await cluster.list('pods', ['-l', 'serving.knative.dev/service']),
  ];
  if (services.length === 0)
    throw new Fault(`there are no functions in ${options.namespace}: npm run deploy brings them there`);
  const at = new Date();
  const lines = await cluster.attempt(
    [
      'logs',
      '-l',
      'serving.knative.dev/service',
      '-c',
      'user-container',
      `--since=${SECONDS}s`,
      '--tail=-1',
      '--max-log-requests=500',
    ],
    { timeoutMs: 30_000 },
  );
  const { shards, unseen } =
    typeof databases['why'] === 'string'
      ? { shards: [], unseen: [`databases: ${databases['why']}`] }
      : await shardsOf(await findTargets({ dataDir: options.dataDir, as: 'functions', env: databases }));
  const { queues, why } = await queuesOf(cluster);
  return {
    place: `${options.context ?? 'current context'}, namespace ${options.namespace}`,
    at,
    services: services.map((service) => stateOf(service, pods)),
    unready: others.filter(isWaitedFor).flatMap((object) => {
      const reason = whyUnready(object);
      return reason === undefined ? [] : [{ name: shortName(object), why: reason }];
    }),
    traffic: trafficIn(lines.output.split('\n'), at, SECONDS),
    shards,
    queues,
    unseen: [
      ...(lines.code === 0 || pods.length === 0 ? [] : [`logs: ${lines.errors.trim().split('\n').at(-1)}`]),
      ...(why === undefined ? [] : [`queues: ${why}`]),
      ...unseen,
    ],
  };
}

function stateOf(service: KubeObject, pods: readonly KubeObject[]): ServiceState {
  const { name } = service.metadata;
  const status = service.status ?? {};
  const shares = (status['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
  const short = (revision: unknown): string => (typeof revision === 'string' ? revision.replace(`${name}-`, '') : '');
  const own = pods.filter(({ metadata }) => metadata.labels?.['serving.knative.dev/service'] === name);
  return {
    service: name,
    revision: short(status['latestCreatedRevisionName']),
    traffic: shares
      .filter(({ percent }) => (percent ?? 0) > 0)
      .map(({ revisionName, percent }) => `${short(revisionName)} ${percent} %`)
      .join(', '),
    replicas: own.filter(({ metadata, status: pod }) => pod?.['phase'] === 'Running' && !metadata.deletionTimestamp)
      .length,
    wrong: whyUnready(service),
  };
}

/** RabbitMQ says how long its queues are, from within its first pod. */
async function queuesOf(cluster: Kubectl): Promise<{ queues: QueueState[]; why?: string }> {
  const place = ['-n', 'rabbitmq', 'exec', 'rabbitmq-server-0', '-c', 'rabbitmq', '--'];
  const { code, output, errors } = await cluster.attempt(
    [...place, 'rabbitmqctl', '-q', '--formatter', 'json', 'list_queues', 'name', 'messages'],
    { everywhere: true, timeoutMs: 30_000 },
  );
  if (code !== 0) return { queues: [], why: errors.trim().split('\n').at(-1) ?? 'no answer' };
  try {
    const found = JSON.parse(output) as { name: string; messages: number }[];
    return { queues: found.map(({ name, messages }) => ({ queue: name, messages })) };
  } catch {
    return { queues: [], why: `rabbitmqctl says ${output.trim().slice(0, 100)}` };
  }
}

async function shardsOf(targets: readonly Target[]): Promise<{ shards: ShardState[]; unseen: string[] }> {
  const boxes = openBoxes(targets);
  const kinds = new Map(targets.map(({ name, kind }) => [name, kind]));
  try {
    const { found, away } = await ofEveryShard(boxes, async (box) => [
      await shardState(box, kinds.get(box.shard) !== 'catalog'),
    ]);
    return { shards: found, unseen: away };
  } finally {
    await closeBoxes(boxes);
  }
}

/** The catalog sends nothing, so it has no outbox. */
async function shardState({ shard, pool }: Box, hasOutbox: boolean): Promise<ShardState> {
  const [letters] = await rows<{ count: number }>(pool, 'SELECT COUNT(*) AS count FROM dead_letters');
  const [waiting] = hasOutbox
    ? await rows<{ count: number; oldest: number | null }>(
        pool,
        'SELECT COUNT(*) AS count, TIMESTAMPDIFF(SECOND, MIN(time), UTC_TIMESTAMP(3)) AS oldest FROM outbox',
      )
    : [];
  return {
    shard,
    outbox: waiting?.count ?? 0,
    oldestSeconds: waiting?.oldest ?? undefined,
    deadLetters: letters?.count ?? 0,
  };
}

/** The lines at the end of a file; none where there is no file. */
async function endOf(file: string): Promise<string[]> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const length = Math.min(size, LOG_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString().split('\n');
  } catch {
    return [];
  }
}
