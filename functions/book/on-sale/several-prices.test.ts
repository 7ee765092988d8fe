import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let keys = 0;

/** Section A: row 1 at 50.00, but its ends at 10.00; row 2 at 20.00, but the wheelchair place at 10.00. */
const CHART = {
  sections: [
    {
      id: 'A',
      name: 'Parquet',
      kind: 'seated',
      priceCategory: 'P1',
      rows: [
        {
          label: '1',
          seats: 4,
          numbers: { first: 101, step: 2 },
          otherPrices: [{ priceCategory: 'P3', places: [1, 4] }],
        },
        {
          label: '2',
          seats: 6,
          name: 'Box 2',
          priceCategory: 'P2',
          accessible: [1],
          otherPrices: [{ priceCategory: 'P3', places: [1] }],
        },
      ],
    },
    { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 10 },
  ],
};
const PRICES = [
  { id: 'P1', name: 'Front', priceCents: 5_000 },
  { id: 'P2', name: 'Rear', priceCents: 2_000 },
  { id: 'P3', name: 'Side', priceCents: 1_000 },
];

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());

const publish = (more: object = {}) => publishEvent(system, ada, { chart: CHART, priceCategories: PRICES, ...more });
const hold = (id: string, body: object, who = ben) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: who.token, body });
const order = (id: string, body: object, who = ben) =>
  system.ask('POST', `/v1/events/${id}/orders`, { token: who.token, key: `key-${keys++}`, body });
const shownIn = (body: { items: { seat: string; shown: object }[] }) =>
  Object.fromEntries(body.items.map(({ seat, shown }) => [seat, shown]));
const priced = (body: { items: { seat: string; priceCents: number }[] }) =>
  Object.fromEntries(body.items.map(({ seat, priceCents }) => [seat, priceCents]));

/** What seats cost by the chart. */
function costOf(seats: string[]): number {
  const own: Record<string, number> = {
    'A-1-1': 1_000,
    'A-1-2': 5_000,
    'A-1-3': 5_000,
    'A-1-4': 1_000,
    'A-2-1': 1_000,
  };
  return seats.reduce((sum, seat) => sum + (own[seat] ?? 2_000), 0);
}

describe('the best seats of a section in which seats cost differently', () => {
  test('a hold says what its own cost, and they are sold for that, whatever they cost by now', async () => {
    const id = await publish();
    const held = await hold(id, { section: 'A', quantity: 4 });
    expect(held.body).toMatchObject({ seats: ['A-1-1', 'A-1-2', 'A-1-3', 'A-1-4'], totalCents: 12_000 });
    const prices = PRICES.map((price) => ({ ...price, priceCents: price.priceCents * 2 }));
    const dearer = await system.ask('PATCH', `/v1/events/${id}`, {
      token: ada.token,
      body: { priceCategories: prices },
    });
    expect(dearer.status).toBe(200);
    const path = `/v1/events/${id}/holds/${held.body.id}`;
    expect((await system.ask('GET', path, { token: ben.token })).body.totalCents).toBe(12_000);
    expect((await system.ask('PATCH', path, { token: ben.token })).body.totalCents).toBe(12_000);
    const sold = await order(id, { holdId: held.body.id, expectedTotalCents: 12_000 });
    expect([sold.status, sold.body.totalCents]).toEqual([201, 12_000]);
    expect(priced(sold.body)).toEqual({ 'A-1-1': 1_000, 'A-1-2': 5_000, 'A-1-3': 5_000, 'A-1-4': 1_000 });
  });

  test('seats of a hold that are sold by name cost what the hold says; what is left keeps its own', async () => {
    const id = await publish();
    const held = await hold(id, { section: 'A', quantity: 4 });
    const sold = await order(id, { seats: ['A-1-1', 'A-1-2'] });
    expect(priced(sold.body)).toEqual({ 'A-1-1': 1_000, 'A-1-2': 5_000 });
    const path = `/v1/events/${id}/holds/${held.body.id}`;
    const left = await system.until('the rest is on hold', async () => {
      const { body } = await system.ask('GET', path, { token: ben.token });
      return body.seats?.length === 2 ? body : undefined;
    });
    expect(left).toMatchObject({ seats: ['A-1-3', 'A-1-4'], totalCents: 6_000 });
  });

  test('201 an order costs what its seats do; 409 terms_changed to who expected another total, and nothing is sold', async () => {
    const id = await publish();
    const refused = await order(id, { section: 'A', quantity: 4, expectedTotalCents: 20_000 });
    expect(refused.body).toMatchObject({ code: 'terms_changed', totalCents: 12_000, expectedTotalCents: 20_000 });
    const sold = await order(id, { section: 'A', quantity: 4, expectedTotalCents: 12_000 });
    expect([sold.status, sold.body.totalCents]).toEqual([201, 12_000]);
    await untilSold(system, id, 4);
    const next = await order(id, { section: 'A', quantity: 5 });
    expect(priced(next.body)).toEqual(Object.fromEntries([2, 3, 4, 5, 6].map((place) => [`A-2-${place}`, 2_000])));
  });

  test('in pieces of several rows each costs its own', async () => {
    const id = await publish();
    const held = await hold(id, { section: 'A', quantity: 8 });
    expect(held.body.seats).toHaveLength(8);
    expect(new Set(held.body.seats.map((seat: string) => seat.slice(0, 4)))).toEqual(new Set(['A-1-', 'A-2-']));
    expect(held.body.totalCents).toBe(costOf(held.body.seats));
  });

  test('places for wheelchairs cost their own', async () => {
    const id = await publish();
    const held = await hold(id, { section: 'A', quantity: 2, accessible: 1 });
    expect(held.body).toMatchObject({ seats: ['A-2-1', 'A-2-2'], totalCents: 3_000 });
  });

  test('many at once each get what theirs cost', async () => {
    const id = await publish({ limitPerOrder: 2 });
    const people = await Promise.all(Array.from({ length: 4 }, (_, index) => system.user(`Many${index}`)));
    const held = await Promise.all(people.map((who) => hold(id, { section: 'A', quantity: 2 }, who)));
    for (const { status, body } of held) {
      expect(status).toBe(201);
      expect(body.totalCents).toBe(costOf(body.seats));
    }
  });
});

