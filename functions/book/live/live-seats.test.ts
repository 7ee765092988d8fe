import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import {
  cancelOnly,
  checkShape,
  errorsOf,
  commit,
  newOrder,
  interrupted,
  snapshotOf,
} from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import type { Context } from '../context.ts';
import { settleOrder } from '../repair-seats.ts';
import { HoldQueue } from './hold-queue.ts';
import type { HoldTimes } from './hold-times.ts';
import * as live from './live-seats.ts';
import { seatsOf } from '../commit/pending-order.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import type { StoredOrder } from '../store.ts';

const LONG = { holdMs: 60_000, holdMaxMs: 120_000 };
const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 };
let shard: TestShard;
let context: Context;
let holdQueue: HoldQueue;

beforeAll(async () => {
  shard = await openShard();
  holdQueue = new HoldQueue(shard.redis);
  context = { redisLink: { redis: shard.redis, ready: async () => true, close: async () => {} } } as unknown as Context;
});

afterAll(() => shard.close());

const publish = async (capacity = 12): Promise<EventOnSale> =>
  eventOnSale(await shard.publish({ chart: { sections: [{ ...section, capacity }] } }));

const claim = (onSale: EventOnSale, buyer: string, hold: string, seats: number[], times: HoldTimes) =>
  holdQueue.hold(onSale, { seats }, { buyer, holdId: hold, times });

/** Redis' own clock, which is the one that holds expire by. */
async function redisNow(): Promise<number> {
  const [seconds, micros] = await shard.redis.time();
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

const expired = (onSale: EventOnSale) =>
  expect
    .poll(async () => Math.max(0, ...(await snapshotOf(shard, onSale)).expiry.values()) - (await redisNow()), {
      interval: 5,
    })
    .toBeLessThan(0);

test('selling from a hold again and again never makes it outlast its hard maximum by more than one sale', async () => {
  const onSale = await publish();
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await claim(onSale, 'ada', 'h1', [1], { holdMs: 500, holdMaxMs: 500 });
  const latest = (await snapshotOf(shard, onSale)).holds.get('h1')?.expires ?? 0;
  await live.pinHold(shard.redis, onSale, 'ada', 'h1', 60_000);
  await expect.poll(redisNow, { interval: 5 }).toBeGreaterThan(latest + 20);
  await live.pinHold(shard.redis, onSale, 'ada', 'h1', 60_000);
  expect((await snapshotOf(shard, onSale)).holds.get('h1')?.expires).toBeLessThanOrEqual(latest + 60_000);
  checkShape(await snapshotOf(shard, onSale));
});

test('a sale told long after its hold expired is not believed: MySQL is asked', async () => {
  const onSale = await publish();
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await claim(onSale, 'ada', 'h1', [1], { holdMs: 20, holdMaxMs: 20 });
  const order = newOrder(onSale, 'ada', [1]);
  await commit(shard, onSale, order);
  await cancelOnly(shard, onSale, order);
  await live.markFree(shard.redis, onSale.event.id, order.id, [1]);
  // The process was paused for so long that the cancellation is forgotten.
  await shard.redis.del(seatKeys(onSale.event.id)[7] as string);
  await expired(onSale);
  await live.markSold(shard.redis, shard.pool, onSale.event.id, [{ holdId: 'h1', orderId: order.id, seats: [1] }]);
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set());
  checkShape(await snapshotOf(shard, onSale));
});

