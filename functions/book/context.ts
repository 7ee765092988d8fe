/** What booking works with, and what follows every commit. */
import type { Databases, Shard } from '../shared/mysql/databases.ts';
import { log } from '../shared/log.ts';
import type { Attempt } from '../shared/identity/limits.ts';
import type { OutboxEvent } from '../shared/messages/outbox.ts';
import { Problem } from '../shared/problem.ts';
import type { RedisLink } from '../shared/redis/connection.ts';
import type { Relay } from '../shared/messages/relay.ts';
import { noteRepairs } from '../shared/seats/note-repairs.ts';
import { inSpanOfAll } from '../shared/telemetry/telemetry.ts';
import type { VersionNews } from '../shared/seats/version-news.ts';
import type { HoldQueue } from './live/hold-queue.ts';
import type { HoldTimes } from './live/hold-times.ts';
import { marking, type SoldSeats } from './live/live-seats.ts';
import type { EventsOnSale } from './on-sale/event-on-sale.ts';
import { type PendingOrder, seatsOf } from './commit/pending-order.ts';
import { IN_DOUBT_MS, type RepairSoon } from './repair-soon.ts';
import { GroupCommit } from './commit/group-commit.ts';

/** Counts what a person does; `tell`: what is left, of what is not counted. */
export interface CountAttempt {
  (userId: string): Promise<Attempt>;
  tell: (userId: string) => Promise<void>;
}

/** The clients of book. */
export interface Context {
  databases: Databases;
  redisLink: RedisLink;
  relay: Relay;
  eventsOnSale: EventsOnSale;
  /** Of versions of events, to Redis. */
  news: VersionNews;
  times: HoldTimes;
  groupCommits: GroupCommits;
  holdQueue: HoldQueue;
  /** Sets right what this process knows to be wrong, without waiting for a tick. */
  repairs: RepairSoon;
  /** Count what an account does, over all events. @throws Problem `too_many_requests` */
  countHold: CountAttempt;
  countCancellation: CountAttempt;
  /** Counts what an organizer changes of others' orders. */
  countChange: CountAttempt;
}

/** Two transactions at a time: while one's COMMIT is on its way to disk, the other is worked on. */
const GROUP_COMMIT = { lanes: 2, batch: 128, waiting: 2_000 };

/** The group commit of each shard. */
export class GroupCommits {
  readonly #groupCommits = new Map<string, GroupCommit>();

  of(context: Context, shard: Shard): GroupCommit {
    let groupCommit = this.#groupCommits.get(shard.name);
    if (!groupCommit)
      this.#groupCommits.set(
        shard.name,
        (groupCommit = new GroupCommit(shard.pool, GROUP_COMMIT, (orders) => afterOrders(context, shard, orders))),
      );
    return groupCommit;
  }

  /** Resolves when everything has happened that follows the orders placed so far. */
  async followed(): Promise<void> {
    await Promise.all([...this.#groupCommits.values()].map((groupCommit) => groupCommit.followed()));
  }
}

/** Holds live in Redis alone. @throws Problem `unavailable` while it is away */
export async function requireRedis(context: Context): Promise<RedisLink['redis']> {
  if (await context.redisLink.ready()) return context.redisLink.redis;
  throw noHolds();
}

/** The problem of holds while Redis is away. */
export function noHolds(): Problem {
  return new Problem(
    'unavailable',
    'holds are not possible right now; seats can be ordered directly',
    {},
    { retryAfterSeconds: 2 },
  );
}

/**
 * What follows the commit of orders or a cancellation: first the live state, then the events. When Redis does not
 * take it, they are noted for repair; when this process dies here, their events are still in the outbox, and
 * whoever sweeps them notes the orders for repair.
 */
export async function afterCommit(
  context: Context,
  shard: Shard,
  orders: readonly { id: string; eventId: string }[],
  stored: readonly OutboxEvent[],
  mark: () => Promise<void>,
): Promise<void> {
  try {
    if (!context.redisLink.isReady) throw new Error('redis is away');
    await mark();
  } catch (error) {
    const ids = orders.map(({ id }) => id);
    log.warn({ err: error, orders: ids }, 'the live state was not updated; noted for repair');
    try {
      await noteRepairs(
        shard.pool,
        orders.map(({ id, eventId }) => ({ eventId, orderId: id })),
      );
      context.repairs.begin(shard);
    } catch (cause) {
      // The events stay in the outbox: the sweep repairs instead.
      context.repairs.begin(shard, IN_DOUBT_MS);
      log.error({ err: cause, orders: ids }, 'the repair could not be noted');
      return;
    }
  }
  context.relay.announce(shard, stored);
}

/**
 * Awaits work that ends with a COMMIT. Should its answer be lost, nobody has published what it may have written, nor marked it in Redis: it is
 * looked for soon.
 */
export async function repairIfUnknown<T>(context: Context, shard: Shard, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && error.code === 'outcome_unknown') context.repairs.begin(shard, IN_DOUBT_MS);
    throw error;
  }
}

/** What follows the commit of orders, event by event. Buyers' answers do not wait for it. */
async function afterOrders(context: Context, shard: Shard, orders: readonly PendingOrder[]): Promise<void> {
  const byEvent = Map.groupBy(orders, ({ event }) => event.id);
  const seats = new Map([...byEvent].map(([eventId, sold]) => [eventId, sold.flatMap(soldSeats)]));
  const mark = marking(context.redisLink.redis, shard.pool, seats);
  await Promise.all(
    [...byEvent].map(([eventId, sold]) =>
      afterCommit(
        context,
        shard,
        sold.map(({ order }) => order),
        sold.map(({ outboxEvent }) => outboxEvent),
        () =>
          inSpanOfAll(
            sold.map(({ outboxEvent }) => outboxEvent.traceparent),
            { name: 'mark seats sold', kind: 'client', attributes: { 'db.system.name': 'redis' } },
            () => mark(eventId),
          ),
      ),
    ),
  );
}

function soldSeats({ order, holdId, ownHolds }: PendingOrder): SoldSeats[] {
  const seats = seatsOf(order);
  if (ownHolds.length === 0) return [{ holdId, orderId: order.id, seats }];
  const own = new Set(ownHolds.flatMap((hold) => hold.seats));
  const rest = { holdId, orderId: order.id, seats: seats.filter((seat) => !own.has(seat)) };
  return [...ownHolds.map((hold) => ({ ...hold, orderId: order.id })), ...(rest.seats.length > 0 ? [rest] : [])];
}
