/** What is answered, and what is true, when a wire breaks or a process dies between any two steps. */
import { describe, expect, test } from 'vitest';
import { holdCall } from '../../../scripts/testing/booking/booking.ts';
import {
  commit,
  cancelOnly,
  newOrder,
  errorsOf,
  interrupted,
  snapshotOf,
} from '../../../scripts/testing/booking/live-state.ts';
import type { WireFault } from '../../../scripts/testing/servers/wire.ts';
import { until } from '../../../scripts/testing/until.ts';
import { shardsOf } from '../../shared/mysql/databases.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { discardOldStates, RUN_KEY } from '../../shared/seats/restarts.ts';
import { noteRepairs } from '../../shared/seats/note-repairs.ts';
import { parseShardMap } from '../../shared/slots.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { repair } from '../repair-seats.ts';
import { sweep } from '../sweep.ts';
import { ADA, at, count, event, hold, onSale, openFaultyBooking, place } from '../fixtures/faulty-booking.ts';

openFaultyBooking();

/** The end of an order's statements, which go together. */
const COMMIT = ';\nCOMMIT';

const BEN = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGB';

const shard = () => at.context.databases.ofId(event.id);

const untold = async (): Promise<number> => {
  const [rows] = await at.shard.pool.query('SELECT event_id FROM outbox WHERE data LIKE ?', [`%${event.id}%`]);
  return (rows as unknown[]).length;
};

/** As if the rows had waited for long: their writer is dead. */
const age = () => at.shard.pool.query('UPDATE outbox SET time = time - INTERVAL 1 MINUTE');

const holdsLeft = async () => (await snapshotOf(at.shard, onSale)).holds.size;

/** A fault on the next thing sent that has these words in it. */
function next(wire: 'mysql' | 'redis', words: string, fault: WireFault): void {
  at[wire].onSend = (chunk) => {
    if (!chunk.includes(words)) return 'pass';
    at[wire].onSend = () => 'pass';
    return fault;
  };
}

const forgetful = async () => {
  await at.shard.redis.set(RUN_KEY, 'another run');
  await discardOldStates(at.shard.redis);
};

describe('the connection breaks at COMMIT', () => {
  test('committed, and the answer lost: the order is found and answered, and its word reaches Redis and the broker', async () => {
    next('mysql', COMMIT, 'cut before the last answer');
    const { placed } = await place('k', { seats: ['A-1-1', 'A-1-2'] });
    expect([await count('orders'), await count('seat_claims')]).toEqual([1, 2]);
    expect((await place('k', { seats: ['A-1-1', 'A-1-2'] })).placed.id).toBe(placed.id);
    await age();
    await sweep(at.context);
    expect(at.published.filter(({ subject }) => subject === placed.id)).toHaveLength(1);
    expect(await errorsOf(at.shard, onSale)).toEqual([]);
  });

  test('503 outcome_unknown when it never arrived; the same key then places the order, once', async () => {
    next('mysql', COMMIT, 'cut before it arrives');
    await expect(place('k', { section: 'GA', quantity: 2 })).rejects.toMatchObject({ code: 'outcome_unknown' });
    // What may be sold stays reserved.
    expect([await count('orders'), await untold(), await holdsLeft()]).toEqual([0, 0, 1]);
    expect((await place('k', { section: 'GA', quantity: 2 })).repeated).toBe(false);
    expect([await count('orders'), await count('seat_claims'), await holdsLeft()]).toEqual([1, 2, 0]);
  });
});

const isFree = async () => {
  const asked = hold(at.context, holdCall(event.id, BEN, { seats: ['A-1-1'] }));
  return (await Promise.allSettled([asked]))[0].status === 'fulfilled';
};
const holdFirst = () => hold(at.context, holdCall(event.id, ADA, { seats: ['A-1-1'] }));

describe('Redis does not answer', () => {
  test('a hold that was claimed all the same is given back', async () => {
    at.redis.freeze();
    const refused = hold(at.context, holdCall(event.id, ADA, { seats: ['A-1-1'] }));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    at.redis.thaw();
    // What Ben asks comes behind what was claimed.
    expect(await until('the seat is free', isFree)).toBe(true);
  });

  test('a connection on which nothing comes back is given up for a new one', async () => {
    at.redis.lose();
    await expect(holdFirst()).rejects.toMatchObject({ code: 'unavailable' });
    const works = () =>
      holdFirst().then(
        () => true,
        () => false,
      );
    expect(await until('holds are possible again', works, 15_000)).toBe(true);
  });

  test('an order from a hold is repeated all the same', async () => {
    const { id } = await hold(at.context, holdCall(event.id, ADA, { seats: ['A-1-1'] }));
    const { placed } = await place('k', { holdId: id });
    at.redis.cut();
    await until('redis is away', async () => !(await at.context.redisLink.ready()));
    expect(await place('k', { holdId: id })).toMatchObject({ repeated: true, placed: { id: placed.id } });
    await expect(place('other', { holdId: id })).rejects.toMatchObject({ code: 'unavailable' });
    at.redis.mend();
  });

  test.each([
    ['sold', false],
    ['free', true],
  ])('when the sweep takes the events of a dead process: its seats are marked %s later', async (_, cancelled) => {
    const placed = newOrder(onSale, ADA, [1, 2]);
    await commit(at.shard, onSale, placed);
    if (cancelled) {
      await sweep(at.context);
      await age();
      await sweep(at.context);
      await cancelOnly(at.shard, onSale, placed);
    }
    await age();
    at.redis.cut();
    await until('redis is away', async () => !(await at.context.redisLink.ready()));
    await expect(sweep(at.context)).rejects.toThrow('steps of the sweep failed');
    at.redis.mend();
    await until('redis is back', () => at.context.redisLink.ready());
    await sweep(at.context);
    expect(await errorsOf(at.shard, onSale)).toEqual([]);
  });
});

