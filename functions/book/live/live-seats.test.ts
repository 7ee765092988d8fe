import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cancelOnly,
  checkShape,
  errorsOf,
  commit,
  draft,
  interrupted,
  snapshotOf,
} from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { seatKeys } from '../../shared/seats/keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import type { Desk } from '../context.ts';
import { settleOrder } from '../repairs.ts';
import { Claims } from './claim-queue.ts';
import { claimSeats } from './claim.ts';
import * as live from './live-seats.ts';
import { seatsOf } from '../commit/pending-order.ts';
import { type Sale, saleOf } from '../event-on-sale.ts';
import type { OrderRecord } from '../store.ts';

const LONG = { holdMs: 60_000, holdMaxMs: 120_000 };
const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 };

let shard: TestShard;
let desk: Desk;
let claims: Claims;
beforeAll(async () => {
  shard = await openShard();
  claims = new Claims(shard.redis);
  desk = { cache: { redis: shard.redis, ready: async () => true, close: async () => {} } } as unknown as Desk;
});
afterAll(() => shard.close());

const publish = async (capacity = 12): Promise<Sale> =>
  saleOf(await shard.publish({ chart: { sections: [{ ...section, capacity }] } }));
const claim = (sale: Sale, buyer: string, hold: string, seats: number[], times: live.HoldTimes) =>
  claimSeats(claims, sale, { seats }, { buyer, holdId: hold, times });

/** Redis' own clock, which is the one that holds expire by. */
async function redisNow(): Promise<number> {
  const [seconds, micros] = await shard.redis.time();
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}
const expired = (sale: Sale) =>
  expect
    .poll(async () => Math.max(0, ...(await snapshotOf(shard, sale)).expiry.values()) - (await redisNow()), {
      interval: 5,
    })
    .toBeLessThan(0);

test('selling from a hold again and again never makes it outlast its hard maximum by more than one sale', async () => {
  const sale = await publish();
  await rebuildSeats(shard.redis, shard.pool, sale.event.id);
  await claim(sale, 'ada', 'h1', [1], { holdMs: 50, holdMaxMs: 50 });
  const latest = (await snapshotOf(shard, sale)).holds.get('h1')?.expires ?? 0;
  await live.pinHold(shard.redis, sale, 'ada', 'h1', 60_000);
  await expect.poll(redisNow, { interval: 5 }).toBeGreaterThan(latest + 20);
  await live.pinHold(shard.redis, sale, 'ada', 'h1', 60_000);
  expect((await snapshotOf(shard, sale)).holds.get('h1')?.expires).toBeLessThanOrEqual(latest + 60_000);
  checkShape(await snapshotOf(shard, sale));
});

test('a sale told long after its hold expired is not believed: MySQL is asked', async () => {
  const sale = await publish();
  await rebuildSeats(shard.redis, shard.pool, sale.event.id);
  await claim(sale, 'ada', 'h1', [1], { holdMs: 20, holdMaxMs: 20 });
  const order = draft(sale, 'ada', [1]);
  await commit(shard, sale, order);
  await cancelOnly(shard, sale, order);
  await live.markFree(shard.redis, sale.event.id, order.id, [1]);
  // The process was paused for so long that the cancellation is forgotten.
  await shard.redis.del(seatKeys(sale.event.id)[7] as string);
  await expired(sale);
  await live.markSold(shard.redis, shard.pool, sale.event.id, [{ holdId: 'h1', orderId: order.id, seats: [1] }]);
  expect((await snapshotOf(shard, sale)).sold).toEqual(new Set());
  checkShape(await snapshotOf(shard, sale));
});

