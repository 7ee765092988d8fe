/** What Redis was not told, and orders whose COMMIT is in doubt, are set right by the process that knows: no tick comes in these tests. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBooking, orderCall, type TestBooking } from '../../scripts/testing/booking/booking.ts';
import { commit, newOrder, errorsOf, snapshotOf } from '../../scripts/testing/booking/live-state.ts';
import { until } from '../../scripts/testing/until.ts';
import { noteRepairs } from '../shared/seats/note-repairs.ts';
import { rebuildSeats } from '../shared/seats/rebuild.ts';
import { type EventOnSale, eventOnSale } from './on-sale/event-on-sale.ts';
import { answerPlaceOrder } from './orders/place-order.ts';
import { repair } from './repair-seats.ts';

const ADA = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
let at: TestBooking;
let onSale: EventOnSale;

beforeAll(async () => {
  at = await openBooking();
});
afterAll(() => at.close());
beforeEach(async () => {
  onSale = eventOnSale(await at.shard.publish());
  await rebuildSeats(at.shard.redis, at.shard.pool, onSale.event.id);
});

const place = (key: string, seats: string[]) =>
  answerPlaceOrder(at.context, orderCall(onSale.event.id, ADA, key, { seats }));
const sold = async () => (await snapshotOf(at.shard, onSale)).sold.size;

test('Redis is cut off when a sale is to be marked: its seats are marked as soon as it is back', async () => {
  at.redis.onSend = (chunk) => (chunk.includes('EVALSHA') && chunk.includes('ord_') ? 'cut before it arrives' : 'pass');
  await place('k', ['A-1-1', 'A-1-2']);
  await at.context.groupCommits.followed();
  expect(await sold()).toBe(0);
  at.redis.onSend = () => 'pass';
  await until('the seats are marked', async () => (await sold()) === 2, 5_000);
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
});

test('an order whose COMMIT was not answered is published and marked soon, whether its buyer comes back or not', async () => {
  at.mysql.onSend = (chunk) => {
    if (!chunk.includes(';\nCOMMIT')) return 'pass';
    at.mysql.onSend = () => 'pass';
    return 'cut before the last answer';
  };
  const { placed } = await place('k', ['A-1-1']);
  expect(at.published.filter(({ subject }) => subject === placed.id)).toEqual([]);
  const isPublished = async () => at.published.some(({ subject }) => subject === placed.id);
  await until('it is published', isPublished, 15_000);
  await until('its seat is marked', async () => (await sold()) === 1, 5_000);
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
}, 30_000);

test('a repair that always fails holds up no other of its shard', async () => {
  const good = newOrder(onSale, ADA, [1]);
  await commit(at.shard, onSale, good);
  const bad = newOrder(onSale, ADA, [2]);
  await commit(at.shard, onSale, bad);
  await at.shard.pool.query("UPDATE orders SET items = 'not what we wrote' WHERE id = ?", [bad.id]);
  await noteRepairs(
    at.shard.pool,
    [bad, good].map(({ id }) => ({ orderId: id, eventId: onSale.event.id })),
  );
  const shard = at.context.databases.ofId(onSale.event.id);
  for (const _ of [1, 2]) await expect(repair(at.context, shard)).rejects.toThrow('1 repairs failed');
  expect(await sold()).toBe(1);
  await at.shard.pool.query('DELETE FROM seat_repairs WHERE order_id = ?', [bad.id]);
  await repair(at.context, shard);
});
