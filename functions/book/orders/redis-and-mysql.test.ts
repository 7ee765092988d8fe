import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { EventsOnSale } from '../on-sale/event-on-sale.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

test('a crowd that asks of an event nobody knows yet reads it once', async () => {
  const { id } = await shard.publish();
  const known = new EventsOnSale();
  const crowd = await Promise.all(Array.from({ length: 200 }, () => known.get(shard.pool, id)));
  expect(new Set(crowd).size).toBe(1);
  expect(await known.get(shard.pool, id)).toBe(crowd[0]);
});

test('what was being read when it was forgotten is not remembered', async () => {
  const { id } = await shard.publish();
  const known = new EventsOnSale();
  const before = known.get(shard.pool, id);
  known.forget(id);
  const after = known.get(shard.pool, id);
  expect(await after).not.toBe(await before);
  expect(await known.get(shard.pool, id)).toBe(await after);
});

test('an event that is not there is asked for again each time', async () => {
  const known = new EventsOnSale();
  const id = 'evt_001_01JDCMX0C1E6S9T4W2VZQK8M5F';
  for (let time = 0; time < 2; time++)
    await expect(known.get(shard.pool, id)).rejects.toMatchObject({ code: 'event_not_found' });
});
