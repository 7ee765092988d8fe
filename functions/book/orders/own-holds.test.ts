/** An order that names seats which its buyer has on hold sells them, on the hold's terms. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';

let system: TestSystem;
let olga: Person;
let ada: Person;
let ben: Person;
let event: string;

const hold = async (body: unknown, who = ada) =>
  (await system.ask('POST', `/v1/events/${event}/holds`, { token: who.token, body })).body;
const order = (key: string, body: unknown, headers = {}, who = ada) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: who.token, key, body, headers });
const list = async (who = ada) =>
  (await system.ask('GET', `/v1/events/${event}/holds`, { token: who.token })).body.items;
const show = (id: string) => system.ask('GET', `/v1/events/${event}/holds/${id}`, { token: ada.token });
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;
const change = async (body: unknown) => {
  const reply = await system.ask('PATCH', `/v1/events/${event}`, { token: olga.token, body });
  expect(reply.status).toBe(200);
  return reply.headers.get('etag') ?? '';
};
/** P1 is of the stalls, P2 of the floor. */
const prices = (stalls: number, floor: number) => ({
  priceCategories: [
    { id: 'P1', name: 'Stalls', priceCents: stalls },
    { id: 'P2', name: 'Floor', priceCents: floor },
  ],
});
const itemsOf = (body: { items: { seat: string; priceCents: number }[] }) =>
  body.items.map(({ seat, priceCents }) => [seat, priceCents]);
/** What Redis has of buyers and their holds. */
async function books() {
  const [, , , , holds = '', expiry = '', buyers = '', networks = ''] = seatKeys(event);
  return {
    holds: Object.keys(await system.redis.hgetall(holds)),
    expiry: await system.redis.zrange(expiry, '0', '-1'),
    buyers: await system.redis.hgetall(buyers),
    networks: Object.values(await system.redis.hgetall(networks)),
  };
}
const nothing = { holds: [], expiry: [], buyers: {}, networks: [] };

