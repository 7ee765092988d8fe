/** The screen, from what was gathered. Pure. */
import { shortened, textTable } from '../../cli/text-table.ts';
import type { SystemTraffic } from './request-rates.ts';

/** A Service of a cluster. */
export interface ServiceState {
  service: string;
  revision: string;
  /** `100 %`, or who has which share. */
  traffic: string;
  /** Undefined: pods could not be looked at. */
  replicas: number | undefined;
  /** Why it is not ready. */
  wrong: string | undefined;
}

/** What waits in a shard's database. */
export interface ShardState {
  shard: string;
  outbox: number;
  /** Of the oldest message in the outbox. */
  oldestSeconds: number | undefined;
  deadLetters: number;
}

/** Messages that wait for a consumer. */
export interface QueueState {
  queue: string;
  messages: number;
}

/** What was found; what could not be looked at is said. */
export interface SystemState {
  place: string;
  at: Date;
  services: ServiceState[];
  /** Of other things: Broker, Triggers, ticks, edge, pods; also what is not there. */
  unready: { name: string; why: string }[];
  traffic: SystemTraffic;
  shards: ShardState[];
  queues: QueueState[];
  unseen: string[];
}

/** A message that waits longer is no passing trouble: ticks come every five minutes. */
export const LONG_SECONDS = 600;
const WIDE = 90;

/** What is not as it should be, a line each. */
export function troubleIn({ services, unready, shards }: SystemState): string[] {
  return [
    ...services.flatMap(({ service, wrong }) => (wrong === undefined ? [] : [`ksvc/${service}: ${wrong}`])),
    ...unready.map(({ name, why }) => `${name}: ${why}`),
    ...shards.flatMap(({ shard, oldestSeconds, deadLetters }) => [
      ...((oldestSeconds ?? 0) > LONG_SECONDS
        ? [`${shard}: a message has waited ${oldestSeconds} s in the outbox: is the broker away?`]
        : []),
      ...(deadLetters > 0 ? [`${shard}: ${deadLetters} dead letters: npm run dead-letters -- list`] : []),
    ]),
  ];
}

export function screenOf(state: SystemState): string {
  const { place, at, services, traffic, shards, queues, unseen } = state;
  const trouble = troubleIn(state);
  const perSecond = (count: number): string => (count / traffic.seconds).toFixed(1);
  const waiting = queues.filter(({ messages }) => messages > 0);
  const parts = [
    `${place}  ${at.toISOString()}  ${trouble.length === 0 ? 'all is well' : `${trouble.length} to look at`}`,
    ...(services.length > 0 ? [servicesTable(services, traffic)] : []),
    ...(services.length === 0 && traffic.functions.length > 0 ? [functionsTable(traffic)] : []),
    `last ${traffic.seconds} s: orders ${perSecond(traffic.orders)}/s, holds ${perSecond(traffic.holds)}/s${refusalsIn(traffic)}`,
    ...(shards.length > 0 ? [shardsTable(shards)] : []),
    ...(queues.length > 0
      ? [
          waiting.length === 0
            ? `${queues.length} queues, all empty`
            : textTable([['QUEUE', 'MESSAGES'], ...waiting.map((one) => [one.queue, String(one.messages)])]),
        ]
      : []),
    ...trouble.map((line) => `! ${shortened(line, 2 * WIDE)}`),
    ...unseen.map((line) => `? ${shortened(line, 2 * WIDE)}`),
  ];
  return parts.join('\n\n');
}

const refusalsIn = ({ refusals }: SystemTraffic): string =>
  refusals.length === 0
    ? ''
    : `; refused: ${refusals
        .slice(0, 5)
        .map(([code, count]) => `${code} ${count}`)
        .join(', ')}`;

function servicesTable(services: readonly ServiceState[], { functions, seconds }: SystemTraffic): string {
  const seen = new Map(functions.map((one) => [one.service, one]));
  const rows = services.map(({ service, revision, traffic, replicas }) => {
    const { requests = 0, failures = 0, p95Ms = 0 } = seen.get(service) ?? {};
    const own = requests === 0 ? ['', '', ''] : [(requests / seconds).toFixed(1), String(failures), String(p95Ms)];
    return [service, revision, traffic, String(replicas ?? '?'), ...own];
  });
  return textTable([['FUNCTION', 'REVISION', 'TRAFFIC', 'PODS', 'REQ/S', '5XX', 'P95 MS'], ...rows]);
}

function functionsTable({ functions, seconds }: SystemTraffic): string {
  const rows = functions.map(({ service, processes, requests, failures, p50Ms, p95Ms }) =>
    [service, processes, (requests / seconds).toFixed(1), failures, p50Ms, p95Ms].map(String),
  );
  return textTable([['FUNCTION', 'PROCESSES', 'REQ/S', '5XX', 'P50 MS', 'P95 MS'], ...rows]);
}

function shardsTable(shards: readonly ShardState[]): string {
  const rows = shards.map(({ shard, outbox, oldestSeconds, deadLetters }) => [
    shard,
    String(outbox),
    oldestSeconds === undefined ? '' : `${oldestSeconds} s`,
    String(deadLetters),
  ]);
  return textTable([['SHARD', 'OUTBOX', 'OLDEST', 'DEAD LETTERS'], ...rows]);
}
