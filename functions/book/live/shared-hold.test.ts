/** The same order twice at once: whoever is refused leaves the seats to the other, and they are free when both are. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkShape, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import { HoldQueue } from './hold-queue.ts';
import { leaveHold, settleSeats } from './live-seats.ts';

let shard: TestShard;
let onSale: EventOnSale;
let queue: HoldQueue;
beforeAll(async () => void (shard = await openShard()));
afterAll(() => shard.close());
beforeEach(async () => {
  const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 };
  onSale = eventOnSale(await shard.publish({ chart: { sections: [section] } }));
  queue = new HoldQueue(shard.redis);
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
});

const wanted = { section: generalSection('A', [0, 11]), quantity: 2, accessible: 0 };
const request = (sharer: string) => ({
  buyer: 'ada',
  holdId: 'of-an-order',
  sharer,
  times: { holdMs: 60_000, holdMaxMs: 120_000 },
});
const reserve = (sharer: string) => queue.hold(onSale, wanted, request(sharer));
const leave = (sharer: string) => leaveHold(shard.redis, shard.pool, onSale.event.id, request(sharer));
const heldNow = async () => {
  const state = await snapshotOf(shard, onSale);
  checkShape(state);
  return state.held;
};
const BOTH = new Set([0, 1]);

test.each(['in one call', 'one after the other'])('they share it: %s', async (how) => {
  const replies =
    how === 'in one call'
      ? await Promise.all(['one', 'two'].map(reserve))
      : [await reserve('one'), await reserve('two')];
  expect(replies).toMatchObject([{ seats: [0, 1] }, { seats: [0, 1] }]);
  await leave('one');
  expect(await heldNow()).toEqual(BOTH);
  await leave('two');
  expect(await heldNow()).toEqual(new Set());
});

test('whoever asks twice, or leaves twice, counts once', async () => {
  await reserve('one');
  await reserve('one');
  await reserve('two');
  await leave('one');
  await leave('one');
  expect(await heldNow()).toEqual(BOTH);
  await leave('two');
  expect(await heldNow()).toEqual(new Set());
});

test('alone, whoever gives it up frees it', async () => {
  await reserve('one');
  await leave('one');
  expect(await heldNow()).toEqual(new Set());
});

test('beyond a dozen nobody is listed, and it stays while one of those is there', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `request-${index}`);
  await Promise.all(names.map(reserve));
  for (const name of names.slice(1)) await leave(name);
  expect(await heldNow()).toEqual(BOTH);
  await leave('request-0');
  expect(await heldNow()).toEqual(new Set());
});

test('made by a process that names nobody, it stays until it expires', async () => {
  await queue.hold(onSale, wanted, { ...request(''), sharer: undefined });
  await reserve('two');
  await leave('two');
  expect(await heldNow()).toEqual(BOTH);
  await settleSeats(shard.redis, shard.pool, onSale.event.id, [0, 1]);
  expect(await heldNow()).toEqual(BOTH);
});
