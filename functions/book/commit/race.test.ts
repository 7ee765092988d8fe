import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishOn } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';

/** A thousand requests on a busy machine. */
const PATIENCE_MS = 120_000;

let system: TestSystem;
let people: Person[];

beforeAll(async () => {
  // Two processes sell the same seats, so nothing can rest on one process's memory.
  system = await startTestSystem({
    annotations: { 'book-e0': { 'autoscaling.knative.dev/min-scale': '2', 'autoscaling.knative.dev/max-scale': '2' } },
  });
  people = await Promise.all(Array.from({ length: 10 }, (_, index) => system.user(`Racer ${index}`)));
  await system.until('two processes sell', async () => system.platform.pids('book-e0').length === 2);
});
afterAll(() => system.close());

const buyer = (index: number) => people[index % people.length] as Person;

async function soldSeats(event: string): Promise<number> {
  const [claims] = await system.database('e0').query('SELECT seat FROM seat_claims WHERE event_id = ?', [event]);
  return (claims as unknown[]).length;
}

/** Every acknowledged order is in MySQL with its seats, and in one order record. */
async function checkOrders(event: string, orders: readonly Reply['body'][]): Promise<void> {
  const [rows] = (await system
    .database('e0')
    .query('SELECT id FROM orders WHERE event_id = ?', [event])) as unknown as [{ id: string }[]];
  expect(new Set(rows.map((row) => row.id))).toEqual(new Set(orders.map((order) => order.id)));
  expect(rows).toHaveLength(orders.length);
  await system.until('each order has its record', async () => {
    const records = await Promise.all(
      ['u0', 'u1'].map(
        async (shard) =>
          (await system.database(shard).query('SELECT order_id FROM order_records WHERE event_id = ?', [event]))[0] as {
            order_id: string;
          }[],
      ),
    );
    const ids = records.flat().map((record) => record.order_id);
    expect(new Set(ids).size).toBe(ids.length);
    return ids.length === orders.length && orders.every((order) => ids.includes(order.id));
  });
}

test(
  '50 clients race for the same 20 seats by direct order: exactly 20 are sold, no 5xx',
  async () => {
    const event = await publishOn(system, buyer(0), 'e0');
    const seats = Array.from({ length: 20 }, (_, index) => `A-${index < 10 ? 1 : 2}-${(index % 10) + 1}`);
    const replies = await Promise.all(
      Array.from({ length: 50 }, async (_, client) => {
        const mine: Reply[] = [];
        // Each client tries all seats, beginning somewhere else.
        for (let step = 0; step < seats.length; step++) {
          const seat = seats[(client * 7 + step) % seats.length] as string;
          mine.push(
            await system.ask('POST', `/v1/events/${event}/orders`, {
              token: buyer(client).token,
              key: `c${client}-${seat}`,
              body: { seats: [seat] },
            }),
          );
        }
        return mine;
      }),
    );
    const all = replies.flat();
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const placed = all.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(placed).toHaveLength(20);
    expect(new Set(placed.map((order) => order.items[0].seat)).size).toBe(20);
    for (const { body } of all.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: 'seats_unavailable', reason: 'unavailable' });
    expect(await soldSeats(event)).toBe(20);
    await checkOrders(event, placed);
  },
  PATIENCE_MS,
);

test(
  '50 clients race for the same 20 seats by hold and order: exactly 20 are sold, no 5xx',
  async () => {
    const event = await publishOn(system, buyer(0), 'e0', {
      chart: {
        sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats: 20 }] }],
      },
    });
    const replies = await Promise.all(
      Array.from({ length: 50 }, async (_, client) => {
        const mine: Reply[] = [];
        for (let step = 0; step < 10; step++) {
          const first = ((client * 3 + step) % 10) * 2 + 1;
          const held = await system.ask('POST', `/v1/events/${event}/holds`, {
            token: buyer(client).token,
            body: { seats: [`A-1-${first}`, `A-1-${first + 1}`] },
          });
          mine.push(held);
          if (held.status !== 201) continue;
          mine.push(
            await system.ask('POST', `/v1/events/${event}/orders`, {
              token: buyer(client).token,
              key: `h${client}-${step}`,
              body: { holdId: held.body.id },
            }),
          );
        }
        return mine;
      }),
    );
    const all = replies.flat();
    // 200: of one buyer's two clients the second is given the hold of the first.
    expect([200, 201, 409]).toEqual(expect.arrayContaining([...new Set(all.map(({ status }) => status))]));
    const placed = all.filter(({ status, body }) => status === 201 && body.items).map(({ body }) => body);
    expect(placed).toHaveLength(10);
    expect(await soldSeats(event)).toBe(20);
    await expect
      .poll(async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts)
      .toEqual({
        free: 0,
        held: 0,
        sold: 20,
      });
    await checkOrders(event, placed);
  },
  PATIENCE_MS,
);
