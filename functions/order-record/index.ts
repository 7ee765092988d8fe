/** Keeps a user's orders: written by events only, readable by that user only. */
import { authenticator } from '../shared/identity/tokens.ts';
import type { EventData } from '../../events/catalog.ts';
import { openShards, type Shard } from '../shared/mysql/databases.ts';
import type { Db } from '../shared/mysql/statements.ts';
import { on } from '../shared/http/call.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { Content } from '../shared/http/content.ts';
import { contentTag, tagOf } from '../shared/http/etag.ts';
import { calendarHeaders } from '../shared/event/calendar/media-type.ts';
import { Problem } from '../shared/problem.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { GroupInbox, once } from '../shared/messages/inbox.ts';
import { inlet, type Received, subscribe } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { orderCalendar } from './order-calendar.ts';
import { getOrder, getOrderCalendar, listOrders } from './api.ts';
import {
  findOrder,
  findRecords,
  findRevisedOrder,
  isPlainOrder,
  keepEventFacts,
  keepOrder,
  orderEffects,
} from './store.ts';

const config = readSettings(capability);
const shards = openShards(config.databases, { together: true });
const redisLink = openRedis(config.redis);

const inboxes = new Map<Shard, GroupInbox<EventData<'order.confirmed.v1'>>>();
const inboxOf = (shard: Shard) => {
  const inbox = inboxes.get(shard) ?? new GroupInbox(shard.pool, orderEffects());
  inboxes.set(shard, inbox);
  return inbox;
};

async function record(
  event: Received<'order.confirmed.v1' | 'order.updated.v1' | 'order.cancelled.v1'>,
): Promise<void> {
  const shard = shards.ofId(event.data.buyerId);
  if (isPlainOrder(event.data)) await inboxOf(shard).take(event, event.data);
  else await once(shard.pool, event, (db) => keepOrder(db, event.data));
}

/** @throws Problem `order_not_found`, also for anybody else's */
async function ownOrder<Found>(
  find: (db: Db, userId: string, orderId: string) => Promise<Found | undefined>,
  params: { userId: string; orderId: string },
  userId: string,
): Promise<Found> {
  const { pool } = shards.ofId(params.userId);
  const order = userId === params.userId ? await find(pool, userId, params.orderId) : undefined;
  if (!order) throw new Problem('order_not_found', 'the caller has no such order');
  return order;
}

serveFunction(capability, config, {
  authenticate: authenticator(config, redisLink),
  routes: [
    on(listOrders, async ({ params, query, user }) => {
      const { pool } = shards.ofId(params.userId);
      if (user.userId !== params.userId) throw new Problem('not_yours', 'everybody sees their own orders only');
      const body = await findRecords(pool, user.userId, query);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(getOrder, async ({ params, user }) => {
      const body = await ownOrder(findOrder, params, user.userId);
      return { status: 200, body, etag: contentTag(body) };
    }),
    on(getOrderCalendar, async ({ params, user }) => {
      const found = await ownOrder(findRevisedOrder, params, user.userId);
      const body = new Content(() => orderCalendar(found), String);
      return { status: 200, body, etag: tagOf(body.plain), headers: calendarHeaders(found.order.id) };
    }),
  ],
  messages: inlet(
    [
      subscribe('order.confirmed.v1', record),
      subscribe('order.updated.v1', record),
      subscribe('order.cancelled.v1', record),
      subscribe('event.updated.v1', async ({ source, id, data }) => {
        const { eventId, version, title, startsAt, endsAt, venue, updatedAt } = data;
        const facts = { id: eventId, version, title, startsAt, endsAt, venue, updatedAt };
        // Which shards have orders of the event is not known, and an older order may still be on its way.
        await Promise.all(
          shards.all().map(({ pool }) => once(pool, { source, id }, (db) => keepEventFacts(db, facts))),
        );
      }),
    ],
    config.trust,
    deadLetterBox(() => shards.all().map(({ pool }) => pool)),
  ),
  dependsOn: [shards, redisLink],
  closers: [() => redisLink.close(), () => shards.close()],
});
