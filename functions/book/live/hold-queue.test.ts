import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import { holdCall, openBooking, orderCall, type TestBooking } from '../../../scripts/testing/booking/booking.ts';
import { checkShape, claimsOf, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { startRedisServer } from '../../../scripts/testing/servers/redis-server.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { readSeats } from '../../shared/seats/state.ts';
import { HOLD_LOAD, HoldQueue } from './hold-queue.ts';
import { answerHoldSeats as hold } from '../holds/make-hold.ts';
import { answerPlaceOrder } from '../orders/place-order.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import type { Wanted } from '../on-sale/seat-choice.ts';

const SEATS = 400;
const times = { holdMs: 60_000, holdMaxMs: 60_000 };
const chart = { sections: [{ id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: SEATS }] };
const section = generalSection('A', [0, SEATS - 1]);
const best = (quantity: number): Wanted => ({ section, quantity, accessible: 0 });

let system: TestBooking;
let onSale: EventOnSale;
beforeAll(async () => {
  system = await openBooking();
});
afterAll(() => system.close());
beforeEach(async () => {
  onSale = eventOnSale(await system.shard.publish({ chart }));
  await rebuildSeats(system.shard.redis, system.shard.pool, onSale.event.id);
});

/** A connection that counts its calls of scripts, and may refuse them. */
function counted(refuse: (call: number) => boolean = () => false): { redis: Redis; calls: () => number } {
  let calls = 0;
  const redis = new Proxy(system.shard.redis, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'call') return value.bind(target);
      return async (...args: unknown[]) => {
        // In full it is sent only where Redis does not know it yet.
        if (args[0] === 'EVALSHA' && refuse(++calls)) throw new Error('Connection is closed.');
        return (await value.apply(target, args)) as unknown;
      };
    },
  });
  return { redis, calls: () => calls };
}

const ask = (queue: HoldQueue, holdId: string, wanted: Wanted, of = onSale, buyer = holdId) =>
  queue.hold(of, wanted, { buyer, holdId, times });

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('holds of one turn go together, and so do those that come while a call is under way; a call is one version', async () => {
  const { redis, calls } = counted();
  const queue = new HoldQueue(redis);
  const { event } = onSale;
  const before = await readSeats(system.shard.redis, event.id, event);
  const askFor = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) =>
      ask(queue, `h${from + n}`, { seats: [2 * (from + n), 2 * (from + n) + 1] }),
    );
  const asked = askFor(0, 5);
  expect(calls()).toBe(0);
  await turn();
  expect(calls()).toBe(1);
  asked.push(...askFor(5, 65));
  await turn();
  expect(await Promise.all(asked)).toMatchObject(Array.from({ length: 65 }, (_, n) => ({ seats: [2 * n, 2 * n + 1] })));
  expect(calls()).toBe(2);
  if (typeof before === 'string') throw new Error(before);
  const after = await readSeats(system.shard.redis, event.id, event, { since: before.version });
  expect(after).toMatchObject({ version: before.version + 2, changed: Array.from({ length: 130 }, (_, seat) => seat) });
  checkShape(await snapshotOf(system.shard, onSale));
});

test('a call takes so many holds and so many seats; a hold of more goes alone', async () => {
  const { redis, calls } = counted();
  const queue = new HoldQueue(redis, { holds: 3, seats: 10, waiting: 100 });
  const sizes = [1, 1, 1, 1, 6, 4, 1, 12, 1];
  const reply = await Promise.all(
    sizes.map((size, n) => {
      const seats = Array.from({ length: size }, (_, index) => 20 * n + index);
      return queue.hold(onSale, { seats }, { buyer: 'ada', holdId: `h${n}`, times, atOnce: SEATS });
    }),
  );
  expect(reply.map((held) => ('seats' in held ? held.seats.length : held))).toEqual(sizes);
  // 1 1 1, then 1 6, 4 1, 12, 1.
  expect(calls()).toBe(5);
});

test('each hold of a call has its own outcome, by what those before it have left', async () => {
  const queue = new HoldQueue(system.shard.redis);
  const old = { ...onSale, event: { ...onSale.event, chartVersion: onSale.event.chartVersion + 1 } };
  const older = { ...onSale, event: { ...onSale.event, version: onSale.event.version - 1 } };
  await system.shard.redis.hset(seatKeys(onSale.event.id)[0] ?? '', 'event', onSale.event.version);
  const few = { ...onSale, event: { ...onSale.event, limitPerBuyer: 3 } };
  const [, ...replies] = await Promise.all([
    ask(queue, 'first', { seats: [399] }),
    ask(queue, 'ada', { seats: [0, 1] }),
    ask(queue, 'ben', { seats: [1, 2] }),
    ask(queue, 'ada', { seats: [7] }),
    ask(queue, 'cem', best(2)),
    ask(queue, 'dan', best(2)),
    ask(queue, 'eve', { seats: [8] }, old),
    ask(queue, 'fay', { seats: [9] }, older),
    ask(queue, 'gil1', { seats: [10, 11] }, few, 'gil'),
    ask(queue, 'gil2', { seats: [12, 13] }, few, 'gil'),
    ask(queue, 'gil3', { seats: [12] }, few, 'gil'),
    ask(queue, 'hal', best(SEATS)),
  ]);
  expect(replies).toMatchObject([
    { seats: [0, 1] },
    { verdict: 'taken', seats: [1] },
    { seats: [0, 1] },
    { seats: [2, 3] },
    { seats: [4, 5] },
    { verdict: 'unready' },
    { verdict: 'stale' },
    { seats: [10, 11] },
    { verdict: 'limit' },
    { seats: [12] },
    { verdict: 'capacity' },
  ]);
  checkShape(await snapshotOf(system.shard, onSale));
});

