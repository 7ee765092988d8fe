import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent, publishOn, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;

const hold = async (body: unknown, id = event) =>
  (await system.ask('POST', `/v1/events/${id}/holds`, { token: ben.token, body })).body;
const order = (key: string, body: unknown, ifMatch?: string, id = event) =>
  system.ask('POST', `/v1/events/${id}/orders`, {
    token: ben.token,
    key,
    body,
    ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
  });
async function change(body: unknown, id = event): Promise<Reply> {
  const reply = await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body });
  expect(reply.status).toBe(200);
  return reply;
}
const dearer = (priceCents: number, changes = {}) => ({
  priceCategories: [
    { id: 'P1', name: 'Stalls', priceCents },
    { id: 'P2', name: 'Floor', priceCents: priceCents + 1 },
  ],
  ...changes,
});
const availability = async (id = event) => (await system.ask('GET', `/v1/events/${id}/availability`)).body;
async function claims(id = event): Promise<number> {
  const [rows] = await system.database(shardOf(id)).query('SELECT * FROM seat_claims WHERE event_id = ?', [id]);
  return (rows as unknown[]).length;
}

/** Makes a hold as the former version did, of an event that is changed then. */
async function withoutTerms(changes?: Record<string, unknown>): Promise<string> {
  event = await publishEvent(system, ada);
  const held = await hold({ seats: ['A-1-1'] });
  const [, , , , holds = ''] = seatKeys(event);
  const { terms: _, ...record } = JSON.parse((await system.redis.hget(holds, held.id)) ?? '') as { terms: string };
  await system.redis.hset(holds, held.id, JSON.stringify(record));
  if (changes) await change(changes);
  return held.id;
}

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());

describe('a hold keeps its terms', () => {
  test('201 at the price it was made at, in every answer, whatever the price is by now', async () => {
    event = await publishEvent(system, ada);
    const held = await hold({ seats: ['A-1-1', 'A-1-2', 'GA-1'] });
    expect(held).toMatchObject({ totalCents: 12_000, currency: 'EUR', eventVersion: 1 });
    await change(dearer(9900));
    const path = `/v1/events/${event}/holds/${held.id}`;
    for (const method of ['GET', 'PATCH'])
      expect((await system.ask(method, path, { token: ben.token })).body).toMatchObject({
        totalCents: 12_000,
        eventVersion: 1,
      });
    const { status, body } = await order('kept', { holdId: held.id });
    expect(status).toBe(201);
    expect(body.totalCents).toBe(12_000);
    expect(body.items.map((item: { priceCents: number }) => item.priceCents)).toEqual([5000, 5000, 2000]);
    expect(await hold({ seats: ['A-1-3'] })).toMatchObject({ totalCents: 9900, eventVersion: 2 });
  });

  test.each([
    ['by section', { section: 'GA', quantity: 3 }, 6_000],
    ['best available', { section: 'A', quantity: 2 }, 10_000],
  ])('201 also when it was asked for %s', async (_, wish, total) => {
    event = await publishEvent(system, ada);
    const held = await hold(wish);
    await change(dearer(1));
    expect((await order('kept', { holdId: held.id, expectedTotalCents: total })).body.totalCents).toBe(total);
  });

  test('201 with places for wheelchairs, and when a price category is added', async () => {
    const [stalls, floor] = (eventBody() as { chart: { sections: Record<string, unknown>[] } }).chart.sections;
    const rows = [{ label: '1', seats: 10, accessible: [4] }];
    event = await publishEvent(system, ada, { chart: { sections: [{ ...stalls, rows }, floor] } });
    const held = await hold({ section: 'A', quantity: 2, accessible: 1 });
    await change({ priceCategories: [...dearer(70).priceCategories, { id: 'P3', name: 'New', priceCents: 1 }] });
    expect((await order('kept', { holdId: held.id })).body.totalCents).toBe(10_000);
  });

  test('201 for as long as changes come: none of them reaches an order that is being placed', async () => {
    event = await publishEvent(system, ada);
    const holds = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((seat) => hold({ seats: [`A-1-${seat}`] })));
    const [replies] = await Promise.all([
      Promise.all(holds.map(({ id }, index) => order(`k${index}`, { holdId: id }))),
      (async () => {
        for (const price of [6000, 7000, 8000, 9000]) await change(dearer(price));
      })(),
    ]);
    const placed = replies.filter(({ status }) => status === 201);
    expect(placed.map(({ body }) => body.totalCents)).toEqual(placed.map(() => 5000));
    expect(replies.map(({ status, body }) => [status, body.code])).toEqual(
      replies.map(({ status }) => (status === 201 ? [201, undefined] : [409, 'event_changed'])),
    );
    expect(placed.length).toBeGreaterThan(0);
  });

  test('a hold of another chart is gone', async () => {
    event = await publishEvent(system, ada);
    const held = await hold({ section: 'GA', quantity: 1 });
    await change({
      chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 9 }] },
    });
    expect((await order('gone', { holdId: held.id })).body.code).toBe('hold_expired');
  });
});

