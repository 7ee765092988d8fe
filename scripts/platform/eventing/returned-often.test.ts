import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChannels, type Rabbit, startRabbit } from '../fixtures/rabbit-of-tests.ts';
import { declareQueue } from './queue.ts';

const scope = randomUUID();
let rabbit: Rabbit;
let channels: Awaited<ReturnType<typeof openChannels>>;

beforeAll(async () => {
  rabbit = await startRabbit();
  channels = await openChannels(rabbit.url);
}, 60_000);
afterAll(async () => {
  await channels.close();
  await rabbit.stop();
}, 30_000);

interface Names {
  queue: string;
  letters: string;
}

/** A queue with one message, and where its dead letters go. */
async function queueOf(queueType: 'quorum' | 'classic'): Promise<Names> {
  const [queue, letters, deadLetterExchange] = ['q', 'letters', 'dlx'].map(
    (part) => `${part}-${scope}-${queueType}`,
  ) as [string, string, string];
  const channel = await channels.confirming();
  await channel.assertExchange(deadLetterExchange, 'headers', { durable: true, autoDelete: true });
  await channel.assertQueue(letters, { durable: true });
  await channel.bindQueue(letters, deadLetterExchange, '', { 'x-match': 'all', 'x-knative-trigger': 't' });
  expect(await declareQueue(channels.apart, queue, { queueType, deadLetterExchange })).toBe(true);
  channel.sendToQueue(queue, Buffer.from('{}'), { headers: { id: '1', type: 'a' }, persistent: true });
  await channel.waitForConfirms();
  return { queue, letters };
}

/** Takes the message and gives it back, for as long as it comes and so often at most; tells how often it came. */
async function giveBack({ queue, letters }: Names, atMost: number): Promise<number> {
  const channel = await channels.plain();
  for (let returns = 0; ;) {
    const message = await channel.get(queue, { noAck: false });
    if (message) {
      channel.nack(message);
      if (++returns === atMost) return returns;
    } else if ((await channel.checkQueue(letters)).messageCount > 0) return returns;
    else await wait(10);
  }
}

async function take(queue: string) {
  return (await channels.plain()).get(queue, { noAck: true });
}

test('a message that comes back to its quorum queue again and again is a dead letter after twenty times', async () => {
  const names = await queueOf('quorum');
  expect(await giveBack(names, 40)).toBe(21);
  expect(await take(names.letters)).toMatchObject({ properties: { headers: { id: '1', type: 'a' } } });
  await remove(names);
}, 30_000);

test('one that comes back to a classic queue stays there', async () => {
  const names = await queueOf('classic');
  expect(await giveBack(names, 40)).toBe(40);
  await expect.poll(() => take(names.queue)).toMatchObject({ properties: { headers: { id: '1', type: 'a' } } });
  await remove(names);
}, 30_000);

async function remove({ queue, letters }: Names): Promise<void> {
  const channel = await channels.plain();
  for (const name of [queue, letters]) await channel.deleteQueue(name);
}
