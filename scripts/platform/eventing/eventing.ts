/** Brokers, Triggers and PingSources on the real RabbitMQ. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecoveringChannelModel } from 'amqplib';
import { Broker, type EventKeys } from './broker.ts';
import { ingressKeys } from './event-keys.ts';
import { readBrokers } from './broker-spec.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Sources } from '../serving/environment.ts';
import type { Findings } from '../spec/findings.ts';
import { type Manifest, ofKind } from '../spec/manifests.ts';
import { type PingSource, pingSource } from './ping-source.ts';
import type { ProcessPool } from '../serving/process-pool.ts';
import { closeQuietly } from '../../servers/close-quietly.ts';
import { inTime, rabbitLink } from './rabbit.ts';
import { HOST } from '../serving/replica.ts';
import { sinkFor } from './sinks.ts';

interface Given {
  pools: ReadonlyMap<string, ProcessPool>;
  findings: Findings;
  log: (line: Record<string, unknown>) => void;
  amqpUrl: string | undefined;
  scope: string;
  secrets: Sources['secrets'];
}

/** How many messages a queue has, those with a subscriber among them. */
export interface QueueDepth {
  queue: string;
  messages: number;
}

/** While there is no connection, whether queues are empty is not to be had. */
const ASK_MS = 5000;

/** Reads what concerns events; mistakes go to the findings. Nothing is connected yet. */
export function readEventing(manifests: readonly Manifest[], given: Given): Eventing {
  const { pools, findings, log, amqpUrl, scope, secrets } = given;
  const keys = ingressKeys(secrets);
  const brokers = readBrokers(manifests, scope, findings).map((spec) => new Broker(spec, keys));
  if (brokers.length > 0 && amqpUrl === undefined) findings.mistake('Broker', 'an AMQP URL is needed');
  const dispatchers = brokers.flatMap((broker) =>
    broker.spec.subscriptions.flatMap((subscription) => {
      try {
        const sink = sinkFor(subscription.destination, subscription.namespace, pools, brokers);
        return [new Dispatcher(subscription, broker, sink, log)];
      } catch (error) {
        findings.mistake(`Trigger/${subscription.name}`, (error as Error).message);
        return [];
      }
    }),
  );
  const sources = ofKind(manifests, 'PingSource').flatMap(
    (m) => pingSource(m, { pools, brokers, findings, log, proof: secrets['ticks']?.['proof'] }) ?? [],
  );
  return new Eventing({ brokers, dispatchers, sources, amqpUrl: amqpUrl ?? '', log });
}

interface Parts {
  brokers: Broker[];
  dispatchers: Dispatcher[];
  sources: PingSource[];
  amqpUrl: string;
  log: (line: Record<string, unknown>) => void;
}

/** Everything between a sender's POST and a subscriber's answer. */
export class Eventing {
  readonly #parts: Parts;
  readonly #ingresses = new Map<Broker, Promise<Server>>();
  readonly #links: RecoveringChannelModel[] = [];
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From now on these are whose events the ingresses take. */
  trust(keys: EventKeys | undefined): void {
    for (const broker of this.#parts.brokers) broker.trust(keys);
  }

  /** The local ingress of a Broker, by the name of its Kubernetes Service (`<broker>-broker-ingress`). */
  async address(name: string, namespace?: string): Promise<string | undefined> {
    const broker = this.#parts.brokers.find(
      ({ spec }) => `${spec.name}-broker-ingress` === name && (namespace === undefined || spec.namespace === namespace),
    );
    if (!broker) return undefined;
    const server = this.#ingresses.get(broker) ?? broker.listen();
    this.#ingresses.set(broker, server);
    return `http://${HOST}:${((await server).address() as AddressInfo).port}`;
  }

  /** Connects, declares, consumes and ticks. Throws when RabbitMQ cannot be reached at the start. */
  async connect(): Promise<void> {
    const { brokers, dispatchers, sources, amqpUrl } = this.#parts;
    const log = (line: Record<string, unknown>): void => {
      if (!this.#stopped) this.#parts.log(line);
    };
    // Two connections: RabbitMQ may block one that publishes too much, and consumers must go on.
    if (brokers.length > 0) {
      const publishing = await rabbitLink(amqpUrl, 'publishing', log, async (open) => {
        for (const broker of brokers) await broker.open(await open.confirming());
      });
      this.#links.push(publishing);
      const consuming = await rabbitLink(amqpUrl, 'consuming', log, async (open) => {
        for (const dispatcher of dispatchers) await dispatcher.consume(open);
      });
      this.#links.push(consuming);
    }
    for (const source of sources) source.start();
  }

  /** No event queued or in flight. */
  async idle(): Promise<boolean> {
    const { brokers, sources } = this.#parts;
    if (sources.some((source) => source.sending)) return false;
    if (brokers.some((broker) => broker.publishing > 0)) return false;
    try {
      return (await this.depths()).every(({ messages }) => messages === 0);
    } catch {
      return false;
    }
  }

  /** What waits in each queue, and what is with a subscriber: as RabbitMQ counts them together. @throws Error when RabbitMQ does not answer in time */
  async depths(): Promise<QueueDepth[]> {
    const { dispatchers } = this.#parts;
    const [link] = this.#links;
    if (!link) return dispatchers.map(({ queue, inHand }) => ({ queue, messages: inHand }));
    const channel = await inTime(ASK_MS, link.createChannel());
    try {
      return await inTime(
        ASK_MS,
        Promise.all(
          dispatchers.map(async ({ queue, inHand }) => ({
            queue,
            messages: (await channel.checkQueue(queue)).messageCount + inHand,
          })),
        ),
      );
    } finally {
      await closeQuietly(channel);
    }
  }

  /** Delivers nothing more; what was in hand goes back to its queue. Senders are still served. */
  halt(): void {
    for (const source of this.#parts.sources) source.stop();
    for (const dispatcher of this.#parts.dispatchers) dispatcher.stop();
  }

  async stop(): Promise<void> {
    this.halt();
    this.#stopped = true;
    for (const ingress of this.#ingresses.values()) {
      const server = await ingress;
      server.close();
      server.closeAllConnections();
    }
    await Promise.all(this.#links.map(closeQuietly));
  }
}
