import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

/** Seats are marked sold after the answer. */
const POLL = { timeout: 20_000 };

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;

const hold = (who: Person, body: unknown, id = event) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: who.token, body });
const seats = (count: number, from = 1) => Array.from({ length: count }, (_, index) => `GA-${from + index}`);
const availability = async (id = event) => (await system.ask('GET', `/v1/events/${id}/availability`)).body;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  event = await publishEvent(system, ada);
});
afterAll(() => system.close());

test('201 a hold names its seats, what they cost and when it ends', async () => {
  const { status, body } = await hold(ada, { seats: ['A-2-3', 'GA-7'] });
  expect(status).toBe(201);
  expect(body).toMatchObject({ eventId: event, seats: ['A-2-3', 'GA-7'], totalCents: 7000, currency: 'EUR' });
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now());
  const { status: read, body: same } = await system.ask('GET', `/v1/events/${event}/holds/${body.id}`, {
    token: ada.token,
  });
  expect([read, same]).toEqual([200, body]);
  expect((await system.ask('DELETE', `/v1/events/${event}/holds/${body.id}`, { token: ada.token })).status).toBe(204);
});

test('409 seats_unavailable names the lost seats and leaves nothing behind', async () => {
  const id = await publishEvent(system, ada);
  await hold(ada, { seats: ['A-1-1', 'A-1-2'] }, id);
  const { status, headers, body } = await hold(ben, { seats: ['A-1-3', 'A-1-2', 'A-1-4'] }, id);
  expect(status).toBe(409);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({ code: 'seats_unavailable', reason: 'unavailable', seats: ['A-1-2'], status: 409 });
  expect((await availability(id)).held).toEqual([[0, 1]]);
});

test('409 capacity_exceeded when a section has not that many left, and nothing is held', async () => {
  const id = await publishEvent(system, ada, {
    chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 12 }] },
  });
  expect((await hold(ada, { section: 'GA', quantity: 10 }, id)).body.seats).toHaveLength(10);
  expect((await hold(ben, { section: 'GA', quantity: 3 }, id)).body).toMatchObject({
    code: 'capacity_exceeded',
    reason: 'capacity',
  });
  expect((await availability(id)).counts).toEqual({ free: 2, held: 10, sold: 0 });
  expect((await hold(ben, { section: 'GA', quantity: 2 }, id)).body.seats).toEqual(['GA-11', 'GA-12']);
});

test('409 limit_exceeded beyond what one buyer may hold, and beyond what an order may have', async () => {
  const id = await publishEvent(system, ada, { limitPerBuyer: 3, limitPerOrder: 2 });
  expect((await hold(ben, { section: 'GA', quantity: 3 }, id)).body).toMatchObject({
    code: 'limit_exceeded',
    reason: 'limit',
  });
  expect((await hold(ben, { section: 'GA', quantity: 2 }, id)).status).toBe(201);
  expect((await hold(ben, { section: 'GA', quantity: 2 }, id)).body).toMatchObject({
    code: 'limit_exceeded',
    reason: 'limit',
  });
  expect((await hold(ben, { section: 'GA', quantity: 1 }, id)).status).toBe(201);
});

describe('more than ten seats', () => {
  const large = {
    chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 200 }] },
  };

  test('409 limit_exceeded for eleven, unless the organizer lets more into an order', async () => {
    for (const body of [{ section: 'GA', quantity: 11 }, { seats: seats(11) }])
      expect((await hold(ben, body)).body).toMatchObject({ status: 409, code: 'limit_exceeded', reason: 'limit' });
    const id = await publishEvent(system, ada, { ...large, limitPerOrder: 11 });
    expect((await hold(ben, { section: 'GA', quantity: 11 }, id)).body.seats).toHaveLength(11);
    expect((await hold(ben, { section: 'GA', quantity: 12 }, id)).body.code).toBe('limit_exceeded');
  });

  test('201 fifty are held and ordered at once, by name and of a section, and no more at a time', async () => {
    const id = await publishEvent(system, ada, { ...large, limitPerOrder: 50 });
    const held = await hold(ben, { section: 'GA', quantity: 50 }, id);
    expect([held.status, held.body.seats]).toEqual([201, seats(50)]);
    expect((await hold(ben, { section: 'GA', quantity: 1 }, id)).body.code).toBe('limit_exceeded');
    const order = (key: string, body: unknown) =>
      system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key, body });
    const placed = await order('held', { holdId: held.body.id });
    expect([placed.status, placed.body.items.length, placed.body.totalCents]).toEqual([201, 50, 100_000]);
    // Until they are marked as sold they count as held, and he may hold fifty.
    await expect.poll(async () => (await availability(id)).counts, POLL).toEqual({ free: 150, held: 0, sold: 50 });
    expect((await order('named', { seats: seats(50, 51) })).status).toBe(201);
    expect((await order('best', { section: 'GA', quantity: 50 })).status).toBe(201);
    await expect.poll(async () => (await availability(id)).counts, POLL).toEqual({ free: 50, held: 0, sold: 150 });
    const record = await system.until('the record', async () => {
      const reply = await system.ask('GET', `/v1/users/${ben.id}/orders/${placed.body.id}`, { token: ben.token });
      return reply.status === 200 && reply.body;
    });
    expect(record.items).toHaveLength(50);
    const cancelled = await system.ask('POST', `/v1/events/${id}/orders/${placed.body.id}/cancel`, {
      token: ben.token,
    });
    expect(cancelled.body.status).toBe('cancelled');
    await expect.poll(async () => (await availability(id)).counts.free, POLL).toBe(100);
  });

  test('201 fifty of the longest labels there can be', async () => {
    const rows = [{ label: 'ABCDEFGH', seats: 1_000 }];
    const chart = { sections: [{ id: 'STUVWXYZ', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] };
    const priceCategories = [{ id: 'P1', name: 'Stalls', priceCents: 100_000_000 }];
    const id = await publishEvent(system, ada, { chart, priceCategories, limitPerOrder: 50 });
    const labels = Array.from({ length: 50 }, (_, index) => `STUVWXYZ-ABCDEFGH-${index + 951}`);
    const placed = await system.ask('POST', `/v1/events/${id}/orders`, {
      token: ben.token,
      key: 'long',
      body: { seats: labels },
    });
    expect([placed.status, placed.body.items?.map(({ seat }: { seat: string }) => seat)]).toEqual([201, labels]);
  });
});