describe('another date or hall', () => {
  const hall = { name: 'New Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' };
  test.each([
    ['begins at another time', { startsAt: '2031-05-14T19:30:00Z' }],
    ['ends at another time', { endsAt: '2031-05-14T23:00:00Z' }],
    ['is elsewhere', { venue: hall }],
  ])('409 terms_changed when the event %s, until the buyer names its version; the hold stays', async (_, changes) => {
    event = await publishEvent(system, ada);
    const held = await hold({ seats: ['A-2-1'] });
    const { headers } = await change({ ...dearer(9900), ...changes });
    const refused = { status: 409, code: 'terms_changed', expectedTotalCents: 5000, totalCents: 5000, eventVersion: 2 };
    expect((await order('a', { holdId: held.id })).body).toMatchObject(refused);
    expect((await order('a', { holdId: held.id, expectedTotalCents: 5000 })).body).toMatchObject(refused);
    expect((await order('b', { holdId: held.id }, '*')).body).toMatchObject(refused);
    expect((await order('c', { holdId: held.id }, '"e1"')).body).toMatchObject(refused);
    expect((await order('d', { holdId: held.id }, `W/${headers.get('etag')}`)).body).toMatchObject(refused);
    expect(await claims()).toBe(0);
    const { status, body } = await order('a', { holdId: held.id }, headers.get('etag') ?? '');
    expect([status, body.totalCents]).toEqual([201, 5000]);
  });

  test('201 when it moved there and back, and when it was only described anew', async () => {
    event = await publishEvent(system, ada);
    const [one, two] = [await hold({ seats: ['A-2-1'] }), await hold({ seats: ['A-2-2'] })];
    await change({ title: 'Other words', description: 'New', category: 'art', limitPerOrder: 1 });
    expect((await order('a', { holdId: one.id })).status).toBe(201);
    await change({ venue: hall });
    await change({ venue: eventBody()['venue'] });
    expect((await order('b', { holdId: two.id })).status).toBe(201);
  });

  test('an order that is refused does not keep its hold from ending', async () => {
    event = await publishEvent(system, ada);
    const held = await hold({ seats: ['A-2-1'] });
    const ends = async () =>
      (await system.ask('GET', `/v1/events/${event}/holds/${held.id}`, { token: ben.token })).body;
    // So near its end that an order would prolong it.
    const [, , , , holds = '', expiry = ''] = seatKeys(event);
    const soon = Date.now() + 20_000;
    const record = JSON.parse((await system.redis.hget(holds, held.id)) ?? '') as object;
    await system.redis.hset(holds, held.id, JSON.stringify({ ...record, expires: soon }));
    await system.redis.zadd(expiry, soon, held.id);
    await order('a', { holdId: held.id, expectedTotalCents: 1 });
    await order('b', { holdId: held.id }, '"e7"');
    await change({ venue: hall });
    await order('c', { holdId: held.id });
    expect(Date.parse((await ends()).expiresAt)).toBe(soon);
  });
});

