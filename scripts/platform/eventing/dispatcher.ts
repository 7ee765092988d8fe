/** Takes the events of one queue to their subscriber, as eventing-rabbitmq's dispatcher: tries again, waits, gives up to the dead letters. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { Acknowledgements } from './acknowledgements.ts';
import type { Broker } from './broker.ts';
import { boundTo, PREFETCH, type TriggerSubscription } from './broker-spec.ts';
import { carriesEvent, type CloudEvent, eventFromHttp, eventFromMessage, type MessageTrace } from './cloud-event.ts';
import type { PostAnswer } from '../serving/post.ts';
import { declareQueue, retireQueue } from './queue.ts';
import type { Channels } from './rabbit.ts';
import { backoffMs, isRetriable } from './delivery-retry.ts';
import type { Sink } from './sinks.ts';

type Log = (line: Record<string, unknown>) => void;

/** The consumer of one queue. Without an ack an event stays RabbitMQ's: it comes again, whatever happens here. */
export class Dispatcher {
  readonly queue: string;
  readonly #subscription: TriggerSubscription;
  readonly #broker: Broker;
  readonly #sink: Sink;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  readonly #waiting: (() => void)[] = [];
  /** Events taken from the queue and not finished. */
  inHand = 0;
  #working = 0;

  constructor(subscription: TriggerSubscription, broker: Broker, sink: Sink, log: Log) {
    this.#subscription = subscription;
    this.queue = subscription.queue;
    this.#broker = broker;
    this.#sink = sink;
    this.#log = log;
  }

  /** Declares the queue and consumes it; called again after each reconnection. */
  async consume({ plain, apart }: Pick<Channels, 'plain' | 'apart'>): Promise<void> {
    const { queue, exchange, filter, name, former } = this.#subscription;
    const channel = await plain();
    await channel.assertExchange(exchange, 'headers', { durable: true });
    if (!(await declareQueue(apart, queue, this.#subscription)))
      this.#log({ msg: 'the queue is left with the arguments it was made with', level: 'warn', trigger: name, queue });
    await channel.bindQueue(queue, exchange, '', boundTo(name, filter));
    await channel.prefetch(PREFETCH);
    const acknowledgements = new Acknowledgements(channel);
    const handOn = (message: ConsumeMessage | null): void => {
      if (message) void this.#handle(channel, acknowledgements, message);
      else this.#log({ msg: 'consumer cancelled', level: 'error', trigger: name });
    };
    await channel.consume(queue, handOn);
    for (const earlier of former) if (await retireQueue(apart, earlier)) await channel.consume(earlier.queue, handOn);
  }

  /** Lets go of what is in hand: it goes back to its queue when the connection closes. */
  stop(): void {
    this.#stopped.abort();
  }

  async #handle(channel: Channel, acknowledgements: Acknowledgements, message: ConsumeMessage): Promise<void> {
    this.inHand += 1;
    acknowledgements.taken(message);
    try {
      if (this.#working >= this.#subscription.parallelism)
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else this.#working += 1;
      if (this.#stopped.signal.aborted) return;
      await this.#deliver(message);
      acknowledgements.done(message);
    } catch (error) {
      // Not acked: stopped, or the connection is gone, or the dead letters could not be reached.
      if (!this.#stopped.signal.aborted) {
        this.#log({
          msg: 'delivery interrupted',
          level: 'warn',
          trigger: this.#subscription.name,
          reason: (error as Error).message,
        });
        await this.#giveBack(channel, message);
        acknowledgements.givenBack(message);
      }
    } finally {
      this.inHand -= 1;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#working -= 1;
    }
  }

  /** Returns when the event is dealt with for good. Upstream acks before it writes the dead letter; here nothing can fall between. */
  async #deliver(message: ConsumeMessage): Promise<void> {
    const { event, trace } = eventFromMessage(message);
    if (!event.attributes['specversion']) {
      this.#log({ msg: 'not an event, dropped', level: 'warn', trigger: this.#subscription.name });
      return;
    }
    const answer = await this.#try(event, trace);
    if (isRetriable(answer.status)) return this.#giveUp(event, trace, answer.status);
    if (!carriesEvent(answer.headers)) return undefined;
    try {
      await this.#broker.publish(eventFromHttp(answer.headers, answer.body), trace);
      return undefined;
    } catch (error) {
      this.#log({
        msg: 'reply not published',
        level: 'warn',
        trigger: this.#subscription.name,
        reason: (error as Error).message,
      });
      return this.#giveUp(event, trace, answer.status);
    }
  }

  async #try(event: CloudEvent, trace: MessageTrace): Promise<PostAnswer> {
    const { delivery, name } = this.#subscription;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#sink(event, trace, delivery.timeoutMs, this.#stopped.signal).catch((error: Error) =>
        this.#noAnswer(error),
      );
      if (!isRetriable(answer.status) || tries > delivery.retry) return answer;
      this.#log({
        msg: 'delivery tried again',
        trigger: name,
        id: event.attributes['id'],
        status: answer.status,
        tries,
      });
      await sleep(backoffMs(delivery, tries), undefined, { signal: this.#stopped.signal });
    }
  }

  #noAnswer(error: Error): PostAnswer {
    this.#stopped.signal.throwIfAborted();
    return { status: -1, headers: {}, body: Buffer.from(error.message) };
  }

  async #giveUp(event: CloudEvent, trace: MessageTrace, status: number): Promise<void> {
    const { deadLetterExchange, isDeadLetter, name, destination } = this.#subscription;
    const outcome = deadLetterExchange ? 'dead letter' : 'dropped';
    this.#log({
      msg: 'delivery given up',
      level: isDeadLetter || !deadLetterExchange ? 'error' : 'warn',
      trigger: name,
      id: event.attributes['id'],
      status,
      outcome,
    });
    if (!deadLetterExchange) return;
    const { name: service, namespace = this.#subscription.namespace } = destination.ref ?? { name: '' };
    const url = destination.ref
      ? `http://${service}.${namespace}.svc.cluster.local${destination.uri ?? ''}`
      : (destination.uri ?? '');
    const attributes = { ...event.attributes, knativeerrordest: url, knativeerrorcode: String(status) };
    await this.#broker.publish({ ...event, attributes }, trace, deadLetterExchange);
  }

  async #giveBack(channel: Channel, message: ConsumeMessage): Promise<void> {
    await sleep(this.#subscription.delivery.delayMs * (1 + Math.random()), undefined, { ref: false });
    try {
      channel.nack(message);
    } catch {
      // The channel is closed: RabbitMQ has taken the event back already.
    }
  }
}
