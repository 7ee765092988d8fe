/** Holds, sells, blocks and frees seats. */
import { authenticator } from '../shared/identity/tokens.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { contentTag } from '../shared/http/etag.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { EndedSessions } from '../shared/identity/ended-sessions.ts';
import { log } from '../shared/log.ts';
import { changePace } from '../shared/identity/change-pace.ts';
import { type Limit, limiter } from '../shared/identity/limits.ts';
import { paces } from '../shared/identity/pace.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { openEventsRelay } from '../shared/seats/events-relay.ts';
import { discardOldStatesOn } from '../shared/seats/restarts.ts';
import { VersionNews } from '../shared/seats/version-news.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { inlet, onTick, subscribe } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { cancelOrder, extendHold, getHold, holdSeats, listHolds, placeOrder, releaseHold, showOrder } from './api.ts';
import { blockSeats, getBlock, listBlocks, releaseBlock } from './block-api.ts';
import { answerBlockSeats, blockTag, blockView } from './blocks/block-seats.ts';
import { answerCancelOrder, cancelOrdersOfCancelledEvents } from './orders/cancel-order.ts';
import { HOLD_LOAD, HoldQueue } from './live/hold-queue.ts';
import { HOLD_RULES } from './live/hold-limits.ts';
import { holdTimes } from './live/hold-times.ts';
import { type Context, type CountAttempt, GroupCommits } from './context.ts';
import { eventChanged } from './event-changes.ts';
import { answerExtendHold } from './holds/extend-hold.ts';
import { answerListHolds } from './holds/list-holds.ts';
import { answerHoldSeats } from './holds/make-hold.ts';
import { answerReleaseHold } from './holds/release-hold.ts';
import { answerGetHold } from './holds/show-hold.ts';
import type { HoldView } from './holds/hold-view.ts';
import { holdTag } from './live/hold-tag.ts';
import { answerPlaceOrder } from './orders/place-order.ts';
import { exportOrdersOfEvent, getSales, listOrdersOfEvent } from './order-list-api.ts';
import { answerExportOrdersOfEvent } from './order-lists/export-orders.ts';
import { answerListOrdersOfEvent, viewForOrganizer } from './order-lists/list-orders.ts';
import { answerGetSales } from './order-lists/show-sales.ts';
import { answerShowOrder } from './orders/show-order.ts';
import { RepairSoon } from './repair-soon.ts';
import { repairKnown } from './repair-seats.ts';
import { sweep } from './sweep.ts';
import { EventsOnSale } from './on-sale/event-on-sale.ts';
import { type StoredOrder, orderTag, orderView } from './store.ts';
import { answerListBlocks, answerReleaseBlock, answerGetBlock } from './blocks/release-block.ts';

const config = readSettings(capability);
const databases = openShards(config.databases, { together: true });
const redisLink = openRedis(config.redis);
const ended = new EndedSessions(redisLink);
const relay = openEventsRelay(config.outlet);
const count = limiter(redisLink);
const keepPace = paces(redisLink);
/** Of one organizer; the same as of changes of events. */
const CHANGES = changePace(config);
const context: Context = {
  databases,
  redisLink,
  relay,
  eventsOnSale: new EventsOnSale(),
  news: new VersionNews(redisLink),
  groupCommits: new GroupCommits(),
  repairs: new RepairSoon((shard) => repairKnown(context, shard)),
  holdQueue: new HoldQueue(redisLink.redis, HOLD_LOAD, {
    ...HOLD_RULES,
    networkSeats: config.HOLD_NETWORK_SEATS,
    networkPercent: config.HOLD_NETWORK_PERCENT,
    freeStrikes: config.HOLDS_GIVEN_BACK,
  }),
  times: holdTimes(config),
  countHold: counted({ name: 'hold', attempts: config.HOLDS_PER_TEN_MINUTES, windowSeconds: 600 }),
  countChange: counted({ name: 'orders-changed', attempts: config.ORDERS_CHANGED_PER_HOUR, windowSeconds: 3_600 }),
  countCancellation: counted({ name: 'cancel', attempts: config.CANCELLATIONS_PER_HOUR, windowSeconds: 3_600 }),
};

