import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerPlaceOrder } from '../../../functions/book/orders/place-order.ts';
import { answerBlockSeats } from '../../../functions/book/blocks/block-seats.ts';
import { answerReleaseBlock } from '../../../functions/book/blocks/release-block.ts';
import { answerCancelOrder } from '../../../functions/book/orders/cancel-order.ts';
import type { StoredEvent } from '../../../functions/shared/event/row.ts';
import { ownersOf } from '../../../functions/book/live/held-seats-scripts.ts';
import { settleSeats } from '../../../functions/book/live/live-seats.ts';
import { lockEventForSales, readClaims } from '../../../functions/book/store.ts';
import { newId } from '../../../functions/shared/ids.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import { rows } from '../../../functions/shared/mysql/statements.ts';
import { Problem } from '../../../functions/shared/problem.ts';
import { rebuildSeats } from '../../../functions/shared/seats/rebuild.ts';
import { seatKeys } from '../../../functions/shared/seats/seat-keys.ts';
import { insertEvent } from '../../../functions/publish/store.ts';
import {
  blockCall,
  cancelCall,
  openBooking,
  orderCall,
  releaseCall,
  type TestBooking,
} from '../../testing/booking/booking.ts';
import { openShard, type TestShard } from '../../testing/booking/shard.ts';
import { cleanSlots, letGoOfSlots, moveSlots, onWay, type ShardsOfMove, statesOf } from './move-slots.ts';
import { OutOfDate } from './slot-copy.ts';
import { type OnStep, type MoveStep, STEPS } from './slot-move.ts';

let booking: TestBooking;
let there: TestShard;
let shards: ShardsOfMove;
/** Of the test that runs: what has moved there stays there for who knows it. */
let slot = 0;
const FENCE = { fenceLimitMs: 2_000 };

beforeEach(() => {
  slot += 1;
});
beforeAll(async () => {
  there = await openShard();
  booking = await openBooking(there.url);
  shards = { from: { name: 'e0', url: booking.shard.url }, to: { name: 'e2', url: there.url } };
});
afterAll(async () => {
  await booking.close();
  await there.close();
});

const back = (): ShardsOfMove => ({ from: shards.to, to: shards.from });
const move = (way: ShardsOfMove, onStep: OnStep = () => {}) =>
  onWay(way, (open) => moveSlots(open, [slot], { ...FENCE, onStep }));
const clean = (way: ShardsOfMove) => onWay(way, (open) => cleanSlots(open, [slot], 5_000));
const buyer = newId('usr', 2);

/** As a caller who repeats what is answered 503, and as the host, which finds the slot first. */
async function buy(event: StoredEvent, key: string, seat: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      await booking.context.databases.find(event.id);
      return (await answerPlaceOrder(booking.context, orderCall(event.id, buyer, key, { seats: [seat] }))).placed.id;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 503 || attempt > 1_000) throw error;
    }
  }
}

async function counts(pool: Pool, event: StoredEvent): Promise<Record<string, number>> {
  const count = async (table: string, column: string, id = event.id) =>
    Number((await rows<{ n: number }>(pool, `SELECT COUNT(*) AS n FROM ${table} WHERE ${column} = ?`, [id]))[0]?.n);
  const [figure] = await rows<{ sold: number }>(pool, 'SELECT sold FROM sales WHERE event_id = ?', [event.id]);
  return {
    events: await count('events', 'id'),
    orders: await count('orders', 'event_id'),
    claims: await count('seat_claims', 'event_id'),
    sold: figure?.sold ?? 0,
  };
}

/** Who has a seat, as the live state says it. */
async function ownerOf(eventId: string, seat: number): Promise<string> {
  const [, , owner] = await ownersOf(booking.context.redisLink.redis, seatKeys(eventId), [seat]);
  return String(owner);
}

const NOTHING = { events: 0, orders: 0, claims: 0, sold: 0 };
const chart = (seats: number) => ({
  chart: { sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats }] }] },
});

