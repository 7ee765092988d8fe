import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wireType } from '../../events/catalog.ts';
import { startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';
import { newId } from '../shared/ids.ts';
import { addressHeaders } from '../shared/messages/publisher.ts';

const ORDERS = 500;
const TOLD_TWICE = 50;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 60_000);
afterAll(() => system.close());

async function countRecords(shard: 'u0' | 'u1'): Promise<number> {
  const [rows] = await system.database(shard).query('SELECT COUNT(*) AS n FROM order_records');
  return (rows as { n: number }[])[0]?.n ?? NaN;
}

it('every order has exactly one record after the consumer was killed in the middle of 500', async () => {
  const ingress = await system.platform.address('seatmesh-broker-ingress');
  const orders = Array.from({ length: ORDERS }, (_, index) => ({ id: ulid(), ...orderOf(index) }));
  // While this table is locked the consumer gets stuck in the middle of what it does for u1, and goes on for u0.
  const lock = await system.database('u1').getConnection();
  await lock.query('LOCK TABLES order_records WRITE');
  for (const batch of batches([...orders, ...orders.slice(0, TOLD_TWICE)], 20))
    await Promise.all(batch.map((order) => publish(ingress, order)));
  await system.until('some records', async () => (await countRecords('u0')) >= 10, 30_000);

  const killed = system.platform.pids('order-record');
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  expect(killed.length).toBeGreaterThan(0);
  expect(await countRecords('u0')).toBeLessThan(ORDERS);
  await lock.query('UNLOCK TABLES');
  lock.release();

  const total = async () => (await countRecords('u0')) + (await countRecords('u1'));
  await system.until('all records', async () => (await total()) >= ORDERS, 60_000);
  await system.platform.idle(60_000); // nothing is on its way any more
  for (const [shard, from] of [
    ['u0', 0],
    ['u1', 1],
  ] as const) {
    const own = orders.filter((_, index) => index % 2 === from);
    const pool = system.database(shard);
    const [records] = await pool.query('SELECT order_id AS id FROM order_records');
    expect(idsOf(records)).toEqual(own.map(({ data }) => data.orderId).toSorted());
    const [inbox] = await pool.query('SELECT event_id AS id FROM inbox');
    expect(idsOf(inbox)).toEqual(own.map(({ id }) => id).toSorted());
    const [letters] = await pool.query('SELECT event_id AS id FROM dead_letters');
    expect(letters).toEqual([]);
  }
}, 180_000);

/** Buyers of even orders are on u0, those of odd ones on u1. */
function orderOf(index: number) {
  return {
    data: {
      orderId: newId('ord', 7),
      version: 1,
      status: 'confirmed',
      buyerId: newId('usr', index % 2 === 0 ? index : 0x800 + index),
      event: {
        id: 'evt_007_01JDCMX0C1E6S9T4W2VZQK8M5F',
        version: 1,
        title: 'Rush',
        startsAt: '2999-05-14T18:00:00.000Z',
      },
      items: [{ seat: `GA-${index + 1}`, priceCents: 1_000 }],
      totalCents: 1_000,
      currency: 'EUR',
      createdAt: '2026-05-01T10:00:00.000Z',
      cancelledAt: null,
    },
  };
}

async function publish(ingress: string, order: { id: string; data: { orderId: string } }): Promise<void> {
  const body = JSON.stringify(order.data);
  const response = await fetch(ingress, {
    method: 'POST',
    headers: system.proven(
      {
        'ce-specversion': '1.0',
        'ce-id': order.id,
        'ce-source': '/seatmesh/e0',
        'ce-type': wireType('order.confirmed.v1'),
        ...addressHeaders(wireType('order.confirmed.v1')),
        'ce-subject': order.data.orderId,
        'ce-time': new Date().toISOString(),
        'ce-slot': '007',
      },
      body,
    ),
    body,
    signal: AbortSignal.timeout(10_000),
  });
  expect(response.status).toBe(202);
}

function* batches<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

function idsOf(rows: unknown): string[] {
  return (rows as { id: string }[]).map(({ id }) => id).toSorted();
}