test('a repair that is noted again while it is done is done again', async () => {
  const placed = newOrder(onSale, ADA, [1]);
  await commit(at.shard, onSale, placed);
  await noteRepairs(at.shard.pool, [{ eventId: event.id, orderId: placed.id }]);
  let noted: Promise<void> | undefined;
  let answers = 0;
  const pool = interrupted(at.shard.pool, async () => {
    // It is found, then taken; from there on a note waits for what is being done, so nobody waits for it here.
    if (++answers === 2) noted = noteRepairs(at.shard.pool, [{ eventId: event.id, orderId: placed.id }]);
  });
  await repair(at.context, { name: 'e0', pool });
  await noted;
  expect(await count('seat_repairs')).toBe(1);
  await repair(at.context, shard());
  expect(await count('seat_repairs')).toBe(0);
});

test('a shard that is away holds up the sweep of no other', async () => {
  const placed = newOrder(onSale, ADA, [1]);
  await commit(at.shard, onSale, placed);
  await age();
  const urls = new Map([
    ['a0', 'mysql://nobody@127.0.0.1:9/none'],
    ['e0', at.shard.url],
  ]);
  const databases = shardsOf(parseShardMap('a0=800-fff,e0=000-7ff'), urls);
  await expect(sweep({ ...at.context, databases })).rejects.toThrow('4 steps of the sweep failed');
  expect(at.published.filter(({ subject }) => subject === placed.id)).toHaveLength(1);
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
  await databases.close();
});

test('two buyers who happen to use the same key share nothing', async () => {
  const orders = await Promise.all(
    [ADA, BEN].flatMap((buyer) =>
      Array.from({ length: 4 }, (_, index) => place(`k${index}`, { section: 'GA', quantity: 2 }, buyer)),
    ),
  );
  const seats = orders.flatMap(({ placed }) => placed.items.map((item) => item.seat));
  expect(new Set(seats).size).toBe(16);
  expect(await snapshotOf(at.shard, onSale)).toMatchObject({ holds: new Map(), buyers: {} });
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
});

describe('a Redis that has forgotten the last of what it was told', () => {
  test('a seat whose order ended is not lost, and one that is sold not free', async () => {
    const { placed: ended } = await place('ended', { seats: ['A-1-1'] });
    await until('it is marked', async () => (await snapshotOf(at.shard, onSale)).sold.size === 1);
    await cancelOnly(at.shard, onSale, ended);
    await commit(at.shard, onSale, newOrder(onSale, BEN, [1]));
    await expect(place('refused', { seats: ['A-1-1'] })).rejects.toMatchObject({ code: 'seats_unavailable' });
    await forgetful();
    await expect(place('taken', { seats: ['A-1-2'] })).rejects.toMatchObject({ code: 'seats_unavailable' });
    await place('free', { seats: ['A-1-1'] });
    await until('all is marked', async () => (await errorsOf(at.shard, onSale)).length === 0);
  });

  test('its states are discarded once: holds made since stay', async () => {
    await forgetful();
    await at.shard.redis.del(RUN_KEY); // emptied since: whoever builds the next state notes whose it is
    const held = await hold(at.context, holdCall(event.id, ADA, { seats: ['A-1-1'] }));
    await discardOldStates(at.shard.redis);
    await sweep(at.context);
    expect(await at.shard.redis.exists(RUN_KEY)).toBe(1);
    expect((await snapshotOf(at.shard, onSale)).holds.has(held.id)).toBe(true);
  });

  test('a build that began before does not end as if it had all', async () => {
    await at.shard.redis.del(...seatKeys(event.id));
    const meta = `{${event.id}}:meta`;
    const pool = interrupted(at.shard.pool, async () => {
      if ((await at.shard.redis.hget(meta, 'built')) !== null) await forgetfulOnce();
    });
    let forgotten = false;
    const forgetfulOnce = async () => {
      if (forgotten) return;
      forgotten = true;
      await commit(at.shard, onSale, newOrder(onSale, BEN, [1]));
      await forgetful();
    };
    await rebuildSeats(at.shard.redis, pool, event.id);
    expect(await errorsOf(at.shard, onSale)).toEqual([]);
  });
});
