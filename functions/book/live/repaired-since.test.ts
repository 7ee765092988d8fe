import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cancelOnly,
  errorsOf,
  commit,
  newOrder,
  interrupted,
  snapshotOf,
} from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';

import * as live from './live-seats.ts';
import { seatsOf } from '../commit/pending-order.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';

const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 };
let shard: TestShard;

beforeAll(async () => {
  shard = await openShard();
});

afterAll(() => shard.close());

const publish = async (capacity = 12): Promise<EventOnSale> =>
  eventOnSale(await shard.publish({ chart: { sections: [{ ...section, capacity }] } }));

test('a free seat that was sold past Redis since is not freed by a repair that began before', async () => {
  const onSale = await publish();
  const eventId = onSale.event.id;
  await rebuildSeats(shard.redis, shard.pool, eventId);
  const first = newOrder(onSale, 'ada', [1]);
  await commit(shard, onSale, first);
  await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: undefined, orderId: first.id, seats: [1] }]);
  await cancelOnly(shard, onSale, first);
  let once = false;
  const paused = interrupted(shard.pool, async () => {
    if (once) return;
    once = true;
    const next = newOrder(onSale, 'ben', [1]);
    await commit(shard, onSale, next);
    await live.markSold(shard.redis, shard.pool, eventId, [{ holdId: undefined, orderId: next.id, seats: [1] }]);
  });
  await live.settleSeats(shard.redis, paused, eventId, [1]);
  expect((await snapshotOf(shard, onSale)).sold).toEqual(new Set([1]));
});

test('a rebuild ends while orders go on, and has every one of them', async () => {
  const capacity = 30_000;
  const onSale = await publish(capacity);
  const eventId = onSale.event.id;
  for (let from = 0; from < capacity - 1_000; from += 1_000) {
    const values = Array.from({ length: 1_000 }, (_, index) => [eventId, from + index, 'ord_001_old']);
    await shard.pool.query('INSERT INTO seat_claims (event_id, seat, order_id) VALUES ?', [values]);
  }
  const rebuilt = new AbortController();
  const selling = (async () => {
    for (let seat = capacity - 1; !rebuilt.signal.aborted && seat > capacity - 900; seat--) {
      const order = newOrder(onSale, 'ada', [seat]);
      await commit(shard, onSale, order);
      await live.markSold(shard.redis, shard.pool, eventId, [
        { holdId: undefined, orderId: order.id, seats: seatsOf(order) },
      ]);
    }
  })();
  await rebuildSeats(shard.redis, shard.pool, eventId).finally(() => rebuilt.abort());
  await selling;
  expect(await errorsOf(shard, onSale)).toEqual([]);
}, 20_000);