test('200 a hold can be extended ten times; 409 limit_exceeded after that', async () => {
  const { body } = await hold(ada, { seats: ['A-2-1'] });
  const path = `/v1/events/${event}/holds/${body.id}`;
  for (let times = 1; times <= 10; times++) {
    const extended = await system.ask('PATCH', path, { token: ada.token });
    expect([times, extended.status]).toEqual([times, 200]);
    expect(Date.parse(extended.body.expiresAt)).toBeGreaterThan(Date.parse(body.expiresAt));
  }
  expect((await system.ask('PATCH', path, { token: ada.token })).body).toMatchObject({
    code: 'limit_exceeded',
    reason: 'limit',
  });
  expect((await system.ask('GET', path, { token: ada.token })).status).toBe(200);
});

describe('somebody else’s hold', () => {
  test('404 hold_not_found to read, to extend and to release', async () => {
    const { body } = await hold(ada, { seats: ['A-2-5'] });
    const path = `/v1/events/${event}/holds/${body.id}`;
    expect((await system.ask('GET', path, { token: ben.token })).body.code).toBe('hold_not_found');
    expect((await system.ask('PATCH', path, { token: ben.token })).body.code).toBe('hold_not_found');
    expect((await system.ask('DELETE', path, { token: ben.token })).body.code).toBe('hold_not_found');
    expect((await system.ask('GET', path, { token: ada.token })).status).toBe(200);
  });

  test('409 hold_expired to order from it', async () => {
    const { body } = await hold(ada, { seats: ['A-2-6'] });
    const stolen = await system.ask('POST', `/v1/events/${event}/orders`, {
      token: ben.token,
      key: 'k1',
      body: { holdId: body.id },
    });
    expect(stolen.body).toMatchObject({ status: 409, code: 'hold_expired', reason: 'expired' });
  });
});

describe('422 for what cannot be meant', () => {
  const tooMany = Array.from({ length: 51 }, (_, index) => `GA-${index + 1}`);
  test.each([
    ['no seats', { seats: [] }, 'invalid'],
    ['fifty-one seats', { seats: tooMany }, 'invalid'],
    ['zero of a section', { section: 'GA', quantity: 0 }, 'invalid'],
    ['fifty-one of a section', { section: 'GA', quantity: 51 }, 'invalid'],
    ['half a seat', { section: 'GA', quantity: 1.5 }, 'invalid'],
    ['a seat twice', { seats: ['A-1-1', 'A-1-1'] }, 'invalid'],
    ['a seat that the chart does not have', { seats: ['A-1-1', 'A-1-11', 'Z-1-1'] }, 'seats_unknown'],
    ['a section that the chart does not have', { section: 'Z', quantity: 1 }, 'seats_unknown'],
    ['an unknown field', { seats: ['A-1-1'], priceCents: 1 }, 'invalid'],
    ['numbers for labels', { seats: [1, 2] }, 'invalid'],
    ['a list', [], 'invalid'],
    ['null', null, 'invalid'],
  ])('%s', async (_, body, code) => {
    const reply = await hold(ada, body);
    expect(reply.body).toMatchObject({ status: 422, code });
  });
});

