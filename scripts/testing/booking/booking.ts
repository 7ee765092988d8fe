/** Booking without HTTP: the Context as `book` sets it up, on a shard of a test's own, by wires that can break. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { OrderRequest } from '../../../functions/book/api.ts';
import type { BlockRequest } from '../../../functions/book/block-api.ts';
import { HoldQueue } from '../../../functions/book/live/hold-queue.ts';
import { type Context, GroupCommits } from '../../../functions/book/context.ts';
import { EventsOnSale } from '../../../functions/book/on-sale/event-on-sale.ts';
import type { SeatRequest } from '../../../functions/book/on-sale/seat-request.ts';
import { UNCONDITIONAL } from '../../../functions/shared/http/condition.ts';
import { shardsOf } from '../../../functions/shared/mysql/databases.ts';
import { eventKey } from '../../../functions/shared/messages/proof.ts';
import { openPublisher } from '../../../functions/shared/messages/publisher.ts';
import { RepairSoon } from '../../../functions/book/repair-soon.ts';
import { repairKnown } from '../../../functions/book/repair-seats.ts';
import { openRedis } from '../../../functions/shared/redis/connection.ts';
import { Relay } from '../../../functions/shared/messages/relay.ts';
import { salesFigures } from '../../../functions/shared/messages/sales-figures.ts';
import { noteSwept } from '../../../functions/shared/seats/note-repairs.ts';
import { VersionNews } from '../../../functions/shared/seats/version-news.ts';
import { parseShardMap } from '../../../functions/shared/slots.ts';
import { continueTrace } from '../../../functions/shared/trace.ts';
import { ownRedis } from '../servers/own-redis.ts';
import { openShard, type TestShard } from './shard.ts';
import { openWire, type Wire } from '../servers/wire.ts';

/** A Context with what surrounds it. */
export interface TestBooking {
  context: Context;
  shard: TestShard;
  mysql: Wire;
  redis: Wire;
  /** The types and subjects that the broker's ingress has taken. */
  published: { type: string; subject: string; data: string }[];
  /** Waited for before the ingress answers. */
  beforeAnswer: (type: string) => Promise<void>;
  close(): Promise<void>;
}

const notCounted = Object.assign(async () => ({ giveBack: async () => {} }), { tell: async () => {} });

/**
 * Opens one. Close it in `afterAll`.
 * @param movingTo the URL of a shard e2 that all slots are on their way to
 */
export async function openBooking(movingTo?: string): Promise<TestBooking> {
  const shard = await openShard();
  const published: TestBooking['published'] = [];
  const broker = createServer((request, response) => {
    void text(request).then(async (data) => {
      const type = String(request.headers['ce-type']);
      published.push({ type, subject: String(request.headers['ce-subject']), data });
      await booking.beforeAnswer(type);
      response.writeHead(202).end();
    });
  }).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const { url: redisUrl, isCluster } = await ownRedis();
  // The servers of a cluster are reached at addresses of their own: this wire leads to one of them, at first.
  const [mysql, redis] = await Promise.all([openWire(shard.url), openWire(redisUrl)]);
  const [map, urls] = movingTo
    ? ['e0=000-fff>e2,e2=', { e0: mysql.url, e2: movingTo }]
    : ['e0=000-fff', { e0: mysql.url }];
  const databases = shardsOf(parseShardMap(map), new Map(Object.entries(urls)), { together: true });
  const redisLink = openRedis({ url: redis.url, isCluster });
  const publisher = openPublisher({
    sink: `http://127.0.0.1:${(broker.address() as AddressInfo).port}/`,
    keys: new Map(['e0', 'e2'].map((name) => [name, [eventKey('a key of this test alone, long enough')]])),
  });
  const relay = new Relay(publisher, noteSwept, salesFigures());
  const context: Context = {
    databases,
    redisLink,
    relay,
    eventsOnSale: new EventsOnSale(),
    news: new VersionNews(redisLink),
    groupCommits: new GroupCommits(),
    repairs: new RepairSoon((of) => repairKnown(context, of)),
    holdQueue: new HoldQueue(redisLink.redis),
    times: { holdMs: 60_000, holdMaxMs: 120_000 },
    countHold: notCounted,
    countCancellation: notCounted,
    countChange: notCounted,
  };
  const booking: TestBooking = {
    context,
    shard,
    mysql,
    redis,
    published,
    beforeAnswer: async () => {},
    close: async () => {
      await context.groupCommits.followed();
      await context.repairs.close();
      await relay.close();
      await databases.close();
      await redisLink.close();
      await Promise.all([mysql.close(), redis.close()]);
      broker.closeAllConnections();
      broker.close();
      await shard.close();
    },
  };
  return booking;
}

const common = {
  query: undefined,
  condition: UNCONDITIONAL,
  lastEventId: undefined,
  identify: undefined,
  address: '',
  trace: continueTrace(undefined),
};
const by = (userId: string) => ({ userId, sessionId: '', expiresAt: 0 });

/** What is done at POST …/orders. */
export function orderCall(eventId: string, userId: string, key: string, body: OrderRequest) {
  return { ...common, params: { eventId }, user: by(userId), key, body };
}

/** What is done at POST …/holds. */
export function holdCall(eventId: string, userId: string, body: SeatRequest, key?: string) {
  return { ...common, params: { eventId }, user: by(userId), key, body };
}

/** What is done at DELETE …/holds/{holdId}. */
export function holdReleaseCall(eventId: string, userId: string, holdId: string) {
  return { ...common, params: { eventId, holdId }, user: by(userId), key: undefined, body: undefined };
}

/** What is done at POST …/blocks. */
export function blockCall(eventId: string, userId: string, key: string, body: BlockRequest) {
  return { ...common, params: { eventId }, user: by(userId), key, body };
}

/** What is done at DELETE …/blocks/{blockId}. */
export function releaseCall(eventId: string, userId: string, blockId: string, seats?: string[]) {
  return {
    ...common,
    params: { eventId, blockId },
    user: by(userId),
    key: undefined,
    body: undefined,
    query: { seats },
  };
}

/** What is done at POST …/orders/{orderId}/cancel. */
export function cancelCall(eventId: string, userId: string, orderId: string, seats?: string[]) {
  return { ...common, params: { eventId, orderId }, user: by(userId), key: undefined, body: seats && { seats } };
}
