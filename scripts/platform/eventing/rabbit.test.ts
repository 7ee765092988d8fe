import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Rabbit, startRabbit } from '../fixtures/rabbit-of-tests.ts';
import { openWire, type Wire } from '../../testing/servers/wire.ts';
import { closeQuietly } from '../../servers/close-quietly.ts';
import { type Opener, rabbitLink } from './rabbit.ts';

let rabbit: Rabbit;
let wire: Wire;
let link: Awaited<ReturnType<typeof rabbitLink>> | undefined;

beforeAll(async () => {
  rabbit = await startRabbit();
}, 60_000);
beforeEach(async () => {
  wire = await openWire(rabbit.url);
});
afterEach(async () => {
  wire.onSend = () => 'pass';
  if (link) await closeQuietly(link);
  await wire.close();
});
afterAll(() => rabbit?.stop());

const CHANNEL_CLOSE = Buffer.from([0, 20, 0, 40]);
const CONNECTION_CLOSE = Buffer.from([0, 10, 0, 50]);

/** Opens a link, takes its connection away, and waits until it has been set up again. @returns how often that was tried */
async function comesBack(opener: (times: number, ...args: Parameters<Opener>) => Promise<void>, setupMs?: number) {
  let times = 0;
  const again = Promise.withResolvers<void>();
  link = await rabbitLink(
    wire.url,
    'test',
    () => {},
    async (open) => {
      times += 1;
      await opener(times, open);
    },
    setupMs,
  );
  link.on('connect', () => again.resolve());
  wire.cut();
  wire.mend();
  await again.promise;
  return times;
}

test('a connection that goes while a channel of its set-up is being closed is set up again', async () => {
  const times = await comesBack(async (at, { apart }) => {
    const channel = await apart();
    if (at === 2) wire.onSend = (chunk) => (chunk.includes(CHANNEL_CLOSE) ? 'cut before it arrives' : 'pass');
    await closeQuietly(channel);
    if (at === 2) {
      wire.onSend = () => 'pass';
      await apart();
    }
  });
  expect(times).toBe(3);
}, 20_000);

test('a connection that goes while it is closed after a set-up that failed is set up again', async () => {
  const times = await comesBack(async (at) => {
    if (at !== 2) return;
    wire.onSend = (chunk) => (chunk.includes(CONNECTION_CLOSE) ? 'cut before it arrives' : 'pass');
    throw new Error('not this time');
  });
  expect(times).toBe(3);
}, 20_000);

test('a server that says nothing more while a set-up is closed is not waited for', async () => {
  const times = await comesBack(async (at) => {
    if (at !== 2) return;
    wire.lose();
    throw new Error('not this time');
  });
  expect(times).toBe(3);
}, 20_000);

test('a set-up that hangs is begun anew', async () => {
  const times = await comesBack(async (at, { plain }) => {
    await plain();
    if (at === 2) await new Promise(() => {});
  }, 500);
  expect(times).toBe(3);
}, 20_000);