describe('what MySQL said a moment ago is not written over what was told since', () => {
  const meanwhile = {
    'the order is cancelled': async (sale: Sale, order: OrderRecord) => {
      await cancelOnly(shard, sale, order);
      await live.markFree(shard.redis, sale.event.id, order.id, seatsOf(order));
    },
    'the order is cancelled by a process that dies, and swept': async (sale: Sale, order: OrderRecord) => {
      await cancelOnly(shard, sale, order);
      await settleOrder(desk, shard, sale.event.id, order.id);
    },
    'the order is cancelled and its seats are sold to somebody else, past Redis': async (
      sale: Sale,
      order: OrderRecord,
    ) => {
      await cancelOnly(shard, sale, order);
      const next = draft(sale, 'ben', seatsOf(order));
      await commit(shard, sale, next);
      await live.markSold(shard.redis, shard.pool, sale.event.id, [
        { holdId: '', orderId: next.id, seats: seatsOf(next) },
      ]);
    },
    'another seat is sold': async (sale: Sale) => {
      const next = draft(sale, 'ben', [5]);
      await commit(shard, sale, next);
      await live.markSold(shard.redis, shard.pool, sale.event.id, [{ holdId: '', orderId: next.id, seats: [5] }]);
    },
    'Redis is flushed, and the order cancelled': async (sale: Sale, order: OrderRecord) => {
      await meanwhile['the order is cancelled'](sale, order);
      await shard.redis.del(...seatKeys(sale.event.id));
    },
    'Redis is flushed, the order cancelled, and the state rebuilt': async (sale: Sale, order: OrderRecord) => {
      await meanwhile['Redis is flushed, and the order cancelled'](sale, order);
      await rebuildSeats(shard.redis, shard.pool, sale.event.id);
    },
  };
  const cases = Object.entries(meanwhile).flatMap(([name, happen]) =>
    (['a rebuild', 'a repair'] as const).map((what) => [what, name, happen] as const),
  );
  test.each(cases)('%s, while %s', async (what, name, happen) => {
    const sale = await publish();
    const eventId = sale.event.id;
    const order = draft(sale, 'ada', [1, 2]);
    if (what === 'a repair') await rebuildSeats(shard.redis, shard.pool, eventId);
    await commit(shard, sale, order);
    let reads = 0;
    // A rebuild reads the event, then its claims; settling reads claims alone.
    const last = what === 'a rebuild' ? 2 : 1;
    const paused = interrupted(shard.pool, async () => {
      if (++reads === last) await happen(sale, order);
    });
    if (what === 'a rebuild') await rebuildSeats(shard.redis, paused, eventId);
    else await live.settleSeats(shard.redis, paused, eventId, seatsOf(order));
    // Whoever comes next finds a state that is whole; orders of dead processes are swept.
    const [swept] = (await shard.pool.query("SELECT id FROM orders WHERE event_id = ? AND status = 'cancelled'", [
      eventId,
    ])) as unknown as [{ id: string }[]];
    if (name.includes('past Redis')) for (const { id } of swept) await settleOrder(desk, shard, eventId, id);
    await rebuildSeats(shard.redis, shard.pool, eventId);
    expect(await errorsOf(shard, sale)).toEqual([]);
  });
});

test('a sale told after its order was cancelled is not believed, although its hold is still there', async () => {
  const sale = await publish();
  const eventId = sale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  await claim(sale, 'ada', 'h1', [1], LONG);
  const order = draft(sale, 'ada', [1]);
  await commit(shard, sale, order);
  await cancelOnly(shard, sale, order);
  await live.markFree(shard.redis, eventId, order.id, [1]);
  // MySQL is away by now: what the state knows by itself has to do.
  const away = { execute: () => Promise.reject(new Error('away')) } as unknown as typeof shard.pool;
  const late = live.markSold(shard.redis, away, eventId, [{ holdId: 'h1', orderId: order.id, seats: [1] }]);
  await expect(late).rejects.toThrow('away');
  expect((await snapshotOf(shard, sale)).sold).toEqual(new Set());
});

test('a hold is never prolonged beyond its hard maximum', async () => {
  const sale = await publish();
  await rebuildSeats(shard.redis, shard.pool, sale.event.id);
  await claim(sale, 'ada', 'h1', [1], { holdMs: 50_000, holdMaxMs: 60_000 });
  const before = await redisNow();
  await live.extendTime(shard.redis, sale, 'ada', 'h1', { holdMs: 600_000, holdMaxMs: 60_000 });
  const { expires = 0 } = (await snapshotOf(shard, sale)).holds.get('h1') ?? {};
  expect(expires).toBeGreaterThan(before + 50_000);
  expect(expires).toBeLessThanOrEqual(before + 60_000);
});