describe('what MySQL said a moment ago is not written over what was told since', () => {
  const meanwhile = {
    'the order is cancelled': async (onSale: EventOnSale, order: StoredOrder) => {
      await cancelOnly(shard, onSale, order);
      await live.markFree(shard.redis, onSale.event.id, order.id, seatsOf(order));
    },
    'the order is cancelled by a process that dies, and swept': async (onSale: EventOnSale, order: StoredOrder) => {
      await cancelOnly(shard, onSale, order);
      await settleOrder(context, shard, onSale.event.id, order.id);
    },
    'the order is cancelled and its seats are sold to somebody else, past Redis': async (
      onSale: EventOnSale,
      order: StoredOrder,
    ) => {
      await cancelOnly(shard, onSale, order);
      const next = newOrder(onSale, 'ben', seatsOf(order));
      await commit(shard, onSale, next);
      await live.markSold(shard.redis, shard.pool, onSale.event.id, [
        { holdId: undefined, orderId: next.id, seats: seatsOf(next) },
      ]);
    },
    'a seat of the order is cancelled': async (onSale: EventOnSale, order: StoredOrder) => {
      await cancelOnly(shard, onSale, order, [2]);
      await live.markFree(shard.redis, onSale.event.id, order.id, [2]);
    },
    'another seat is sold': async (onSale: EventOnSale) => {
      const next = newOrder(onSale, 'ben', [5]);
      await commit(shard, onSale, next);
      await live.markSold(shard.redis, shard.pool, onSale.event.id, [
        { holdId: undefined, orderId: next.id, seats: [5] },
      ]);
    },
    'Redis is flushed, and the order cancelled': async (onSale: EventOnSale, order: StoredOrder) => {
      await meanwhile['the order is cancelled'](onSale, order);
      await shard.redis.del(...seatKeys(onSale.event.id));
    },
    'Redis is flushed, the order cancelled, and the state rebuilt': async (onSale: EventOnSale, order: StoredOrder) => {
      await meanwhile['Redis is flushed, and the order cancelled'](onSale, order);
      await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
    },
  };
  const cases = Object.entries(meanwhile).flatMap(([name, happen]) =>
    (['a rebuild', 'a repair'] as const).map((what) => [what, name, happen] as const),
  );
  test.each(cases)('%s, while %s', async (what, name, happen) => {
    const onSale = await publish();
    const eventId = onSale.event.id;
    const order = newOrder(onSale, 'ada', [1, 2]);
    if (what === 'a repair') await rebuildSeats(shard.redis, shard.pool, eventId);
    await commit(shard, onSale, order);
    let reads = 0;
    // A rebuild reads the event, then its claims; settling reads claims alone.
    const last = what === 'a rebuild' ? 2 : 1;
    const paused = interrupted(shard.pool, async () => {
      if (++reads === last) await happen(onSale, order);
    });
    if (what === 'a rebuild') await rebuildSeats(shard.redis, paused, eventId);
    else await live.settleSeats(shard.redis, paused, eventId, seatsOf(order));
    // Whoever comes next finds a state that is whole; orders of dead processes are swept.
    const [swept] = (await shard.pool.query("SELECT id FROM orders WHERE event_id = ? AND status = 'cancelled'", [
      eventId,
    ])) as unknown as [{ id: string }[]];
    if (name.includes('past Redis')) for (const { id } of swept) await settleOrder(context, shard, eventId, id);
    await rebuildSeats(shard.redis, shard.pool, eventId);
    expect(await errorsOf(shard, onSale)).toEqual([]);
  });
});

test('a sale told after its order was cancelled is not believed, although its hold is still there', async () => {
  const onSale = await publish();
  const eventId = onSale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  await claim(onSale, 'ada', 'h1', [1], LONG);
  const order = newOrder(onSale, 'ada', [1]);
  await commit(shard, onSale, order);
  await cancelOnly(shard, onSale, order);
  await live.markFree(shard.redis, eventId, order.id, [1]);
  // MySQL is away by now: what the state knows by itself has to do.
  const away = { execute: () => Promise.reject(new Error('away')) } as unknown as typeof shard.pool;
  const late = live.markSold(shard.redis, away, eventId, [{ holdId: 'h1', orderId: order.id, seats: [1] }]);
  await expect(late).rejects.toThrow('away');
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set());
});

