import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOnly, checkShape, commit, newOrder, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { EventsOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { BELIEVED_MS, seatKeys } from '../../shared/seats/seat-keys.ts';
import { ownersOf, settle } from './held-seats-scripts.ts';
import { HoldQueue } from './hold-queue.ts';
import * as live from './live-seats.ts';
import type { Context } from '../context.ts';
import { holdInLiveState } from '../holds/hold-seats.ts';
import { settleOrder } from '../repair-seats.ts';

let shard: TestShard;
beforeAll(async () => void (shard = await openShard()));
afterAll(() => shard.close());

const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 };

test('the last hold that goes as its seat turns out to be sold leaves no key that stays for ever', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections: [section] } }));
  const { redis, pool } = shard;
  const eventId = onSale.event.id;
  await rebuildSeats(redis, pool, eventId);
  // From now on all keys stay for long.
  await live.markFree(redis, eventId, newOrder(onSale, 'ben', [5]).id, [5]);
  const times = { holdMs: 60_000, holdMaxMs: 120_000 };
  await new HoldQueue(redis).hold(onSale, { seats: [1] }, { buyer: 'ada', holdId: 'h1', times });
  await commit(shard, onSale, newOrder(onSale, 'ada', [1]));
  await live.settleSeats(redis, pool, eventId, [1]);
  const state = await snapshotOf(shard, onSale);
  expect([state.held, state.sold, state.holds]).toEqual([new Set(), new Set([1]), new Map()]);
  checkShape(state);
});

test('of what an order had reserved some is sold meanwhile: tried again it gets as many as it asked for, not the rest', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections: [section] } }));
  const { redis, pool } = shard;
  const eventId = onSale.event.id;
  await rebuildSeats(redis, pool, eventId);
  const wanted = { section: generalSection('A', [0, 11]), quantity: 3, accessible: 0 };
  const times = { holdMs: 60_000, holdMaxMs: 120_000 };
  const request = { buyer: 'ada', holdId: 'of-an-order', times };
  const holdQueue = new HoldQueue(redis);
  expect(await holdQueue.hold(onSale, wanted, request)).toMatchObject({ seats: [0, 1, 2] });
  await commit(shard, onSale, newOrder(onSale, 'ben', [1]));
  await live.settleSeats(redis, pool, eventId, [1]);
  expect(await holdQueue.hold(onSale, wanted, request)).toEqual({ verdict: 'lost' });
  // Of an earlier try, of which nobody knows what became, another is sold.
  await commit(shard, onSale, newOrder(onSale, 'cem', [2]));
  const redisLink = { redis, isReady: true, ready: async () => true, answers: async () => true };
  const context = { redisLink, holdQueue, eventsOnSale: new EventsOnSale() } as unknown as Context;
  const asked = { ...request, eventId, caller: 'ada', want: () => wanted };
  const held = await holdInLiveState(context, { name: 'e0', pool }, asked, () =>
    Promise.reject(new Error('without Redis')),
  );
  expect(held.seats).toEqual([0, 3, 4]);
  const state = await snapshotOf(shard, onSale);
  expect([state.sold, state.held]).toEqual([new Set([1, 2]), new Set([0, 3, 4])]);
  checkShape(state);
});

test('what MySQL said is believed for a minute: who stood still since has to ask anew', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections: [section] } }));
  const { redis, pool } = shard;
  const keys = seatKeys(onSale.event.id);
  await rebuildSeats(redis, pool, onSale.event.id);
  const order = newOrder(onSale, 'ada', [1]);
  const [built, at, owner] = await ownersOf(redis, keys, [1]);
  const settledSince = (ms: number) => settle(redis, keys, [built, Number(at) - ms, 1, owner ?? '', order.id]);
  expect(await settledSince(BELIEVED_MS + 1_000)).toBe(0);
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set());
  expect(await settledSince(0)).toBe(1);
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set([1]));
});

test('an order that was cancelled before Redis heard of either is repaired for good: a late word of its sale is not believed', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections: [section] } }));
  const { redis, pool } = shard;
  const eventId = onSale.event.id;
  await rebuildSeats(redis, pool, eventId);
  const times = { holdMs: 60_000, holdMaxMs: 120_000 };
  await new HoldQueue(redis).hold(onSale, { seats: [1] }, { buyer: 'ada', holdId: 'h1', times });
  const order = newOrder(onSale, 'ada', [1]);
  await commit(shard, onSale, order);
  await cancelOnly(shard, onSale, order);
  const context = { redisLink: { redis, ready: () => Promise.resolve(true), isReady: true } } as unknown as Context;
  await settleOrder(context, shard, eventId, order.id);
  await live.markSold(redis, pool, eventId, [{ holdId: 'h1', orderId: order.id, seats: [1] }]);
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set());
});
