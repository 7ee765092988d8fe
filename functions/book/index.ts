/** Holds, sells, blocks and frees seats. */
import * as z from 'zod';
import { authenticator, tokenConfig } from '../shared/identity/tokens.ts';
import { readConfig, wholeNumber } from '../shared/config.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { serve } from '../shared/serve/endpoint.ts';
import { EndedSessions } from '../shared/identity/ended-sessions.ts';
import { log } from '../shared/log.ts';
import { type Limit, limiter } from '../shared/identity/limits.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { openEventsRelay } from '../shared/seats/events-relay.ts';
import { discardOldStates } from '../shared/seats/restarts.ts';
import { deadLetterBox } from '../shared/messages/dead-letters.ts';
import { trustEvents } from '../shared/messages/trust.ts';
import { inlet, onTick, subscribe } from '../shared/messages/subscriber.ts';
import { cancelOrder, extendHold, getHold, holdSeats, placeOrder, releaseHold } from './api.ts';
import { blockSeats, listBlocks, releaseBlock } from './block-api.ts';
import { block, blockTag, blockView } from './blocks/block.ts';
import { cancel, cancelOrphans } from './orders/cancel.ts';
import { HOLD_LOAD, HoldQueue } from './live/hold-queue.ts';
import { HOLD_RULES } from './live/hold-limits.ts';
import { type Context, GroupCommits } from './context.ts';
import { eventChanged } from './event-changes.ts';
import { extendHold as extend } from './holds/extend.ts';
import { makeHold } from './holds/make.ts';
import { releaseHold as release } from './holds/release.ts';
import { showHold } from './holds/show.ts';
import { holdTag } from './live/live-seats.ts';
import { order } from './orders/place.ts';
import { sweep } from './sweep.ts';
import { EventsOnSale } from './event-on-sale.ts';
import { type OrderRecord, orderTag, orderView } from './store.ts';
import { list, releaseSeatsOfBlock } from './blocks/release.ts';

const config = readConfig({
  ...tokenConfig,
  REDIS_URL: z.url(),
  HOLD_SECONDS: wholeNumber(1, 3_600, 600),
  HOLD_MAX_SECONDS: wholeNumber(1, 14_400, 3_600),
  /** What a person needs to order: holds are as short as this while three quarters of the unsold seats are on hold. */
  HOLD_MIN_SECONDS: wholeNumber(1, 3_600, 300),
  /** Of an event's seats one network may hold so many, and this share of what it leaves free; with 100 all of them. */
  HOLD_NETWORK_SEATS: wholeNumber(1, 1_000_000, HOLD_RULES.networkSeats),
  HOLD_NETWORK_PERCENT: wholeNumber(0, 100, HOLD_RULES.networkPercent),
  /** So often within an hour somebody may give seats of an event back, by a hold that is not ordered from or by cancelling. */
  HOLDS_GIVEN_BACK: wholeNumber(1, 1_000_000, HOLD_RULES.freeStrikes),
  /** By an account, of all events. */
  HOLDS_PER_TEN_MINUTES: wholeNumber(1, 1_000_000, 120),
  CANCELLATIONS_PER_HOUR: wholeNumber(1, 1_000_000, 120),
});
const databases = openShards('events', { together: true });
const cache = openRedis(config.REDIS_URL);
const ended = new EndedSessions(cache);
const relay = openEventsRelay();
const count = limiter(cache);
const context: Context = {
  databases,
  cache,
  relay,
  events: new EventsOnSale(),
  groupCommits: new GroupCommits(),
  holdQueue: new HoldQueue(cache.redis, HOLD_LOAD, {
    ...HOLD_RULES,
    networkSeats: config.HOLD_NETWORK_SEATS,
    networkPercent: config.HOLD_NETWORK_PERCENT,
    freeStrikes: config.HOLDS_GIVEN_BACK,
  }),
  times: {
    holdMs: config.HOLD_SECONDS * 1_000,
    holdMinMs: Math.min(config.HOLD_MIN_SECONDS, config.HOLD_SECONDS) * 1_000,
    holdMaxMs: config.HOLD_MAX_SECONDS * 1_000,
  },
  countHold: counted({ name: 'hold', attempts: config.HOLDS_PER_TEN_MINUTES, windowSeconds: 600 }),
  countCancellation: counted({ name: 'cancel', attempts: config.CANCELLATIONS_PER_HOUR, windowSeconds: 3_600 }),
};

function counted(limit: Limit) {
  return (userId: string) => count(limit, userId);
}

cache.redis.on('ready', () => {
  discardOldStates(cache.redis).catch((error: unknown) =>
    log.warn({ err: error }, 'old states are left for the next tick'),
  );
});

const heldAs = (body: Awaited<ReturnType<typeof makeHold>>) => ({ body, etag: holdTag(body) });
const tagged = (etag: string | undefined) => (etag === undefined ? {} : { etag });
const orderedAs = (record: OrderRecord) => ({ body: orderView(record), etag: orderTag(record) });

serve({
  name: 'book',
  authenticate: authenticator(config, cache, Date.now, ended),
  routes: [
    on(holdSeats, async (call) => ({ status: 201, ...heldAs(await makeHold(context, call)) })),
    on(getHold, async (call) => ({ status: 200, ...heldAs(await showHold(context, call)) })),
    on(extendHold, async (call) => ({ status: 200, ...heldAs(await extend(context, call)) })),
    on(releaseHold, async (call) => {
      await release(context, call);
      return { status: 204 };
    }),
    on(placeOrder, async (call) => {
      const { placed, repeated } = await order(context, call);
      return { status: repeated ? 200 : 201, ...orderedAs(placed) };
    }),
    on(cancelOrder, async (call) => ({ status: 200, ...orderedAs(await cancel(context, call)) })),
    on(blockSeats, async (call) => {
      const { placed, repeated } = await block(context, call);
      return { status: repeated ? 200 : 201, body: blockView(placed), ...tagged(blockTag(placed)) };
    }),
    on(listBlocks, async (call) => ({ status: 200, body: await list(context, call) })),
    on(releaseBlock, async (call) => {
      const { left } = await releaseSeatsOfBlock(context, call);
      return { status: 204, ...tagged(left) };
    }),
  ],
  events: inlet(
    [
      subscribe('event.updated.v1', ({ data }) => eventChanged(context, data)),
      subscribe('event.cancelled.v1', async ({ data, trace }) => {
        await eventChanged(context, data);
        await cancelOrphans(context, databases.ofId(data.eventId), data.eventId, trace);
      }),
      onTick(() => sweep(context)),
    ],
    trustEvents('served', { ticks: true }),
    deadLetterBox(() => databases.all().map((shard) => shard.pool)),
  ),
  ready: databases.ready,
  closers: [
    () => context.groupCommits.followed(),
    () => relay.close(),
    () => databases.close(),
    async () => ended.close(),
    () => cache.close(),
  ],
});
