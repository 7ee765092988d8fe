/** One Broker: publishes events to its exchange, and tells its senders 202 only after RabbitMQ's confirm. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ConfirmChannel } from 'amqplib';
import { type EventKey, isProven } from '../../../functions/shared/messages/proof.ts';
import { discard, readUpTo } from '../http/whole-body.ts';
import type { BrokerSpec } from './broker-spec.ts';
import { type CloudEvent, eventFromHttp, publishOptions, type MessageTrace } from './cloud-event.ts';
import { HOST } from '../serving/replica.ts';

const LONGEST_EVENT = 1024 * 1024;
const CONFIRM_TIMEOUT_MS = 10_000;
/** While RabbitMQ holds publishers back, no more than this is kept for it. */
const MOST_UNCONFIRMED = 10_000;
const RETRY_AFTER_S = '1';

/** The keys of those who may publish, by source. */
export type EventKeys = ReadonlyMap<string, readonly EventKey[]>;

/** The Broker's way into RabbitMQ. */
export class Broker {
  readonly spec: BrokerSpec;
  #channel: ConfirmChannel | undefined;
  publishing = 0;

  #keys: EventKeys | undefined;

  /** @param keys whose events are taken; undefined: anybody's, as where there is no such Secret */
  constructor(spec: BrokerSpec, keys?: EventKeys) {
    this.spec = spec;
    this.#keys = keys;
  }

  /** From now on these are whose events are taken. */
  trust(keys: EventKeys | undefined): void {
    this.#keys = keys;
  }

  /** Declares the exchanges and publishes through this channel until it closes; called again after each reconnection. */
  async open(channel: ConfirmChannel): Promise<void> {
    channel.on('close', () => {
      if (this.#channel === channel) this.#channel = undefined;
    });
    channel.on('error', () => (this.#channel = undefined));
    for (const name of [this.spec.exchange, this.spec.deadLetterExchange])
      if (name) await channel.assertExchange(name, 'headers', { durable: true });
    this.#channel = channel;
  }

  /** Resolves after the confirm; throws when RabbitMQ is away or does not take the event. */
  async publish(event: CloudEvent, trace: MessageTrace, exchange = this.spec.exchange): Promise<void> {
    const channel = this.#channel;
    if (!channel) throw new Error('RabbitMQ is away');
    if (this.publishing >= MOST_UNCONFIRMED) throw new Error('RabbitMQ does not keep up');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error('RabbitMQ did not confirm in time')), CONFIRM_TIMEOUT_MS);
    this.publishing += 1;
    try {
      channel.publish(exchange, '', event.data, publishOptions(event, trace), (error: unknown) =>
        error ? reject(new Error('RabbitMQ refused the event', { cause: error })) : resolve(),
      );
      await promise;
    } finally {
      clearTimeout(timer);
      this.publishing -= 1;
    }
  }

  /** The ingress: `http://<broker>-broker-ingress.<namespace>.svc.cluster.local` on the cluster. */
  async listen(port = 0): Promise<Server> {
    const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => void this.#receive(req, res));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(port, HOST, resolve);
    await promise;
    return server;
  }

  /** On a cluster NetworkPolicies keep others from the ingress; here every process can reach it. */
  #isOurs({ headers }: IncomingMessage, body: Buffer): boolean {
    return !this.#keys || isProven(this.#keys.get(String(headers['ce-source'])) ?? [], headers, body);
  }

  // Statuses as in eventing-rabbitmq's cmd/ingress, but 503 where it has 500 for a broker that is away: senders try both again.
  async #receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method !== 'POST') return answer(res, 405, '');
    if (req.url !== '/') return answer(res, 404, '');
    try {
      const body = await readUpTo(req, LONGEST_EVENT);
      if (body === undefined) {
        answer(res, 413, `events are at most ${LONGEST_EVENT} bytes`);
        return discard(req);
      }
      if (!this.#isOurs(req, body)) return answer(res, 403, 'the event has no proof of who sent it');
      let event: CloudEvent;
      try {
        event = eventFromHttp(req.headers, body);
      } catch (error) {
        return answer(res, 400, (error as Error).message);
      }
      const { traceparent, tracestate } = req.headers as MessageTrace;
      await this.publish(event, { traceparent, tracestate });
      return answer(res, 202, '');
    } catch (error) {
      return answer(res, 503, (error as Error).message);
    }
  }
}

function answer(res: ServerResponse, status: number, text: string): void {
  if (status === 503) res.setHeader('retry-after', RETRY_AFTER_S);
  res.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text);
}