function counted(limit: Limit): CountAttempt {
  const tell = (userId: string): Promise<void> => count.tell(limit, userId);
  return Object.assign((userId: string) => count(limit, userId), { tell });
}

redisLink.onServer((server) => {
  discardOldStatesOn(redisLink.redis, server).catch((error: unknown) =>
    log.warn({ err: error }, 'old states are left for the next tick'),
  );
});

const heldAs = (body: HoldView) => ({ body, ...tagged(body.status === 'held' ? holdTag(body) : undefined) });
const tagged = (etag: string | undefined) => (etag === undefined ? {} : { etag });
const orderedAs = (record: StoredOrder) => ({ body: orderView(record), etag: orderTag(record) });

serveFunction(capability, config, {
  find: (id) => databases.find(id),
  authenticate: authenticator(config, redisLink, Date.now, ended),
  routes: [
    on(holdSeats, async (call) => {
      const { hold, repeated } = await answerHoldSeats(context, call);
      return { status: repeated ? 200 : 201, ...heldAs(hold) };
    }),
    on(listHolds, async (call) => {
      const body = await answerListHolds(context, call);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(getHold, async (call) => ({ status: 200, ...heldAs(await answerGetHold(context, call)) })),
    on(extendHold, async (call) => ({ status: 200, ...heldAs(await answerExtendHold(context, call)) })),
    on(releaseHold, async (call) => {
      await answerReleaseHold(context, call);
      return { status: 204 };
    }),
    on(placeOrder, async (call) => {
      const { placed, repeated } = await answerPlaceOrder(context, call);
      return { status: repeated ? 200 : 201, ...orderedAs(placed) };
    }),
    on(showOrder, async (call) => {
      const shown = await answerShowOrder(context, call);
      const body = shown.buyerId === call.user.userId ? orderView(shown) : viewForOrganizer(shown);
      return { status: 200, body, etag: orderTag(shown) };
    }),
    on(listOrdersOfEvent, async (call) => {
      const body = await answerListOrdersOfEvent(context, call);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(getSales, async (call) => {
      const body = await answerGetSales(context, call);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(exportOrdersOfEvent, async (call) => ({
      status: 200,
      stream: await answerExportOrdersOfEvent(context, call),
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="orders-${call.params.eventId}.csv"`,
        'cache-control': 'no-store',
      },
    })),
    on(cancelOrder, async (call) => ({ status: 200, ...orderedAs(await answerCancelOrder(context, call)) })),
    on(blockSeats, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      const { placed, repeated } = await answerBlockSeats(context, call);
      return { status: repeated ? 200 : 201, body: blockView(placed), ...tagged(blockTag(placed)) };
    }),
    on(listBlocks, async (call) => {
      const body = await answerListBlocks(context, call);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(getBlock, async (call) => {
      const shown = await answerGetBlock(context, call);
      return { status: 200, body: blockView(shown), ...tagged(blockTag(shown)) };
    }),
    on(releaseBlock, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      const { left } = await answerReleaseBlock(context, call);
      return { status: 204, ...tagged(left) };
    }),
  ],
  messages: inlet(
    [
      subscribe('event.updated.v1', ({ data }) => eventChanged(context, data)),
      subscribe('event.cancelled.v1', async ({ data, trace }) => {
        await eventChanged(context, data);
        await cancelOrdersOfCancelledEvents(context, await databases.found(data.eventId), data.eventId, trace);
      }),
      onTick(() => sweep(context)),
    ],
    config.trust,
    deadLetterBox(() => databases.all().map((shard) => shard.pool)),
  ),
  dependsOn: [databases, redisLink],
  closers: [
    () => context.groupCommits.followed(),
    () => context.repairs.close(),
    () => relay.close(),
    () => databases.close(),
    async () => ended.close(),
    () => redisLink.close(),
  ],
});
