/** How the queue of a subscription is declared. */
import type { Channel } from 'amqplib';
import { closeQuietly } from '../../servers/close-quietly.ts';
import type { FormerQueue, TriggerSubscription } from './broker-spec.ts';

/**
 * RabbitMQ 4 gives up on a message that came back to its quorum queue so often; RabbitMQ 3 does so only where a queue says it. Upstream
 * leaves the number to RabbitMQ 4 and sets the dead-letter exchange by a policy; policies need rights that a given account may not have.
 */
const MOST_RETURNS = 20;
/** Where there are no dead letters nothing would be left of the message: practically never. -1, for none, is refused by RabbitMQ 3. */
const NEVER = 1_000_000;
/** AMQP's answers to a queue that exists with other arguments, and to one that does not exist. */
const PRECONDITION_FAILED = 406;
const NOT_FOUND = 404;

/** The arguments of a new queue: what comes back too often goes where everything goes that could not be delivered. */
export function queueArguments({
  queueType,
  deadLetterExchange,
}: Pick<TriggerSubscription, 'queueType' | 'deadLetterExchange'>): Record<string, string | number> {
  return {
    'x-queue-type': queueType,
    ...(deadLetterExchange && { 'x-dead-letter-exchange': deadLetterExchange }),
    // Classic queues count no returns, and refuse the argument.
    ...(queueType === 'quorum' && { 'x-delivery-limit': deadLetterExchange ? MOST_RETURNS : NEVER }),
  };
}

/**
 * Declares a queue. One that exists with other arguments, since an earlier version made it, stays as it is with what waits in it.
 * @param apart opens a channel for this alone: RabbitMQ closes it when the arguments differ
 * @returns whether the queue has the arguments
 */
export async function declareQueue(
  apart: () => Promise<Channel>,
  queue: string,
  subscription: Pick<TriggerSubscription, 'queueType' | 'deadLetterExchange'>,
): Promise<boolean> {
  const channel = await apart();
  try {
    await channel.assertQueue(queue, { durable: true, arguments: queueArguments(subscription) });
    return true;
  } catch (error) {
    if (codeOf(error) !== PRECONDITION_FAILED) throw error;
    return false;
  } finally {
    await closeQuietly(channel);
  }
}

/**
 * Takes a queue of an earlier release out of use: nothing new comes into it, and once it is empty it is deleted.
 * @returns whether something waits in it still, to be consumed
 */
export async function retireQueue(
  apart: () => Promise<Channel>,
  { queue, exchange, bindings }: FormerQueue,
): Promise<boolean> {
  const channel = await apart();
  try {
    await channel.checkQueue(queue);
    await channel.unbindQueue(queue, exchange, '', bindings);
    // Quorum queues know no deletion on condition; but from now on nothing comes that was not counted.
    const { messageCount, consumerCount } = await channel.checkQueue(queue);
    if (messageCount > 0 || consumerCount > 0) return true;
    await channel.deleteQueue(queue);
    return false;
  } catch (error) {
    if (codeOf(error) !== NOT_FOUND) throw error;
    return false;
  } finally {
    await closeQuietly(channel);
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