test('a hold whose seat was sold past Redis ends without freeing it, released or expired', async () => {
  const sale = await publish();
  const eventId = sale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  await claim(sale, 'ada', 'released', [1], LONG);
  await claim(sale, 'ada', 'expired', [2], { holdMs: 50, holdMaxMs: 50 });
  const sold = draft(sale, 'ben', [1, 2]);
  await commit(shard, sale, sold);
  await settleOrder(desk, shard, eventId, sold.id);
  await live.releaseSeats(shard.redis, eventId, 'ada', 'released');
  await expired(sale);
  await claim(sale, 'cem', 'next', [3], LONG); // ends what has expired
  const { owners, sold: marked, holds } = await snapshotOf(shard, sale);
  expect([owners.get(1), owners.get(2), [...holds.keys()]]).toEqual([`s${sold.id}`, `s${sold.id}`, ['next']]);
  expect(marked).toEqual(new Set([1, 2]));
});

test('a free seat that was sold past Redis since is not freed by a repair that began before', async () => {
  const sale = await publish();
  const eventId = sale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  const first = draft(sale, 'ada', [1]);
  await commit(shard, sale, first);
  await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: '', orderId: first.id, seats: [1] }]);
  await cancelOnly(shard, sale, first);
  let once = false;
  const paused = interrupted(shard.pool, async () => {
    if (once) return;
    once = true;
    const next = draft(sale, 'ben', [1]);
    await commit(shard, sale, next);
    await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: '', orderId: next.id, seats: [1] }]);
  });
  await live.settleSeats(shard.redis, paused, eventId, [1]);
  expect((await snapshotOf(shard, sale)).sold).toEqual(new Set([1]));
});

test('a rebuild ends while orders go on, and has every one of them', async () => {
  const capacity = 30_000;
  const sale = await publish(capacity);
  const eventId = sale.event.id;
  for (let from = 0; from < capacity - 1_000; from += 1_000) {
    const values = Array.from({ length: 1_000 }, (_, index) => [eventId, from + index, 'ord_001_old']);
    await shard.pool.query('INSERT INTO seat_claims (event_id, seat, order_id) VALUES ?', [values]);
  }
  const rebuilt = new AbortController();
  const selling = (async () => {
    for (let seat = capacity - 1; !rebuilt.signal.aborted && seat > capacity - 900; seat--) {
      const order = draft(sale, 'ada', [seat]);
      await commit(shard, sale, order);
      await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: '', orderId: order.id, seats: seatsOf(order) }]);
    }
  })();
  await rebuildSeats(shard.redis, shard.pool, eventId).finally(() => rebuilt.abort());
  await selling;
  expect(await errorsOf(shard, sale)).toEqual([]);
}, 20_000);

test('a section is not called full because of holds that have expired, however many', async () => {
  const sale = await publish(1_200);
  const { redis, pool } = shard;
  await rebuildSeats(redis, pool, sale.event.id);
  const held = Array.from({ length: 1_200 }, (_, seat) =>
    claim(
      sale,
      `b${seat}`,
      `h${seat}`,
      [seat],
      seat < 1_100 ? { holdMs: 800, holdMaxMs: 800 } : { holdMs: 820, holdMaxMs: 820 },
    ),
  );
  await Promise.all(held);
  expect((await snapshotOf(shard, sale)).held.size).toBe(1_200);
  await expired(sale);
  const last = { id: 'A', kind: 'general' as const, priceCategory: 'P1', from: 1_100, to: 1_199, rows: [] };
  const ask = () =>
    claimSeats(
      claims,
      sale,
      { section: last, quantity: 10, accessible: 0 },
      { buyer: 'ada', holdId: 'mine', times: LONG },
    );
  let reply = await ask();
  // `again`: there was more that has expired than one call may free.
  for (let more = 0; more < 3 && 'verdict' in reply && (reply.verdict as string) === 'again'; more++)
    reply = await ask();
  expect(reply).toMatchObject({ seats: Array.from({ length: 10 }, (_, seat) => 1_100 + seat) });
});
