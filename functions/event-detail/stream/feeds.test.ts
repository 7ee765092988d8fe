/** Streams below HTTP: by a wire to Redis that can break, with clients that do not read, in several processes' worth. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ownRedisUrl } from '../../../scripts/testing/servers/own-redis.ts';
import { SeatStream } from '../../../scripts/testing/booking/seat-follower.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { until } from '../../../scripts/testing/until.ts';
import { openWire, type Wire } from '../../../scripts/testing/servers/wire.ts';
import { type EventOnSale, eventOnSale } from '../../book/on-sale/event-on-sale.ts';
import { HoldQueue } from '../../book/live/hold-queue.ts';
import { release } from '../../book/live/held-seats-scripts.ts';
import { EventStream, STREAM_HEADERS } from '../../shared/http/event-stream.ts';
import { Problem } from '../../shared/problem.ts';
import { type RedisLink, openRedis } from '../../shared/redis/connection.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { SeatViews } from '../seat-views.ts';
import { Feeds } from './feeds.ts';

const SEATS = 20_000;
const chart = { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: SEATS }] };

let shard: TestShard;
let wire: Wire;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** What a process of event-detail is to its streams. */
interface Process {
  redisLink: RedisLink;
  feeds: Feeds;
  url: string;
  server: Server;
  /** The streams as the process has them. */
  open: EventStream[];
}
const processes: Process[] = [];
let onSale: EventOnSale;
let eventId: string;

beforeEach(async () => {
  wire = await openWire(await ownRedisUrl());
  onSale = eventOnSale(await shard.publish({ chart }));
  eventId = onSale.event.id;
});
afterEach(async () => {
  for (const { feeds, redisLink, server } of processes.splice(0)) {
    await feeds.close();
    await redisLink.close();
    server.closeAllConnections();
    server.close();
  }
  await wire.close();
});

