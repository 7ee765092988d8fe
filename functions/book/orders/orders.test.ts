import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent, shardOf, untilSold } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;

const hold = (who: Person, body: unknown, id = event) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: who.token, body });
const order = (who: Person, key: string, body: unknown, id = event) =>
  system.ask('POST', `/v1/events/${id}/orders`, { token: who.token, key, body });
const cancel = (who: Person, orderId: string, id = event) =>
  system.ask('POST', `/v1/events/${id}/orders/${orderId}/cancel`, { token: who.token });
const availability = async (id = event) => (await system.ask('GET', `/v1/events/${id}/availability`)).body;

async function count(table: string, id = event): Promise<number> {
  const [[row]] = (await system
    .database(shardOf(id))
    .query(`SELECT COUNT(*) AS n FROM ${table} WHERE event_id = ?`, [id])) as unknown as [[{ n: number }]];
  return row.n;
}

/** The mark of a sold seat follows the answer to its order. */
const isMarked = (id: string, seat: number) =>
  system.until('it is marked', async () => (await system.redis.hget(`{${id}}:owners`, String(seat)))?.startsWith('s'));

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  event = await publishEvent(system, ada);
});
afterAll(() => system.close());

test('201 an order from a hold has the held seats at their prices, and the hold is used up', async () => {
  const { body: held } = await hold(ada, { seats: ['A-1-1', 'A-1-2'] });
  const { status, body } = await order(ada, 'from-hold', { holdId: held.id });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    eventId: event,
    status: 'confirmed',
    items: [
      { seat: 'A-1-1', priceCents: 5000 },
      { seat: 'A-1-2', priceCents: 5000 },
    ],
    totalCents: 10_000,
    currency: 'EUR',
  });
  expect(body.id.slice(4, 7)).toBe(event.slice(4, 7));
  expect((await untilSold(system, event, 2)).body.sold).toEqual([[0, 1]]);
  expect((await order(ada, 'from-hold-again', { holdId: held.id })).body.code).toBe('hold_expired');
});

test('201 by named seats, and by section and quantity', async () => {
  expect((await order(ada, 'named', { seats: ['GA-30', 'A-2-1'] })).body.items).toEqual([
    { seat: 'A-2-1', priceCents: 5000, status: 'confirmed', shown: { section: 'Stalls', row: '2', seat: '1' } },
    { seat: 'GA-30', priceCents: 2000, status: 'confirmed', shown: { section: 'Floor', seat: '30' } },
  ]);
  const { body } = await order(ada, 'section', { section: 'GA', quantity: 3 });
  expect(body.items.map((item: { seat: string }) => item.seat)).toEqual(['GA-1', 'GA-2', 'GA-3']);
});

test('200 the same order again for the same key and body, also after its seats are sold and its hold is gone', async () => {
  const { body: held } = await hold(ben, { seats: ['A-2-7'] });
  for (const [key, body] of [
    ['again-1', { holdId: held.id }],
    ['again-2', { seats: ['A-2-8'] }],
    ['again-3', { section: 'GA', quantity: 2 }],
  ] as const) {
    const first = await order(ben, key, body);
    const second = await order(ben, key, body);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  }
});

test('one order comes of twenty at once with the same key', async () => {
  const before = await count('seat_claims');
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => order(ben, 'at-once', { seats: ['A-2-9', 'A-2-10'] })),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  expect(await count('seat_claims')).toBe(before + 2);
  const sections = await Promise.all(
    Array.from({ length: 20 }, () => order(ben, 'at-once-ga', { section: 'GA', quantity: 1 })),
  );
  expect(new Set(sections.map(({ body }) => body.id)).size).toBe(1);
  expect(await count('seat_claims')).toBe(before + 3);
});

test('422 idempotency_key_reused for another body under the same key; another buyer may use the key', async () => {
  await order(ben, 'reused', { seats: ['GA-20'] });
  expect((await order(ben, 'reused', { seats: ['GA-21'] })).body).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  });
  expect((await order(ada, 'reused', { seats: ['GA-21'] })).status).toBe(201);
});

test('400 idempotency_key_missing, and malformed_request for a key that is none', async () => {
  const missing = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ada.token,
    body: { seats: ['GA-22'] },
  });
  expect(missing.body).toMatchObject({ status: 400, code: 'idempotency_key_missing' });
  expect((await order(ada, 'x'.repeat(129), { seats: ['GA-22'] })).body).toMatchObject({
    status: 400,
    code: 'malformed_request',
  });
});

test('409 seats_unavailable names the sold seats, and nothing of the order is left behind', async () => {
  await order(ada, 'sold', { seats: ['A-1-5'] });
  const tables = ['orders', 'seat_claims'];
  const before = await Promise.all(tables.map((table) => count(table)));
  const { status, body } = await order(ben, 'too-late', { seats: ['A-1-4', 'A-1-5', 'A-1-6'] });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: 'seats_unavailable', reason: 'unavailable', seats: ['A-1-5'] });
  expect(await Promise.all(tables.map((table) => count(table)))).toEqual(before);
  expect((await hold(ada, { seats: ['A-1-4', 'A-1-6'] })).status).toBe(201);
});