test('a hold that cannot be judged fails alone', async () => {
  const queue = new HoldQueue(system.shard.redis);
  const replies = await Promise.allSettled([
    ask(queue, 'ada', { seats: [0] }),
    ask(queue, 'ben', { seats: [1] }),
    ask(queue, 'poison', best('some' as unknown as number)),
    ask(queue, 'cem', best(1)),
  ]);
  expect(replies).toMatchObject([
    { value: { seats: [0] } },
    { value: { seats: [1] } },
    { status: 'rejected' },
    { value: { seats: [2] } },
  ]);
  checkShape(await snapshotOf(system.shard, onSale));
});

test('what Redis itself refuses is no matter of one hold: the call fails as Redis says, so that its connection is left', async () => {
  const server = await startRedisServer();
  try {
    await rebuildSeats(server.admin, system.shard.pool, onSale.event.id);
    // To be freed while somebody who wants the seat is judged: that hold is not there any more.
    await server.admin.hset(seatKeys(onSale.event.id)[3] ?? '', 7, 'hgone');
    await server.admin.call('REPLICAOF', '127.0.0.1', '9');
    const [reply] = await Promise.allSettled([ask(new HoldQueue(server.admin), 'ada', { seats: [7] })]);
    expect(reply).toMatchObject({ reason: { name: 'ReplyError', message: expect.stringMatching(/^READONLY/) } });
    await server.admin.call('REPLICAOF', 'NO', 'ONE');
    expect(await ask(new HoldQueue(server.admin), 'ada', { seats: [7] })).toMatchObject({ seats: [7] });
  } finally {
    await server.stop();
  }
});

test('a call that fails takes with it who waits behind it, and nobody who comes after', async () => {
  const { redis, calls } = counted((call) => call === 2);
  const queue = new HoldQueue(redis, { ...HOLD_LOAD, holds: 2 });
  const replies = await Promise.allSettled(
    Array.from({ length: 6 }, (_, seat) => ask(queue, `h${seat}`, { seats: [seat] })),
  );
  expect(replies.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 2 }, () => 'fulfilled'),
    ...Array.from({ length: 4 }, () => 'rejected'),
  ]);
  expect(calls()).toBe(2);
  expect(await ask(queue, 'late', { seats: [1] })).toMatchObject({ seats: [1] });
});

test('flushed while holds wait, Redis takes none of them; rebuilt, all', async () => {
  const { redis, pool } = system.shard;
  const queue = new HoldQueue(redis);
  const askAll = () => Promise.all(Array.from({ length: 20 }, (_, seat) => ask(queue, `h${seat}`, { seats: [seat] })));
  const asked = askAll();
  await redis.flushdb();
  await redis.script('FLUSH');
  expect(await asked).toEqual(Array.from({ length: 20 }, () => ({ verdict: 'unready' })));
  await rebuildSeats(redis, pool, onSale.event.id);
  expect(await askAll()).toMatchObject(Array.from({ length: 20 }, (_, seat) => ({ seats: [seat] })));
  checkShape(await snapshotOf(system.shard, onSale));
});

async function statuses(asked: Promise<unknown>[]): Promise<string[]> {
  return (await Promise.allSettled(asked)).map((entry) =>
    entry.status === 'fulfilled' ? 'served' : (entry.reason as { code: string }).code,
  );
}

test('503 when too many are waiting, for holds and for orders, which are not sold past Redis then; who waits is served', async () => {
  const queue = new HoldQueue(system.context.redisLink.redis, { ...HOLD_LOAD, waiting: 2 });
  const context = { ...system.context, holdQueue: queue };
  const { id } = onSale.event;
  await hold(context, holdCall(id, 'usr_001_first', { seats: ['A-400'] }));
  const held = ['A-1', 'A-2', 'A-3'].map(async (seat) =>
    hold(context, holdCall(id, `usr_001_${seat}`, { seats: [seat] })),
  );
  expect((await statuses(held)).toSorted()).toEqual(['served', 'served', 'unavailable']);
  const ordered = ['A-4', 'A-5', 'A-6'].map((seat) =>
    answerPlaceOrder(context, orderCall(id, `usr_001_${seat}`, seat, { seats: [seat] })),
  );
  expect((await statuses(ordered)).toSorted()).toEqual(['served', 'served', 'unavailable']);
  expect((await claimsOf(system.shard, onSale)).size).toBe(2);
});