async function start(streams = 10): Promise<Process> {
  const redisLink = openRedis(wire.url);
  const seatViews = new SeatViews(redisLink, 10);
  const feeds = new Feeds(redisLink, { streams, streamsPerNetwork: Infinity, lifeMs: 60_000 });
  const open: EventStream[] = [];
  const server = createServer((request, response) => {
    const since = request.headers['last-event-id'];
    feeds.open(seatViews.of(eventId, shard.pool), 'a', since === undefined ? undefined : Number(since)).then(
      async (body) => {
        using begun = body;
        response.writeHead(200, STREAM_HEADERS).flushHeaders();
        const stream = new EventStream(response);
        open.push(stream);
        begun.begin(stream);
        await stream.closed;
      },
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        response.writeHead(error.status, { 'retry-after': String(error.retryAfterSeconds) }).end();
      },
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const made = { redisLink, feeds, server, open, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  processes.push(made);
  await redisLink.ready();
  return made;
}

async function follow({ url }: Process): Promise<SeatStream> {
  const stream = new SeatStream();
  expect(await stream.open(url)).toBe(200);
  await until('the first event', async () => stream.last);
  return stream;
}
const hold = (id: string, from: number, quantity: number) =>
  new HoldQueue(shard.redis).hold(
    onSale,
    { seats: Array.from({ length: quantity }, (_, index) => from + index) },
    { buyer: 'buyer', holdId: id, times: { holdMs: 60_000, holdMaxMs: 60_000 }, atOnce: SEATS },
  );

test('503 with Retry-After beyond the number of streams; one that leaves makes room', async () => {
  const process = await start(2);
  const [one] = [await follow(process), await follow(process)];
  const refused = await fetch(process.url);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(5);
  await one?.leave();
  await until('there is room', async () => {
    const stream = new SeatStream();
    return (await stream.open(process.url)) === 200;
  });
});

test('503 with Retry-After while Redis is away', async () => {
  const process = await start();
  wire.cut();
  const refused = await fetch(process.url);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
});

test('an open stream says when Redis is away; once it is back it says what changed meanwhile, or that nothing did', async () => {
  const stream = await follow(await start());
  wire.cut();
  await until('it is stale', async () => stream.last?.event === 'stale');
  await hold('h1', 5, 2);
  wire.mend();
  await until('it is not', async () => stream.last?.event === 'change');
  expect(stream.view.seats).toEqual({ held: [5, 6], sold: [] });
  wire.cut();
  await until('it is stale again', async () => stream.last?.event === 'stale');
  wire.mend();
  await until('it is not', async () => stream.last?.event === 'change');
  expect(stream.last?.data).toMatchObject({ held: [], sold: [], free: [], counts: { held: 2 } });
});

test('what somebody else has found out of the event is sent to all who watch, also when Redis does not know', async () => {
  const process = await start();
  const stream = await follow(process);
  await shard.pool.query('UPDATE events SET version = 2 WHERE id = ?', [eventId]);
  await until('another stream begins with it', async () => {
    const other = await follow(process);
    await other.leave();
    return other.view.eventVersion === 2;
  });
  await until('it arrives', async () => stream.view.eventVersion === 2);
  expect(stream.last).toMatchObject({ event: 'change', data: { status: 'published', free: [], held: [], sold: [] } });
});

test('with Redis away a cancellation ends the stream all the same, by the word of MySQL', async () => {
  const stream = await follow(await start());
  wire.cut();
  await until('it is stale', async () => stream.last?.event === 'stale');
  expect(stream.last?.data).toMatchObject({ status: 'published', eventVersion: 1 });
  await shard.pool.query("UPDATE events SET status = 'cancelled', version = 2 WHERE id = ?", [eventId]);
  await stream.over;
  expect(stream.last).toMatchObject({ event: 'closing', data: { reason: 'cancelled' } });
});

test('a stream that is opened and never begun gives its place back, and so does one that cannot be opened', async () => {
  const { feeds, redisLink } = await start(1);
  const view = new SeatViews(redisLink, 10).of(eventId, shard.pool);
  for (let times = 0; times < 3; times++) (await feeds.open(view, 'a', undefined))[Symbol.dispose]();
  const nowhere = new SeatViews(redisLink, 10).of('evt_001_01JDCMX0C1E6S9T4W2VZQK8M5F', shard.pool);
  for (let times = 0; times < 3; times++)
    await expect(feeds.open(nowhere, 'a', undefined)).rejects.toMatchObject({ code: 'event_not_found' });
  const only = await feeds.open(view, 'a', undefined);
  await expect(feeds.open(view, 'b', undefined)).rejects.toMatchObject({ code: 'unavailable' });
  only[Symbol.dispose]();
});

test('processes that share nothing but Redis send the same; one connection serves all streams of a process', async () => {
  const [a, b] = [await start(), await start()];
  const streams = [await follow(a), await follow(a), await follow(b), await follow(b)];
  const before = blockedClients(await shard.redis.client('LIST'));
  expect(before).toBeLessThanOrEqual(2);
  await hold('h1', 100, 3);
  for (const stream of streams) await until('the hold arrives', async () => stream.view.held.size === 3);
  await release(shard.redis, seatKeys(eventId), ['h1', 'buyer', '']);
  for (const stream of streams) await until('its end arrives', async () => stream.view.held.size === 0);
  expect(new Set(streams.map((stream) => stream.view.version)).size).toBe(1);
});

/** Of this file: others have databases of their own on the same server. */
function blockedClients(list: unknown): number {
  return String(list)
    .split('\n')
    .filter((line) => line.includes('cmd=xread') && line.includes(` db=${shard.redis.options.db} `)).length;
}

test('what happens within a moment is sent together', async () => {
  const stream = await follow(await start());
  for (let index = 0; index < 200; index++) await hold(`h${index}`, index * 2, 1);
  await until('all arrive', async () => stream.view.held.size === 200);
  expect(stream.events.length).toBeLessThan(100);
});

test('a client that does not read costs a bounded amount of memory, holds up nobody, and gets the state once it reads', async () => {
  const process = await start();
  const [answer] = (await once(get(process.url), 'response')) as [IncomingMessage];
  answer.pause();
  const slow = process.open[0]!;
  const quick = await follow(process);
  await fill(slow);
  let most = 0;
  for (let round = 0; round < 20; round++) {
    const to = round % 2 === 0 ? 'free' : 'held';
    await flip(to);
    await until('the quick one has it', async () => quick.view.held.size === (to === 'held' ? SEATS / 2 : 0));
    most = Math.max(most, slow.pendingBytes);
  }
  expect(most).toBeLessThan(FILLER.length + 20_000);
  let text = '';
  answer
    .setEncoding('utf8')
    .on('data', (chunk: string) => (text = (text + chunk).slice(-100_000)))
    .resume();
  await until('the slow one has it', async () => text.includes(`id: ${quick.view.version}\n`));
  answer.destroy();
});

const FILLER = `:${'x'.repeat(65_534)}\n`;

/** Sends what clients overlook, until the system takes no more. */
async function fill(stream: EventStream): Promise<void> {
  for (let full = 0; full < 5; full = stream.pendingBytes > 0 ? full + 1 : 0) {
    if (stream.pendingBytes === 0) stream.send(FILLER);
    await immediate();
  }
}

/** Puts every other seat on hold in the bitmap, or frees it, and tells so: quicker than by holds. */
async function flip(to: 'held' | 'free'): Promise<void> {
  const [meta = '', held = ''] = seatKeys(eventId);
  const version = await shard.redis.hincrby(meta, 'version', 1);
  await shard.redis.set(held, Buffer.alloc(SEATS / 8, to === 'held' ? 0xaa : 0));
  await shard.redis.xadd(seatKeys(eventId).at(-1) ?? '', `${version}-0`, 's', '');
}

test('a process that is about to end closes its streams and takes no more', async () => {
  const process = await start();
  const stream = await follow(process);
  process.feeds.drain();
  await stream.over;
  expect(stream.last).toMatchObject({ event: 'closing', data: { reason: 'shutdown' } });
  expect((await fetch(process.url)).status).toBe(503);
});
