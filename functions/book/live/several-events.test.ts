/** Events of one Redis whose holds and sales go there together: in one call, each in its own state. */
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkShape, commit, newOrder, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { readSeats } from '../../shared/seats/state.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import type { Wanted } from '../on-sale/seat-choice.ts';
import type { StoredOrder } from '../store.ts';
import { HOLD_LOAD, HoldQueue } from './hold-queue.ts';
import { release } from './held-seats-scripts.ts';
import { marking } from './live-seats.ts';

const SEATS = 12;
const times = { holdMs: 60_000, holdMaxMs: 60_000 };
const chart = { sections: [{ id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: SEATS }] };
const best = (quantity: number): Wanted => ({ section: generalSection('A', [0, SEATS - 1]), quantity, accessible: 0 });

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** An event on sale, with a live state. */
async function publish(): Promise<EventOnSale> {
  const event = await shard.publish({ chart });
  await rebuildSeats(shard.redis, shard.pool, event.id);
  return eventOnSale(event);
}

/** A connection that counts its calls of scripts; in full they are sent only where Redis does not know them yet. */
function counted(): { redis: Redis; calls: () => number } {
  let calls = 0;
  const redis = new Proxy(shard.redis, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'call') return value.bind(target);
      return async (...args: unknown[]) => {
        if (args[0] === 'EVALSHA') calls++;
        return (await value.apply(target, args)) as unknown;
      };
    },
  });
  return { redis, calls: () => calls };
}

const ask = (queue: HoldQueue, holdId: string, wanted: Wanted, of: EventOnSale, buyer = holdId) =>
  queue.hold(of, wanted, { buyer, holdId, times });

test('holds of several events go together, each in the state of its own event', async () => {
  const { redis, calls } = counted();
  const queue = new HoldQueue(redis);
  const [one, two, three] = await Promise.all([publish(), publish(), publish()]);
  await shard.redis.del(...seatKeys(three.event.id));
  const before = await Promise.all([one, two].map(({ event }) => readSeats(shard.redis, event.id, event)));
  const replies = await Promise.all([
    ask(queue, 'ada', { seats: [0, 1] }, one),
    ask(queue, 'ada', { seats: [1, 2] }, two),
    ask(queue, 'ben', { seats: [1] }, one),
    ask(queue, 'cem', { seats: [0] }, three),
    ask(queue, 'ben', best(2), one),
    ask(queue, 'ben', best(2), two),
  ]);
  expect(replies).toMatchObject([
    { seats: [0, 1] },
    { seats: [1, 2] },
    { verdict: 'taken', seats: [1] },
    { verdict: 'unready' },
    { seats: [2, 3] },
    { seats: [0, 3] },
  ]);
  expect(calls()).toBe(1);
  for (const [index, { event }] of [one, two].entries()) {
    const known = before[index];
    if (typeof known !== 'object') throw new Error(known);
    const after = await readSeats(shard.redis, event.id, event, { since: known.version });
    expect(after).toMatchObject({ version: known.version + 1, changed: index === 0 ? [0, 1, 2, 3] : [1, 2, 0, 3] });
  }
  await Promise.all([one, two].map(async (each) => checkShape(await snapshotOf(shard, each))));
  const lives = await Promise.all([one, two].map(({ event }) => shard.redis.pttl(seatKeys(event.id)[3] ?? '')));
  expect(lives.every((ms) => ms > times.holdMaxMs)).toBe(true);
});

test('in a call each event has its share, and whoever waits in a crowd of another event goes with the next', async () => {
  const { redis, calls } = counted();
  const queue = new HoldQueue(redis, { ...HOLD_LOAD, holds: 4 });
  const [crowded, quiet] = await Promise.all([publish(), publish()]);
  const served: string[] = [];
  const note = (name: string, held: Promise<unknown>) => held.then(() => served.push(name));
  const crowd = Array.from({ length: 9 }, (_, seat) =>
    note(`crowd ${seat}`, ask(queue, `h${seat}`, { seats: [seat] }, crowded)),
  );
  const others = [0, 1].map((seat) => note(`quiet ${seat}`, ask(queue, `h${seat}`, { seats: [seat] }, quiet)));
  await Promise.all([...crowd, ...others]);
  expect(served.slice(0, 4).toSorted()).toEqual(['crowd 0', 'crowd 1', 'quiet 0', 'quiet 1']);
  expect(calls()).toBe(3);
});

test('what is wrong with the state of one event is no matter of the others that it is asked with', async () => {
  const { redis, calls } = counted();
  const queue = new HoldQueue(redis);
  const [wrong, right] = await Promise.all([publish(), publish()]);
  const owners = seatKeys(wrong.event.id)[3] ?? '';
  await shard.redis.del(owners);
  await shard.redis.set(owners, 'no hash');
  const replies = await Promise.allSettled([
    ask(queue, 'ada', { seats: [0] }, wrong),
    ask(queue, 'ben', { seats: [1] }, wrong),
    ask(queue, 'ada', { seats: [0] }, right),
  ]);
  expect(replies).toMatchObject([
    { reason: { message: expect.stringMatching(/^a hold could not be judged: .*WRONGTYPE/) } },
    { status: 'rejected' },
    { value: { seats: [0] } },
  ]);
  expect(calls()).toBe(1);
  checkShape(await snapshotOf(shard, right));
  await shard.redis.del(...seatKeys(wrong.event.id));
});

test('orders of several events are marked in one call; one event that cannot be marked is told alone', async () => {
  const [one, two, wrong] = await Promise.all([publish(), publish(), publish()]);
  const orders = new Map<EventOnSale, StoredOrder>();
  for (const onSale of [one, two, wrong]) {
    await ask(new HoldQueue(shard.redis), 'h1', { seats: [1, 2] }, onSale, 'ada');
    const order = newOrder(onSale, 'ada', [1, 2]);
    await commit(shard, onSale, order);
    orders.set(onSale, order);
  }
  // The hold of the second has ended, and the seats went to nobody: MySQL knows.
  await release(shard.redis, seatKeys(two.event.id), ['h1', 'ada', '']);
  const owners = seatKeys(wrong.event.id)[3] as string;
  await shard.redis.del(owners);
  await shard.redis.set(owners, 'no hash');
  const sold = new Map(
    [...orders].map(([{ event }, { id }]) => [event.id, [{ holdId: 'h1', orderId: id, seats: [1, 2] }]] as const),
  );
  const { redis, calls } = counted();
  const mark = marking(redis, shard.pool, sold);
  const marked = await Promise.allSettled([...sold.keys()].map(mark));
  expect(marked).toMatchObject([
    { status: 'fulfilled' },
    { status: 'fulfilled' },
    { reason: { message: expect.stringMatching(/^seats could not be marked sold: .*WRONGTYPE/) } },
  ]);
  // One for all, and two that set the seats of the second right.
  expect(calls()).toBe(3);
  for (const onSale of [one, two]) {
    const snapshot = await snapshotOf(shard, onSale);
    checkShape(snapshot);
    expect(snapshot.sold).toEqual(new Set([1, 2]));
    expect(snapshot.owners.get(1)).toBe(`s${orders.get(onSale)?.id}`);
  }
  await shard.redis.del(...seatKeys(wrong.event.id));
});