test('a slot moves there and back while it sells: every order that was acknowledged is there once, and nothing is left behind', async () => {
  const event = await booking.shard.publish(chart(200), slot);
  const sold: Promise<string>[] = [];
  let at = 0;
  const caller = async (): Promise<void> => {
    while (at < 150) {
      const seat = ++at;
      sold.push(buy(event, `k${seat}`, `A-1-${seat}`));
      await sold.at(-1);
    }
  };
  // Together, so that nobody fails unseen.
  const [{ moved }] = await Promise.all([move(shards), ...Array.from({ length: 8 }, caller)]);
  const { context } = booking;
  const ids = await Promise.all(sold);
  await context.groupCommits.followed();
  expect(moved[0]?.fenceMs).toBeLessThan(FENCE.fenceLimitMs);
  const whole = { events: 1, orders: ids.length, claims: ids.length, sold: ids.length };
  expect(await counts(there.pool, event)).toEqual(whole);
  const kept = await rows<{ id: string }>(there.pool, 'SELECT id FROM orders WHERE event_id = ?', [event.id]);
  expect(kept.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(await clean(shards)).toEqual([]);
  expect(await counts(booking.shard.pool, event)).toEqual(NOTHING);

  await move(back());
  expect(await clean(back())).toEqual([]);
  expect([await counts(booking.shard.pool, event), await counts(there.pool, event)]).toEqual([whole, NOTHING]);
});

class Killed extends Error {}

test.each(STEPS)(
  'a run that dies when a slot is %s is gone on with by the next: nothing is lost, and it sells where it is',
  async (last: MoveStep) => {
    const event = await booking.shard.publish(chart(20), slot);
    await buy(event, 'before', 'A-1-1');
    const dies: OnStep = (step) => {
      if (step === last) throw new Killed();
    };
    const dying = onWay(shards, async (way) => {
      await moveSlots(way, [slot], { ...FENCE, onStep: dies });
      await cleanSlots(way, [slot], 5_000, dies);
    });
    await expect(dying).rejects.toThrow(Killed);
    await move(shards);
    expect(await onWay(shards, (way) => statesOf(way, [slot]))).toEqual({ here: 0, fenced: 0, moved: 1 });
    await buy(event, 'after', 'A-1-2');
    await booking.context.groupCommits.followed();
    await clean(shards);
    const whole = { events: 1, orders: 2, claims: 2, sold: 2 };
    expect([await counts(there.pool, event), await counts(booking.shard.pool, event)]).toEqual([whole, NOTHING]);
  },
);

test('503 slot_moving: nobody decides anything where a slot is no more, however old what he knows of it', async () => {
  const event = await booking.shard.publish(chart(20), slot);
  const { context } = booking;
  const order = await buy(event, 'sold', 'A-1-1');
  const block = await answerBlockSeats(context, blockCall(event.id, event.organizerId, 'b', { seats: ['A-1-5'] }));
  await context.groupCommits.followed();
  await move(shards);
  // This process has not heard of it: it was asked before.
  const moving = { code: 'slot_moving', status: 503, retryAfterSeconds: 1 };
  const late = await Promise.allSettled([
    answerPlaceOrder(context, orderCall(event.id, buyer, 'late', { seats: ['A-1-2'] })),
    answerPlaceOrder(context, orderCall(event.id, buyer, 'together', { seats: ['A-1-3'] })),
    answerCancelOrder(context, cancelCall(event.id, buyer, order)),
    answerBlockSeats(context, blockCall(event.id, event.organizerId, 'c', { seats: ['A-1-6'] })),
    answerReleaseBlock(context, releaseCall(event.id, event.organizerId, block.placed.id)),
    readClaims(booking.shard.pool, event.id, [0, 1]),
    insertEvent(booking.shard.pool, { ...event, id: newId('evt', slot), plan: null }, Buffer.alloc(32)),
  ]);
  expect(late).toEqual(late.map(() => ({ status: 'rejected', reason: expect.objectContaining(moving) })));
  const whole = { events: 1, orders: 1, claims: 2, sold: 2 };
  expect([await counts(there.pool, event), await counts(booking.shard.pool, event)]).toEqual([whole, whole]);
});

test('503 slot_moving: nor when it is cleaned up where it was: what has no row there is not free', async () => {
  const event = await booking.shard.publish(chart(20), slot);
  const { context } = booking;
  const redis = context.redisLink.redis;
  const order = await buy(event, 'sold', 'A-1-1');
  await context.groupCommits.followed();
  await move(shards);
  await clean(shards);
  const moving = { code: 'slot_moving', status: 503 };
  // As a process that slept through all of it.
  const late = await Promise.allSettled([
    settleSeats(redis, booking.shard.pool, event.id, [0]),
    readClaims(booking.shard.pool, event.id, [0]),
    lockEventForSales(booking.shard.pool, event.id),
  ]);
  expect(late).toEqual(late.map(() => ({ status: 'rejected', reason: expect.objectContaining(moving) })));
  expect(await ownerOf(event.id, 0)).toBe(`s${order}`);
});

test('503 slot_moving: a live state that was begun before a slot went is not made ready by what its former shard had', async () => {
  const event = await booking.shard.publish(chart(20), slot);
  const { context } = booking;
  const redis = context.redisLink.redis;
  let taken = 0;
  // Between its look at the event and its look at the claims.
  const asked = new Proxy(booking.shard.pool, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (name === 'getConnection' && ++taken === 2) {
          await move(shards);
          await there.pool.query("INSERT INTO seat_claims VALUES (?, 0, 'ord_x')", [event.id]);
        }
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
  await expect(rebuildSeats(redis, asked, event.id)).rejects.toMatchObject({ code: 'slot_moving' });
  await rebuildSeats(redis, there.pool, event.id);
  expect(await ownerOf(event.id, 0)).toBe('sord_x');
});

test('between two shards a slot is at neither, and let go of it is where it was: the run that was taken for dead changes nothing any more', async () => {
  const event = await booking.shard.publish(chart(20), slot);
  const stopped = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await onWay(shards, async (way) => {
    const paused = moveSlots(way, [slot], {
      ...FENCE,
      onStep: async (step) => {
        if (step !== 'settled') return;
        stopped.resolve();
        await held.promise;
      },
    });
    await stopped.promise;
    await expect(Promise.resolve(booking.context.databases.find(event.id))).rejects.toMatchObject({
      code: 'slot_moving',
    });
    expect(await letGoOfSlots(way, [slot])).toEqual([]);
    held.resolve();
    await expect(paused).rejects.toThrow(OutOfDate);
  });
  await buy(event, 'again', 'A-1-1');
  await booking.context.groupCommits.followed();
  expect(await counts(booking.shard.pool, event)).toEqual({ events: 1, orders: 1, claims: 1, sold: 1 });
});

test('two seats that have changed places, a claim that is missing, and one too many are found, and set right', async () => {
  const event = await booking.shard.publish(chart(20), slot);
  for (const seat of [1, 2, 3]) await buy(event, `s${seat}`, `A-1-${seat}`);
  await booking.context.groupCommits.followed();
  const claims = (pool: Pool) =>
    rows<{ seat: number; order_id: string }>(
      pool,
      'SELECT seat, order_id FROM seat_claims WHERE event_id = ? ORDER BY seat',
      [event.id],
    );
  await move(shards);
  const truth = await claims(there.pool);
  await move(back());
  const [one, two, three] = truth;
  for (const [seat, id] of [
    [one?.seat, two?.order_id],
    [two?.seat, one?.order_id],
  ])
    await there.pool.query('UPDATE seat_claims SET order_id = ? WHERE event_id = ? AND seat = ?', [id, event.id, seat]);
  await there.pool.query('DELETE FROM seat_claims WHERE event_id = ? AND seat = ?', [event.id, three?.seat]);
  await there.pool.query('INSERT INTO seat_claims VALUES (?, 19, ?)', [event.id, one?.order_id]);
  await move(shards);
  expect(await claims(there.pool)).toEqual(truth);
  await move(back());
  await clean(back());
});

test('every table of an events shard either goes with its slots, or it is said why it stays', async () => {
  await booking.shard.pool.query('CREATE TABLE thoughts (id INT PRIMARY KEY)');
  await expect(move(shards)).rejects.toThrow('have different tables');
  await there.pool.query('CREATE TABLE thoughts (id INT PRIMARY KEY)');
  await expect(move(shards)).rejects.toThrow('nobody has said whether rows of thoughts go with their slot');
  for (const pool of [booking.shard.pool, there.pool]) await pool.query('DROP TABLE thoughts');
});

test('two runs do not move slots of one shard at a time', async () => {
  await onWay(shards, async () => {
    await expect(move(back())).rejects.toThrow('somebody else is moving slots');
  });
});