describe('so many seats of a price category', () => {
  test('201 only of that, be it held or ordered; 409 capacity_exceeded when too few are left at that price', async () => {
    const id = await publish();
    const held = await hold(id, { section: 'A', quantity: 2, priceCategory: 'P3' });
    expect(held.body).toMatchObject({ totalCents: 2_000 });
    expect(held.body.seats.toSorted()).toEqual(['A-1-1', 'A-1-4']);
    const sold = await order(id, { section: 'A', quantity: 3, priceCategory: 'P2', expectedTotalCents: 6_000 });
    expect([sold.status, sold.body.totalCents]).toEqual([201, 6_000]);
    const full = await hold(id, { section: 'A', quantity: 3, priceCategory: 'P1' });
    expect([full.status, full.body.code]).toEqual([409, 'capacity_exceeded']);
    expect(full.body.detail).toContain('P1');
    expect((await hold(id, { section: 'A', quantity: 1, priceCategory: 'P3' }, ada)).body.seats).toEqual(['A-2-1']);
    expect((await hold(id, { section: 'GA', quantity: 1, priceCategory: 'P2' })).status).toBe(201);
  });

  test('422 seats_unknown for a price category that no seat of the section has', async () => {
    const id = await publish();
    for (const section of ['A', 'GA']) {
      const { status, body } = await hold(id, { section, quantity: 1, priceCategory: section === 'A' ? 'P9' : 'P1' });
      expect([status, body.code, body.errors[0].path]).toEqual([422, 'seats_unknown', 'priceCategory']);
    }
  });
});

test('without Redis, orders cost what their seats do, and are refused to who expects otherwise', async () => {
  const away = await startTestSystem({ env: { '*': { REDIS_URL: 'redis://127.0.0.1:9' } } });
  try {
    const olga = await away.user('Olga');
    const id = await publishEvent(away, olga, { chart: CHART, priceCategories: PRICES });
    const ask = (key: string, body: object) =>
      away.ask('POST', `/v1/events/${id}/orders`, { token: olga.token, key, body });
    expect((await ask('a', { section: 'A', quantity: 4, expectedTotalCents: 1 })).body.code).toBe('terms_changed');
    expect((await ask('b', { section: 'A', quantity: 4, expectedTotalCents: 12_000 })).status).toBe(201);
    expect((await ask('c', { section: 'A', quantity: 1, priceCategory: 'P3' })).body.totalCents).toBe(1_000);
  } finally {
    await away.close();
  }
});

test('what people read of a seat is in every answer about it: order, list, CSV, record, calendar', async () => {
  const id = await publish();
  const placed = await order(id, { seats: ['A-1-2', 'A-2-3', 'GA-7'] });
  const shown = {
    'A-1-2': { section: 'Parquet', row: '1', seat: '103' },
    'A-2-3': { section: 'Parquet', row: '2', rowName: 'Box 2', seat: '3' },
    'GA-7': { section: 'Floor', seat: '7' },
  };
  expect(shownIn(placed.body)).toEqual(shown);
  const path = `/v1/events/${id}/orders/${placed.body.id}`;
  for (const who of [ada, ben])
    expect(shownIn((await system.ask('GET', path, { token: who.token })).body)).toEqual(shown);
  const list = await system.ask('GET', `/v1/events/${id}/orders`, { token: ada.token });
  expect(shownIn(list.body.items[0])).toEqual(shown);
  const csv = await fetch(`${system.url}/v1/events/${id}/orders.csv`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  expect(await csv.text()).toContain(',Parquet,Box 2,3\r\n');
  const record = `/v1/users/${ben.id}/orders/${placed.body.id}`;
  const kept = await system.until('the order is recorded', async () => {
    const reply = await system.ask('GET', record, { token: ben.token });
    return reply.status === 200 ? reply.body : undefined;
  });
  expect(shownIn(kept)).toEqual(shown);
  const calendar = await fetch(`${system.url}${record}/order.ics`, {
    headers: { authorization: `Bearer ${ben.token}` },
  });
  const text = (await calendar.text()).replaceAll('\r\n ', '');
  expect(text).toContain(
    'Parquet\\, row 1\\, seat 103 (A-1-2)\\; Parquet\\, Box 2\\, seat 3 (A-2-3)\\; Floor\\, place 7 (GA-7)',
  );
  const less = await system.ask('POST', `${path}/cancel`, { token: ben.token, body: { seats: ['GA-7'] } });
  expect(shownIn(less.body)).toEqual(shown);
  await system.until('the record says so', async () => {
    const reply = await system.ask('GET', record, { token: ben.token });
    return reply.body.totalCents === 7_000 && JSON.stringify(shownIn(reply.body)) === JSON.stringify(shown);
  });
});