test.each(['told', 'swept'])(
  'a seat that is cancelled by itself is free, and its neighbours stay sold (%s)',
  async (how) => {
    const onSale = await publish();
    const eventId = onSale.event.id;
    await rebuildSeats(shard.redis, shard.pool, eventId);
    await claim(onSale, 'ada', 'h1', [1, 2, 3], LONG);
    const order = newOrder(onSale, 'ada', [1, 2, 3]);
    await commit(shard, onSale, order);
    await cancelOnly(shard, onSale, order, [2]);
    if (how === 'told') await live.markFree(shard.redis, eventId, order.id, [2]);
    else await settleOrder(context, shard, eventId, order.id);
    // What is told late of the sale itself is true of the others still.
    const sold = [{ holdId: 'h1', orderId: order.id, seats: [1, 2, 3] }];
    await live.markSold(shard.redis, shard.pool, eventId, sold);
    expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set([1, 3]));
    // Somebody else has it by now; the same word once more does not free it.
    const next = newOrder(onSale, 'ben', [2]);
    await commit(shard, onSale, next);
    await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: undefined, orderId: next.id, seats: [2] }]);
    await live.markFree(shard.redis, eventId, order.id, [2]);
    expect(await errorsOf(shard, onSale)).toEqual([]);
  },
);

test('a hold is never prolonged beyond its hard maximum', async () => {
  const onSale = await publish();
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await claim(onSale, 'ada', 'h1', [1], { holdMs: 50_000, holdMaxMs: 60_000 });
  const before = await redisNow();
  await live.extendTime(shard.redis, onSale, 'ada', 'h1', { holdMs: 600_000, holdMaxMs: 60_000 });
  const { expires = 0 } = (await snapshotOf(shard, onSale)).holds.get('h1') ?? {};
  expect(expires).toBeGreaterThan(before + 50_000);
  expect(expires).toBeLessThanOrEqual(before + 60_000);
});

test('a hold whose seat was sold past Redis ends without freeing it, released or expired', async () => {
  const onSale = await publish();
  const eventId = onSale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  await claim(onSale, 'ada', 'released', [1], LONG);
  await claim(onSale, 'ada', 'expired', [2], { holdMs: 500, holdMaxMs: 500 });
  const sold = newOrder(onSale, 'ben', [1, 2]);
  await commit(shard, onSale, sold);
  await settleOrder(context, shard, eventId, sold.id);
  await live.releaseSeats(shard.redis, shard.pool, eventId, 'ada', 'released');
  await expired(onSale);
  await claim(onSale, 'cem', 'next', [3], LONG); // ends what has expired
  const { owners, sold: marked, holds } = await snapshotOf(shard, onSale);
  expect([owners.get(1), owners.get(2), [...holds.keys()]]).toEqual([`s${sold.id}`, `s${sold.id}`, ['next']]);
  expect(marked).toEqual(new Set([1, 2]));
});

test('a section is not called full because of holds that have expired, however many', async () => {
  const onSale = await publish(1_200);
  const { redis, pool } = shard;
  await rebuildSeats(redis, pool, onSale.event.id);
  const held = Array.from({ length: 1_200 }, (_, seat) =>
    claim(
      onSale,
      `b${seat}`,
      `h${seat}`,
      [seat],
      seat < 1_100 ? { holdMs: 800, holdMaxMs: 800 } : { holdMs: 820, holdMaxMs: 820 },
    ),
  );
  await Promise.all(held);
  expect((await snapshotOf(shard, onSale)).held.size).toBe(1_200);
  await expired(onSale);
  const last = generalSection('A', [1_100, 1_199]);
  const ask = () =>
    holdQueue.hold(
      onSale,
      { section: last, quantity: 10, accessible: 0 },
      { buyer: 'ada', holdId: 'mine', times: LONG },
    );
  let reply = await ask();
  // `again`: there was more that has expired than one call may free.
  for (let more = 0; more < 3 && 'verdict' in reply && (reply.verdict as string) === 'again'; more++)
    reply = await ask();
  expect(reply).toMatchObject({ seats: Array.from({ length: 10 }, (_, seat) => 1_100 + seat) });
});
