import { EventEmitter } from 'node:events';
import type { Channel } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { declareQueue, queueArguments } from './queue.ts';

const QUORUM = { queueType: 'quorum', deadLetterExchange: 'dlx' } as const;

/** A channel of which RabbitMQ says what it says. */
function channelThat(assertQueue: () => Promise<unknown>) {
  const closed: string[] = [];
  const channel = Object.assign(new EventEmitter(), {
    assertQueue,
    close: async () => {
      closed.push('closed');
    },
  });
  return { closed, apart: async () => channel as unknown as Channel };
}
const answering = (code: number) => async () => {
  throw Object.assign(new Error(`Operation failed: QueueDeclare; ${code}`), { code });
};

describe('the arguments of a queue', () => {
  test('what comes back twenty times goes to the dead letters', () => {
    expect(queueArguments(QUORUM)).toEqual({
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': 'dlx',
      'x-delivery-limit': 20,
    });
  });

  test('without dead letters nothing is given up for coming back', () => {
    expect(queueArguments({ queueType: 'quorum', deadLetterExchange: undefined })).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 1_000_000,
    });
  });

  test('a classic queue has no limit: RabbitMQ refuses the argument', () => {
    expect(queueArguments({ queueType: 'classic', deadLetterExchange: 'dlx' })).toEqual({
      'x-queue-type': 'classic',
      'x-dead-letter-exchange': 'dlx',
    });
  });
});

describe('declaring a queue', () => {
  test('is true for a new queue, and its channel is closed', async () => {
    const { apart, closed } = channelThat(async () => ({}));
    expect(await declareQueue(apart, 'q', QUORUM)).toBe(true);
    expect(closed).toEqual(['closed']);
  });

  test('is false for one that exists with other arguments (406)', async () => {
    const { apart } = channelThat(answering(406));
    expect(await declareQueue(apart, 'q', QUORUM)).toBe(false);
  });

  test('fails for every other reason', async () => {
    const { apart, closed } = channelThat(answering(403));
    await expect(declareQueue(apart, 'q', QUORUM)).rejects.toMatchObject({ code: 403 });
    expect(closed).toEqual(['closed']);
  });
});