test('409 from MySQL when Redis has lost the mark of a sold seat; afterwards Redis has it again', async () => {
  const id = await publishEvent(system, ada);
  await order(ada, 'k', { seats: ['A-1-1'] }, id);
  await isMarked(id, 0);
  await system.redis.hdel(`{${id}}:owners`, '0');
  await system.redis.setbit(`{${id}}:sold`, 0, 0);
  expect((await availability(id)).sold).toEqual([]);
  expect((await order(ben, 'k', { seats: ['A-1-1', 'A-1-2'] }, id)).body).toMatchObject({
    status: 409,
    seats: ['A-1-1'],
  });
  await expect.poll(() => availability(id)).toMatchObject({ sold: [[0, 0]], held: [] });
});

test('by section, a seat that Redis wrongly takes for free is replaced by one that is', async () => {
  const id = await publishEvent(system, ada);
  await order(ada, 'k', { seats: ['GA-1', 'GA-2'] }, id);
  await isMarked(id, 21);
  for (const seat of [20, 21]) {
    await system.redis.hdel(`{${id}}:owners`, String(seat));
    await system.redis.setbit(`{${id}}:sold`, seat, 0);
  }
  const { status, body } = await order(ben, 'k', { section: 'GA', quantity: 2 }, id);
  expect([status, body.items?.map((item: { seat: string }) => item.seat)]).toEqual([201, ['GA-3', 'GA-4']]);
});

test('409 limit_exceeded beyond the limit per buyer, also for orders at once', async () => {
  const id = await publishEvent(system, ada, { limitPerBuyer: 3 });
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) => order(ben, `limit-${index}`, { seats: [`A-1-${index + 1}`] }, id)),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
  for (const { body } of replies.filter(({ status }) => status !== 201))
    expect(body).toMatchObject({ code: 'limit_exceeded', reason: 'limit' });
  expect(await count('seat_claims', id)).toBe(3);
  await untilSold(system, id, 3);
  const sold = replies.find(({ status }) => status === 201);
  await cancel(ben, sold?.body.id, id);
  expect((await order(ben, 'limit-again', { section: 'GA', quantity: 1 }, id)).status).toBe(201);
});

test('a limit per buyer that comes later counts what was bought and cancelled before', async () => {
  const id = await publishEvent(system, ada);
  const limit = async (limitPerBuyer: number | null) => {
    const { status } = await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { limitPerBuyer } });
    expect(status).toBe(200);
  };
  const bought = await order(ben, 'early-1', { seats: ['A-1-1', 'A-1-2'] }, id);
  await order(ben, 'early-2', { seats: ['A-1-3', 'A-1-4', 'A-1-5'] }, id);
  await untilSold(system, id, 5);
  await cancel(ben, bought.body.id, id);
  await limit(4);
  expect((await order(ben, 'late-1', { seats: ['A-1-1', 'A-1-2'] }, id)).body).toMatchObject({
    code: 'limit_exceeded',
  });
  expect((await order(ben, 'late-2', { seats: ['A-1-1'] }, id)).status).toBe(201);
  await limit(null);
  expect((await order(ben, 'free', { seats: ['A-1-6', 'A-1-7'] }, id)).status).toBe(201);
  await limit(5);
  expect((await order(ben, 'late-3', { seats: ['A-1-8'] }, id)).body).toMatchObject({ code: 'limit_exceeded' });
  await limit(7);
  expect((await order(ben, 'late-4', { seats: ['A-1-8'] }, id)).status).toBe(201);
});

test('cancelling an event cancels every order of it', async () => {
  const id = await publishEvent(system, ada);
  const orders = await Promise.all(
    Array.from({ length: 5 }, (_, index) => order(ben, `k${index}`, { seats: [`A-1-${index + 1}`] }, id)),
  );
  await system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token });
  await system.until('no claims are left', async () => (await count('seat_claims', id)) === 0);
  for (const { body } of orders) expect((await cancel(ben, body.id, id)).body.status).toBe('cancelled');
  await system.until('the records say so', async () => {
    const { body } = await system.ask('GET', `/v1/users/${ben.id}/orders?limit=100`, { token: ben.token });
    const mine = body.items.filter((item: { eventId: string }) => item.eventId === id);
    return mine.length === 5 && mine.every((item: { status: string }) => item.status === 'cancelled');
  });
});

test('no order is placed on an event that is being cancelled, or its seats are freed again', async () => {
  const id = await publishEvent(system, ada);
  const [cancelled, ...orders] = await Promise.all([
    system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token }),
    ...Array.from({ length: 20 }, (_, index) => order(ben, `race-${index}`, { section: 'GA', quantity: 1 }, id)),
  ]);
  expect(cancelled.status).toBe(200);
  for (const { body } of orders.filter(({ status }) => status !== 201)) expect(body.code).toBe('event_cancelled');
  await system.until('no claims are left', async () => (await count('seat_claims', id)) === 0);
});
