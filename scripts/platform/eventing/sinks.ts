/** Where events go: a Service, a Broker, or an address. */
import type { Broker } from './broker.ts';
import type { DestinationSpec } from './broker-spec.ts';
import { type CloudEvent, httpHeaders, type MessageTrace } from './cloud-event.ts';
import type { ProcessPool } from '../serving/process-pool.ts';
import { type PostAnswer, postToService, postToUrl } from '../serving/post.ts';

/** Delivers one event once. Throws when there is no answer. */
export type Sink = (
  event: CloudEvent,
  trace: MessageTrace,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<PostAnswer>;

const CLUSTER_HOST = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/;
const ACCEPTED: PostAnswer = { status: 202, headers: {}, body: Buffer.alloc(0) };

/**
 * Resolves a Knative destination: `ref` with an optional relative `uri`, or an absolute `uri`. Throws what is wrong with it.
 * @param isTick of a PingSource
 */
export function sinkFor(
  destination: DestinationSpec,
  namespace: string,
  pools: ReadonlyMap<string, ProcessPool>,
  brokers: readonly Broker[],
  isTick = false,
): Sink {
  const { ref, uri } = destination;
  if (ref?.kind === 'Broker') return toBroker(ref.name, ref.namespace ?? namespace, brokers);
  if (ref?.kind === 'Service') {
    const path = new URL(uri ?? '/', 'http://any').pathname;
    return toService(serviceOf(ref.name, ref.namespace ?? namespace, pools), path, isTick);
  }
  if (ref) throw new Error(`${ref.kind} ${ref.name} cannot be a sink here`);
  if (uri === undefined) throw new Error('a destination needs a ref or a uri');
  const { hostname, pathname } = new URL(uri);
  const [, service, space] = CLUSTER_HOST.exec(hostname) ?? [];
  if (service?.endsWith('-broker-ingress'))
    return toBroker(service.slice(0, -'-broker-ingress'.length), space ?? '', brokers);
  if (service !== undefined) return toService(serviceOf(service, space ?? '', pools), pathname, isTick);
  return (event, trace, timeoutMs, signal) =>
    postToUrl(uri, { path: pathname, headers: httpHeaders(event, trace), body: event.data, timeoutMs, signal });
}

function serviceOf(name: string, namespace: string, pools: ReadonlyMap<string, ProcessPool>): ProcessPool {
  const pool = pools.get(name);
  if (pool?.spec.namespace !== namespace) throw new Error(`there is no Service ${namespace}/${name}`);
  return pool;
}

function toService(pool: ProcessPool, path: string, isTick: boolean): Sink {
  return (event, trace, timeoutMs, signal) =>
    postToService(pool, { path, headers: httpHeaders(event, trace), body: event.data, timeoutMs, signal, isTick });
}

function toBroker(name: string, namespace: string, brokers: readonly Broker[]): Sink {
  const broker = brokers.find(({ spec }) => spec.name === name && spec.namespace === namespace);
  if (!broker) throw new Error(`there is no Broker ${namespace}/${name}`);
  return async (event, trace) => {
    await broker.publish(event, trace);
    return ACCEPTED;
  };
}