beforeAll(async () => {
  system = await startTestSystem();
  [olga, ada, ben] = await Promise.all([system.user('Olga'), system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());
beforeEach(async () => {
  event = await publishEvent(system, olga);
});

describe('seats of one hold', () => {
  test('201 all of them at the hold’s price, in whatever order; the hold is used up', async () => {
    const held = await hold({ seats: ['A-1-1', 'A-1-2', 'GA-1'] });
    await change(prices(9900, 9900));
    const body = { seats: ['GA-1', 'A-1-2', 'A-1-1'] };
    const placed = await order('k', body);
    expect([placed.status, placed.body.totalCents]).toEqual([201, held.totalCents]);
    expect(itemsOf(placed.body)).toEqual([
      ['A-1-1', 5000],
      ['A-1-2', 5000],
      ['GA-1', 2000],
    ]);
    await expect.poll(() => list()).toEqual([]);
    await expect.poll(counts).toEqual({ free: 47, held: 0, sold: 3 });
    expect(await books()).toEqual(nothing);
    expect((await order('other', { holdId: held.id })).body.code).toBe('hold_expired');
    const again = await order('k', body);
    expect([again.status, again.body]).toEqual([200, placed.body]);
  });

  test('201 some of them; the rest stays on hold, costs what it did, and is another thing to whoever has its tag', async () => {
    const before = await hold({ seats: ['A-1-1', 'A-1-2', 'A-1-3', 'GA-1'] });
    const { headers } = await show(before.id);
    const tag = headers.get('etag') ?? '';
    await change(prices(9900, 1));
    const placed = await order('k', { seats: ['A-1-2'] });
    expect([placed.status, itemsOf(placed.body)]).toEqual([201, [['A-1-2', 5000]]]);
    const left = { ...before, seats: ['A-1-1', 'A-1-3', 'GA-1'], totalCents: 12_000 };
    await expect.poll(() => list()).toEqual([left]);
    expect((await show(before.id)).body).toEqual(left);
    expect(await counts()).toEqual({ free: 46, held: 3, sold: 1 });
    const path = `/v1/events/${event}/holds/${before.id}`;
    const release = (ifMatch: string) =>
      system.ask('DELETE', path, { token: ada.token, headers: { 'if-match': ifMatch } });
    expect((await release(tag)).status).toBe(412);
    const known = await system.ask('GET', path, { token: ada.token, headers: { 'if-none-match': tag } });
    expect(known.status).toBe(200);

    const next = await order('k2', { seats: ['GA-1', 'A-1-1'] });
    expect([next.status, next.body.totalCents]).toEqual([201, 7_000]);
    await expect.poll(() => list()).toEqual([{ ...before, seats: ['A-1-3'], totalCents: 5_000 }]);
    const last = await order('k3', { holdId: before.id, expectedTotalCents: 5_000 });
    expect([last.status, itemsOf(last.body)]).toEqual([201, [['A-1-3', 5000]]]);
    await expect.poll(counts).toEqual({ free: 46, held: 0, sold: 4 });
    expect(await books()).toEqual(nothing);
  });

  test('what is left of it can be ordered at once, by the hold’s id', async () => {
    const before = await hold({ seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
    expect((await order('k1', { seats: ['A-1-2'] })).status).toBe(201);
    const rest = await order('k2', { holdId: before.id });
    expect([rest.status, rest.body.totalCents]).toEqual([201, 10_000]);
  });

  test('what is left of it is given back as any hold is', async () => {
    const before = await hold({ seats: ['A-1-1', 'A-1-2'] });
    await order('k', { seats: ['A-1-1'] });
    await expect.poll(async () => (await list())[0]?.seats).toEqual(['A-1-2']);
    expect((await books()).buyers).toEqual({ [ada.id]: '1', [`${ada.id}/holds`]: before.id });
    await system.ask('DELETE', `/v1/events/${event}/holds/${before.id}`, { token: ada.token });
    expect(await counts()).toEqual({ free: 49, held: 0, sold: 1 });
    expect(await books()).toEqual(nothing);
  });

  test('201 by two orders at once, each of its own seats; what neither names stays', async () => {
    await hold({ seats: ['A-1-1', 'A-1-2', 'A-1-3', 'A-1-4', 'A-1-5'] });
    const replies = await Promise.all([1, 2, 3, 4].map((seat) => order(`k${seat}`, { seats: [`A-1-${seat}`] })));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    await expect.poll(async () => (await list()).map(({ seats }: { seats: string[] }) => seats)).toEqual([['A-1-5']]);
    expect(await counts()).toEqual({ free: 45, held: 1, sold: 4 });
  });
});

describe('seats of several holds, and others', () => {
  test('201 the held ones on their holds’ terms, the others as they are now', async () => {
    const one = await hold({ seats: ['A-1-1', 'A-1-2'] });
    await change(prices(6000, 2500));
    const two = await hold({ seats: ['GA-1'] });
    await change(prices(9900, 9900));
    const seats = ['A-1-2', 'A-1-3', 'GA-1', 'GA-2'];
    const placed = await order('k', { seats, expectedTotalCents: 5000 + 9900 + 2500 + 9900 });
    expect(placed.status).toBe(201);
    expect(itemsOf(placed.body)).toEqual([
      ['A-1-2', 5000],
      ['A-1-3', 9900],
      ['GA-1', 2500],
      ['GA-2', 9900],
    ]);
    await expect.poll(() => list()).toEqual([{ ...one, seats: ['A-1-1'], totalCents: 5000 }]);
    await expect.poll(counts).toEqual({ free: 45, held: 1, sold: 4 });
    expect((await show(two.id)).status).toBe(404);
    expect((await books()).buyers).toEqual({ [ada.id]: '1', [`${ada.id}/holds`]: one.id });
  });

  test('one order comes of ten at once with the same key', async () => {
    await hold({ seats: ['A-1-1', 'A-1-2'] });
    const body = { seats: ['A-1-1', 'A-1-3', 'GA-1'] };
    const replies = await Promise.all(Array.from({ length: 10 }, () => order('k', body)));
    const codes = replies.map(({ status, body: { code } }) => code ?? status);
    expect(codes.filter((code) => code === 201)).toHaveLength(1);
    expect(codes.filter((code) => ![200, 201, 'order_in_progress'].includes(code))).toEqual([]);
    expect((await order('k', body)).status).toBe(200);
    await expect.poll(counts).toEqual({ free: 46, held: 1, sold: 3 });
    const [rows] = await system.database(shardOf(event)).query('SELECT id FROM orders WHERE event_id = ?', [event]);
    expect(rows).toHaveLength(1);
  });

  test('409 seats_unavailable names what somebody else has; the hold stays as it is, and nothing else is held', async () => {
    const held = await hold({ seats: ['A-1-1', 'A-1-2'] });
    await hold({ seats: ['A-1-3'] }, ben);
    const refused = await order('k', { seats: ['A-1-1', 'A-1-3', 'A-1-4'] });
    expect(refused.body).toMatchObject({ status: 409, code: 'seats_unavailable', seats: ['A-1-3'] });
    expect(await list()).toEqual([held]);
    expect(await counts()).toMatchObject({ held: 3, sold: 0 });
    expect((await order('theirs', { seats: ['A-1-1'] }, {}, ben)).body.code).toBe('seats_unavailable');
  });
});

describe('terms', () => {
  test('409 terms_changed when it costs another amount than the buyer says; the hold is neither sold nor prolonged', async () => {
    const held = await hold({ seats: ['A-1-1', 'A-1-2'] });
    await change(prices(4000, 1));
    // Soon, so that an order would prolong it.
    const [, , , , holds = '', expiry = ''] = seatKeys(event);
    const soon = Date.now() + 20_000;
    const record = JSON.parse((await system.redis.hget(holds, held.id)) ?? '') as object;
    await system.redis.hset(holds, held.id, JSON.stringify({ ...record, expires: soon }));
    await system.redis.zadd(expiry, soon, held.id);
    for (const expectedTotalCents of [4000, 4999])
      expect((await order('k', { seats: ['A-1-1'], expectedTotalCents })).body).toMatchObject({
        code: 'terms_changed',
        expectedTotalCents,
        totalCents: 5000,
        eventVersion: 2,
      });
    expect((await order('k', { seats: ['A-1-1'] }, { 'if-match': '"e1"' })).body.code).toBe('terms_changed');
    expect(Date.parse((await list())[0].expiresAt)).toBe(soon);
    expect((await order('k', { seats: ['A-1-1'], expectedTotalCents: 5000 }, { 'if-match': '"e2"' })).status).toBe(201);
  });

  test('409 terms_changed when the event has moved, until the buyer names its version', async () => {
    await hold({ seats: ['A-1-1', 'A-1-2'] });
    const tag = await change({ startsAt: '2031-05-14T19:30:00Z' });
    for (const seats of [['A-1-1'], ['A-1-1', 'A-1-3']])
      expect((await order('k', { seats })).body).toMatchObject({ status: 409, code: 'terms_changed' });
    expect((await order('k', { seats: ['A-1-1', 'A-1-3'] }, { 'if-match': tag })).status).toBe(201);
  });

  test('201 a hold that was given is honoured, whatever limits the event has by now; the limit on an order is one of the whole', async () => {
    await hold({ seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
    await change({ limitPerOrder: 2, minAccountAgeMinutes: 60 });
    expect((await order('k', { seats: ['A-1-1', 'A-1-2', 'A-1-3', 'A-1-4'] })).body.code).toBe('account_too_new');
    await change({ minAccountAgeMinutes: null });
    expect((await order('k', { seats: ['A-1-1', 'A-1-2', 'A-1-4'] })).body.code).toBe('limit_exceeded');
    await change({ minAccountAgeMinutes: 60 });
    expect((await order('k', { seats: ['A-1-1', 'A-1-2', 'A-1-3'] })).status).toBe(201);
  });

  test('201 also when the buyer holds as much as one may; 409 limit_exceeded by what he has bought', async () => {
    await change({ limitPerBuyer: 2 });
    await hold({ seats: ['A-1-1', 'A-1-2'] });
    expect((await order('k', { seats: ['A-1-1', 'A-1-2'] })).status).toBe(201);
    await expect.poll(counts).toMatchObject({ sold: 2, held: 0 });
    const held = await hold({ seats: ['A-1-3'] });
    expect((await order('k2', { seats: ['A-1-3'] })).body.code).toBe('limit_exceeded');
    expect(await list()).toEqual([held]);
  });

  test('409 event_cancelled, and 201 without any of it when Redis has forgotten the hold', async () => {
    await hold({ seats: ['A-1-1', 'A-1-2'] });
    await system.redis.flushdb();
    expect((await order('k', { seats: ['A-1-1'] })).status).toBe(201);
    await hold({ seats: ['A-1-2'] });
    await system.ask('POST', `/v1/events/${event}/cancel`, { token: olga.token });
    expect((await order('k2', { seats: ['A-1-2'] })).body.code).toBe('event_cancelled');
  });
});
