import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimsOf, newOrder } from '../../../scripts/testing/booking/live-state.ts';
import { counted, openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { continueTrace } from '../../shared/trace.ts';
import { eventOnSale } from '../on-sale/event-on-sale.ts';
import { pendingOrder, type OrderOutcome, seatsOf } from './pending-order.ts';
import type { StoredOrder } from '../store.ts';
import { GroupCommit } from './group-commit.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

const SIZE = { lanes: 2, batch: 64, waiting: 1_000 };
const trace = continueTrace(undefined);

async function countRows(table: string, eventId: string): Promise<number> {
  const [rows] = await shard.pool.query(`SELECT COUNT(*) AS n FROM ${table} WHERE event_id = ?`, [eventId]);
  return (rows as { n: number }[])[0]?.n ?? 0;
}

/** With a hold, a batch is tried as a whole first; without one, order by order. */
const HOLDS = [undefined, 'hold'];

test.each(HOLDS)(
  'orders at once join few transactions; each seat is sold once, each loser learns of a seat that another has (%j)',
  async (holdId) => {
    const onSale = eventOnSale(await shard.publish({ limitPerBuyer: 50 }));
    const { pool, taken } = counted(shard.pool);
    const groupCommit = new GroupCommit(pool, SIZE, async () => {});
    const orders = Array.from({ length: 300 }, (_, index) =>
      newOrder(
        onSale,
        `buyer${index % 40}`,
        [...new Set([(index * 7) % 50, (index * 7 + (index % 3)) % 50])].toSorted((a, b) => a - b),
      ),
    );
    const outcomes = await Promise.all(
      orders.map((order) => groupCommit.commit(pendingOrder(onSale.event, order, order.id, holdId, trace))),
    );
    const placed = orders.filter((_, index) => outcomes[index]?.outcome === 'placed');
    const claims = await claimsOf(shard, onSale);
    expect(claims).toEqual(new Map(placed.flatMap((order) => seatsOf(order).map((seat) => [seat, order.id]))));
    const taken409 = outcomes.flatMap((outcome, index) =>
      outcome.outcome === 'taken' ? [{ seats: outcome.seats, order: orders[index] as StoredOrder }] : [],
    );
    expect(placed.length + taken409.length).toBe(300);
    for (const { seats, order } of taken409) {
      expect(seats.length).toBeGreaterThan(0);
      expect(
        seats.every((seat) => seatsOf(order).includes(seat) && claims.get(seat) !== order.id && claims.has(seat)),
      ).toBe(true);
    }
    expect(taken()).toBeLessThan(60);
    expect(await countRows('orders', onSale.event.id)).toBe(placed.length);
    const [figures] = await shard.pool.query(
      'SELECT sold, (SELECT SUM(seats) FROM buyer_seats WHERE event_id = ?) AS bought FROM sales WHERE event_id = ?',
      [onSale.event.id, onSale.event.id],
    );
    expect(figures).toEqual([{ sold: claims.size, bought: String(claims.size) }]);
    const [outbox] = await shard.pool.query('SELECT subject FROM outbox WHERE data LIKE ?', [`%${onSale.event.id}%`]);
    expect(new Set((outbox as { subject: string }[]).map((row) => row.subject))).toEqual(
      new Set(placed.map((order) => order.id)),
    );
  },
);

test.each(HOLDS)('one key is one order also within a batch, and the limit per buyer holds (%j)', async (holdId) => {
  const onSale = eventOnSale(await shard.publish({ limitPerBuyer: 4 }));
  const groupCommit = new GroupCommit(shard.pool, SIZE, async () => {});
  const sell = (order: StoredOrder, key: string): Promise<OrderOutcome> =>
    groupCommit.commit(pendingOrder(onSale.event, order, key, holdId, trace));
  const outcomes = await Promise.all([
    ...Array.from({ length: 20 }, (_, seat) => sell(newOrder(onSale, 'ada', [seat]), 'one key')),
    ...Array.from({ length: 20 }, (_, index) => sell(newOrder(onSale, 'ben', [20 + index]), `key ${index}`)),
  ]);
  const outcomesFrom = (from: number) => outcomes.slice(from, from + 20).map(({ outcome }) => outcome);
  expect(outcomesFrom(0).filter((outcome) => outcome === 'placed')).toHaveLength(1);
  expect(outcomesFrom(0).filter((outcome) => outcome === 'repeated')).toHaveLength(19);
  expect(outcomesFrom(20).filter((outcome) => outcome === 'placed')).toHaveLength(4);
  expect(outcomesFrom(20).filter((outcome) => outcome === 'limit')).toHaveLength(16);
  expect(await countRows('seat_claims', onSale.event.id)).toBe(5);
});

test.each(HOLDS)('an order that the server cannot take fails alone (%j)', async (holdId) => {
  const onSale = eventOnSale(await shard.publish());
  const groupCommit = new GroupCommit(shard.pool, SIZE, async () => {});
  const poison = newOrder(onSale, 'ada', [0]);
  poison.items = [{ seat: 0, label: 'A'.repeat(5_000), priceCents: 1, status: 'confirmed' }];
  const orders = [...Array.from({ length: 10 }, (_, index) => newOrder(onSale, 'ben', [index + 1])), poison];
  const settled = await Promise.allSettled(
    orders.map((order) => groupCommit.commit(pendingOrder(onSale.event, order, order.id, holdId, trace))),
  );
  expect(settled.slice(0, 10).map((entry) => entry.status === 'fulfilled' && entry.value.outcome)).toEqual(
    Array.from({ length: 10 }, () => 'placed'),
  );
  expect(settled[10]?.status).toBe('rejected');
  expect((await claimsOf(shard, onSale)).has(0)).toBe(false);
});

test.each(HOLDS)(
  'orders of many events at once: each event has sold what its orders say, in one version (%j)',
  async (holdId) => {
    const events = await Promise.all(Array.from({ length: 5 }, () => shard.publish()));
    const groupCommit = new GroupCommit(shard.pool, SIZE, async () => {});
    const seats = events.map((_, index) => Array.from({ length: index + 1 }, (__, seat) => seat));
    const outcomes = await Promise.all(
      events.map((event, index) => {
        const onSale = eventOnSale(event);
        const order = newOrder(onSale, `buyer${index}`, seats[index] ?? []);
        return groupCommit.commit(pendingOrder(event, order, order.id, holdId, trace));
      }),
    );
    expect(outcomes).toEqual(events.map(() => ({ outcome: 'placed' })));
    const [figures] = await shard.pool.query('SELECT event_id, sold, version FROM sales WHERE event_id IN (?)', [
      events.map(({ id }) => id),
    ]);
    expect(new Set(figures as object[])).toEqual(
      new Set(events.map(({ id }, index) => ({ event_id: id, sold: index + 1, version: 2 }))),
    );
  },
);

test.each(HOLDS)(
  'an order on an older version of its event is refused also beside others of it on the newer one (%j)',
  async (holdId) => {
    const older = eventOnSale(await shard.publish());
    await shard.pool.query('UPDATE events SET version = version + 1 WHERE id = ?', [older.event.id]);
    const newer = { ...older, event: { ...older.event, version: older.event.version + 1 } };
    // The first has the only lane: the others join one transaction after it.
    const groupCommit = new GroupCommit(shard.pool, { ...SIZE, lanes: 1 }, async () => {});
    const outcomes = await Promise.all(
      [newer, newer, older, newer].map((onSale, seat) => {
        const order = newOrder(onSale, 'ada', [seat]);
        return groupCommit.commit(pendingOrder(onSale.event, order, order.id, holdId, trace));
      }),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['placed', 'placed', 'changed', 'placed']);
    expect([...(await claimsOf(shard, older)).keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 3]);
  },
);

test('503 when too many are waiting; those who wait are served', async () => {
  const onSale = eventOnSale(await shard.publish());
  const groupCommit = new GroupCommit(shard.pool, { lanes: 1, batch: 4, waiting: 5 }, async () => {});
  const asked = Array.from({ length: 10 }, async (_, seat) =>
    groupCommit.commit(pendingOrder(onSale.event, newOrder(onSale, 'ada', [seat]), `k${seat}`, undefined, trace)),
  );
  const settled = await Promise.allSettled(asked);
  const refused = settled.filter((entry) => entry.status === 'rejected');
  expect(refused.map((entry) => (entry.reason as { code: string }).code)).toEqual(refused.map(() => 'unavailable'));
  expect(refused.length).toBe(5);
  expect((await claimsOf(shard, onSale)).size).toBe(5);
});
