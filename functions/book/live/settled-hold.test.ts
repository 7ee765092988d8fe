import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkShape, commit, newOrder, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { eventOnSale } from '../on-sale/event-on-sale.ts';
import { HoldQueue } from './hold-queue.ts';
import * as live from './live-seats.ts';

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