describe('an order that says what its buyer saw', () => {
  const wishes = [
    ['named seats', { seats: ['A-1-1', 'GA-2'] }, 7000],
    ['a section', { section: 'GA', quantity: 2 }, 4000],
    ['the best seats', { section: 'A', quantity: 3 }, 15_000],
  ] as const;

  test.each(wishes)('201 for %s when both are so', async (_, wish, total) => {
    event = await publishEvent(system, ada);
    const { status, body } = await order('k', { ...wish, expectedTotalCents: total }, '"x", W/"e1", "e1"');
    expect([status, body.totalCents]).toEqual([201, total]);
  });

  test.each(wishes)(
    '409 terms_changed for %s when either is not, and nothing is left behind',
    async (_, wish, total) => {
      event = await publishEvent(system, ada);
      const other = { status: 409, code: 'terms_changed', totalCents: total, eventVersion: 1 };
      expect((await order('k1', { ...wish, expectedTotalCents: total - 1 })).body).toMatchObject({
        ...other,
        expectedTotalCents: total - 1,
      });
      for (const tag of ['"e2"', 'W/"e1"', 'e1', '', '"e1', '"e1"x'])
        expect((await order('k2', wish, tag)).body).toMatchObject({ ...other, expectedTotalCents: null });
      expect(await claims()).toBe(0);
      expect((await availability()).counts).toEqual({ free: 50, held: 0, sold: 0 });
    },
  );

  test('409 terms_changed from a hold as well, which stays as it is', async () => {
    event = await publishEvent(system, ada);
    const held = await hold({ seats: ['A-1-1'] });
    expect((await order('k1', { holdId: held.id, expectedTotalCents: 9900 })).body).toMatchObject({
      code: 'terms_changed',
      expectedTotalCents: 9900,
      totalCents: 5000,
      eventVersion: 1,
    });
    expect((await order('k2', { holdId: held.id, expectedTotalCents: 5000 }, '"e1"')).status).toBe(201);
  });

  test('by the database’s word, not by what a process remembers: the new price is taken at once, the old one refused', async () => {
    event = await publishOn(system, ada, 'e0');
    expect((await order('warm', { seats: ['A-1-1'], expectedTotalCents: 5000 }, '"e1"')).status).toBe(201);
    const { headers } = await change(dearer(9900));
    expect((await order('old', { seats: ['A-1-2'], expectedTotalCents: 5000 })).body).toMatchObject({
      code: 'terms_changed',
      totalCents: 9900,
      eventVersion: 2,
    });
    const tag = headers.get('etag') ?? '';
    expect((await order('new', { seats: ['A-1-2'], expectedTotalCents: 9900 }, tag)).status).toBe(201);
  });

  test('200 the same order for the same key and body, whatever the price is by now and If-Match says; 422 for another total', async () => {
    event = await publishEvent(system, ada);
    const body = { seats: ['A-1-1'], expectedTotalCents: 5000 };
    const first = await order('once', body, '"e1"');
    await change(dearer(9900, { startsAt: '2031-05-14T17:30:00Z' }));
    for (const tag of ['"e1"', '"e2"', '"e3"', undefined]) {
      const again = await order('once', body, tag);
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    expect((await order('once', { ...body, expectedTotalCents: 9900 })).body).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
  });

  test.each([-1, 1.5, '5000', null, 2 ** 53])('422 invalid for a total of %j', async (expectedTotalCents) => {
    event = await publishEvent(system, ada);
    for (const wish of [{ seats: ['A-1-1'] }, { section: 'GA', quantity: 1 }])
      expect((await order('k', { ...wish, expectedTotalCents })).body).toMatchObject({ status: 422, code: 'invalid' });
  });

  test('409 event_cancelled comes before it', async () => {
    event = await publishEvent(system, ada);
    const held = await hold({ seats: ['A-1-1'] });
    await system.ask('POST', `/v1/events/${event}/cancel`, { token: ada.token });
    for (const body of [{ holdId: held.id }, { seats: ['A-1-2'] }])
      expect((await order('k', { ...body, expectedTotalCents: 1 }, '"e1"')).body.code).toBe('event_cancelled');
  });
});

describe('a hold made before holds kept their terms', () => {
  test('201 while the event is as it was', async () => {
    const holdId = await withoutTerms();
    expect((await order('k', { holdId })).body.totalCents).toBe(5000);
  });

  test('409 terms_changed when it may have changed since, until the buyer names its version', async () => {
    const holdId = await withoutTerms(dearer(9900));
    for (const body of [{ holdId }, { holdId, expectedTotalCents: 9900 }])
      expect((await order('k', body)).body).toMatchObject({
        code: 'terms_changed',
        expectedTotalCents: 'expectedTotalCents' in body ? 9900 : null,
        totalCents: 9900,
        eventVersion: 2,
      });
    expect((await order('k', { holdId }, '"e2"')).body.totalCents).toBe(9900);
  });

  test('201 when its last change is longer ago than any hold can last', async () => {
    const holdId = await withoutTerms({ title: 'Renamed' });
    const past = new Date(Date.now() - 15_000_000);
    // As if it had been so: what a process remembers is read anew with the next version.
    await system
      .database(shardOf(event))
      .query('UPDATE events SET updated_at = ?, version = 3 WHERE id = ?', [past, event]);
    expect((await order('k', { holdId })).status).toBe(201);
  });
});
