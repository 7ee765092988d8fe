/**
 * Tells RabbitMQ which events of a channel are dealt with: those of one turn of the event loop together, as subscribers deal with them. One acknowledgement of many is
 * one entry in the log of their queue, which costs RabbitMQ a quarter less of an event than one of each.
 */
import type { Channel, ConsumeMessage, Message } from 'amqplib';

export class Acknowledgements {
  readonly #channel: Pick<Channel, 'ack'>;
  /** What was taken from the channel and is RabbitMQ's still, by tag, in the order it came; true: dealt with. */
  readonly #open = new Map<number, boolean>();
  #isTelling = false;

  constructor(channel: Pick<Channel, 'ack'>) {
    this.#channel = channel;
  }

  taken({ fields }: ConsumeMessage): void {
    this.#open.set(fields.deliveryTag, false);
  }

  /** It is RabbitMQ's again. */
  givenBack({ fields }: ConsumeMessage): void {
    this.#open.delete(fields.deliveryTag);
  }

  done({ fields }: ConsumeMessage): void {
    this.#open.set(fields.deliveryTag, true);
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => this.#tell());
  }

  #tell(): void {
    this.#isTelling = false;
    let upTo: number | undefined;
    const others: number[] = [];
    let isAll = true;
    for (const [tag, isDone] of this.#open) {
      if (!isDone) isAll = false;
      else if (this.#open.delete(tag) && isAll) upTo = tag;
      else others.push(tag);
    }
    try {
      if (upTo !== undefined) this.#channel.ack(tagged(upTo), true);
      for (const tag of others) this.#channel.ack(tagged(tag));
    } catch {
      // The channel is closed: RabbitMQ has taken them back already, and they come once more.
    }
  }
}

/** All that amqplib looks at. */
const tagged = (deliveryTag: number): Message => ({ fields: { deliveryTag } }) as Message;