describe('an event that is not on sale', () => {
  const cases = [
    ['event_not_on_sale', 'not_on_sale', { onSaleAt: '2030-01-01T00:00:00Z' }],
    ['sale_ended', 'sale_ended', { offSaleAt: '2020-01-02T00:00:00Z' }],
    ['event_ended', 'ended', { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-02T00:00:00Z' }],
  ] as const;
  test.each(cases)('409 %s for a hold and for an order', async (code, reason, changes) => {
    const id = await publishEvent(system, ada, changes);
    expect((await hold(ben, { seats: ['A-1-1'] }, id)).body).toMatchObject({ status: 409, code, reason });
    const order = await system.ask('POST', `/v1/events/${id}/orders`, {
      token: ben.token,
      key: 'k',
      body: { seats: ['A-1-1'] },
    });
    expect(order.body).toMatchObject({ status: 409, code, reason });
    const [claims] = await system.database(shardOf(id)).query('SELECT * FROM seat_claims WHERE event_id = ?', [id]);
    expect(claims).toEqual([]);
  });

  test('409 sale_ended for who holds seats, too: neither extended nor ordered from; released it can be', async () => {
    const id = await publishEvent(system, ada, { offSaleAt: '2031-05-14T18:00:00Z' });
    const { body: held } = await hold(ben, { seats: ['A-1-1'] }, id);
    const path = `/v1/events/${id}/holds/${held.id}`;
    const offSaleAt = new Date(Date.now() - 1).toISOString();
    expect((await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { offSaleAt } })).status).toBe(200);
    expect((await system.ask('PATCH', path, { token: ben.token })).body.code).toBe('sale_ended');
    const order = { token: ben.token, key: 'late', body: { holdId: held.id } };
    expect((await system.ask('POST', `/v1/events/${id}/orders`, order)).body).toMatchObject({
      status: 409,
      code: 'sale_ended',
      reason: 'sale_ended',
      seats: [],
    });
    expect((await system.ask('DELETE', path, { token: ben.token })).status).toBe(204);
  });

  test('a hold lasts no longer than the sale, however often it is extended', async () => {
    const offSaleAt = new Date(Date.now() + 120_000).toISOString();
    const id = await publishEvent(system, ada, { offSaleAt });
    const { body: held } = await hold(ben, { seats: ['A-1-1'] }, id);
    expect(Date.parse(held.expiresAt)).toBeLessThanOrEqual(Date.parse(offSaleAt) + 50);
    expect(Date.parse(held.expiresAt)).toBeGreaterThan(Date.parse(offSaleAt) - 20_000);
    const path = `/v1/events/${id}/holds/${held.id}`;
    await system.ask('PATCH', path, { token: ben.token });
    const after = await system.ask('GET', path, { token: ben.token });
    expect(Date.parse(after.body.expiresAt)).toBeLessThanOrEqual(Date.parse(offSaleAt) + 50);
  });

  test('409 event_cancelled at once for a hold, although it was on sale a moment ago', async () => {
    const id = await publishEvent(system, ada);
    expect((await hold(ben, { seats: ['A-1-1'] }, id)).status).toBe(201);
    expect((await system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token })).status).toBe(200);
    expect((await hold(ben, { seats: ['A-1-2'] }, id)).body).toMatchObject({
      code: 'event_cancelled',
      reason: 'cancelled',
    });
  });
});

test('404 event_not_found for an event that is not there', async () => {
  const reply = await hold(ada, { seats: ['A-1-1'] }, 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F');
  expect(reply.body).toMatchObject({ status: 404, code: 'event_not_found' });
});

test('421 misdirected names the owner when a slot comes to the wrong shard, and touches nothing', async () => {
  const wrong = shardOf(event) === 'e0' ? 'book-e1' : 'book-e0';
  const reply = await system.inside(wrong, 'POST', `/v1/events/${event}/holds`, {
    token: ada.token,
    body: { seats: ['A-1-8'] },
  });
  expect(reply.body).toMatchObject({ status: 421, code: 'misdirected', owner: shardOf(event) });
  expect((await hold(ben, { seats: ['A-1-8'] })).status).toBe(201);
});

test('401 token_missing without a token', async () => {
  const reply = await system.ask('POST', `/v1/events/${event}/holds`, { body: { seats: ['A-1-1'] } });
  expect(reply.body).toMatchObject({ status: 401, code: 'token_missing' });
});

test('after a flush of Redis holds are gone, sold seats are not', async () => {
  const id = await publishEvent(system, ada);
  await system.ask('POST', `/v1/events/${id}/orders`, { token: ada.token, key: 'k', body: { seats: ['A-1-1'] } });
  await hold(ada, { seats: ['A-1-2'] }, id);
  await system.redis.flushdb();
  expect((await hold(ben, { seats: ['A-1-1'] }, id)).body).toMatchObject({
    code: 'seats_unavailable',
    seats: ['A-1-1'],
  });
  expect((await hold(ben, { seats: ['A-1-2'] }, id)).status).toBe(201);
});
