/** Whoever imports the file again takes what is newer (RFC 5545, section 3.8.7): every change must be. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventData } from '../../events/catalog.ts';
import { publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { newId } from '../shared/ids.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 60_000);
afterAll(() => system.close());

type Order = EventData<'order.confirmed.v1'>;

const example = async (type: string) =>
  JSON.parse(await readFile(new URL(`../../events/examples/${type}.json`, import.meta.url), 'utf8'));

async function tell(type: 'order.confirmed.v1' | 'order.updated.v1' | 'order.cancelled.v1', data: Order) {
  expect((await system.deliver('order-record', { type, data })).status).toBe(204);
}

/** What says how new an entry is. */
async function newness(person: Person, orderId: string) {
  const path = `/v1/users/${person.id}/orders/${orderId}/order.ics`;
  const response = await fetch(system.url + path, { headers: { authorization: `Bearer ${person.token}` } });
  expect(response.status).toBe(200);
  const text = await response.text();
  const value = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(text)?.[1];
  expect(value('LAST-MODIFIED')).toBe(value('DTSTAMP'));
  return [value('DTSTAMP'), Number(value('SEQUENCE')), value('STATUS')];
}

async function orderOf(person: Person): Promise<Order> {
  const orderId = newId('ord', 7);
  const told: Order = await example('order.confirmed.v1');
  const event = { ...told.event, id: newId('evt', 7), version: 1, updatedAt: '2026-01-05T11:20:43.907Z' };
  return { ...told, orderId, buyerId: person.id, event };
}

it('an order whose seats are cancelled one by one is as new as the last', async () => {
  const person = await system.user();
  const told = await orderOf(person);
  await tell('order.confirmed.v1', told);
  expect(await newness(person, told.orderId)).toEqual(['20260108T091427Z', 2, 'CONFIRMED']);
  const items = told.items.map((item, index) => ({
    ...item,
    status: index > 0 ? ('cancelled' as const) : item.status,
  }));
  const updated: Order = { ...told, version: 2, items, totalCents: 4_500, updatedAt: '2026-02-01T10:00:00.000Z' };
  await tell('order.updated.v1', updated);
  expect(await newness(person, told.orderId)).toEqual(['20260201T100000Z', 3, 'CONFIRMED']);
  await tell('order.cancelled.v1', {
    ...updated,
    version: 3,
    status: 'cancelled',
    items: items.map((item) => ({ ...item, status: 'cancelled' as const })),
    totalCents: 0,
    cancelledAt: '2026-02-03T10:00:00.000Z',
    updatedAt: '2026-02-03T10:00:00.000Z',
  });
  await tell('order.updated.v1', updated);
  expect(await newness(person, told.orderId)).toEqual(['20260203T100000Z', 4, 'CANCELLED']);
});

it('an order whose event is moved is as new as that, in whatever order it was told', async () => {
  const person = await system.user();
  const told = await orderOf(person);
  const { event } = told;
  const move = async (version: number, updatedAt: string) => {
    const data = { ...(await example('event.updated.v1')), eventId: event.id, version, updatedAt };
    expect((await system.deliver('order-record', { type: 'event.updated.v1', data })).status).toBe(204);
  };
  await tell('order.confirmed.v1', told);
  await move(3, '2026-03-01T10:00:00.000Z');
  expect(await newness(person, told.orderId)).toEqual(['20260301T100000Z', 4, 'CONFIRMED']);
  await move(2, '2026-02-20T10:00:00.000Z');
  expect(await newness(person, told.orderId)).toEqual(['20260301T100000Z', 4, 'CONFIRMED']);
  const items = told.items.map((item) => ({ ...item, status: 'cancelled' as const }));
  const over = { ...told, version: 2, status: 'cancelled' as const, items, totalCents: 0 };
  const at = '2026-03-05T10:00:00.000Z';
  await tell('order.cancelled.v1', { ...over, cancelledAt: at, updatedAt: at });
  expect(await newness(person, told.orderId)).toEqual(['20260305T100000Z', 5, 'CANCELLED']);
});

it('what an older function told is as new as it said: its end, or the purchase', async () => {
  const person = await system.user();
  const { updatedAt: _none, ...told } = await orderOf(person);
  const { updatedAt: _unsaid, ...event } = told.event;
  await tell('order.confirmed.v1', { ...told, event });
  expect(await newness(person, told.orderId)).toEqual(['20260108T091427Z', 2, 'CONFIRMED']);
  const items = told.items.map((item) => ({ ...item, status: 'cancelled' as const }));
  const over = { ...told, event, version: 2, status: 'cancelled' as const, items, totalCents: 0 };
  await tell('order.cancelled.v1', { ...over, cancelledAt: '2026-02-03T10:00:00.000Z' });
  expect(await newness(person, told.orderId)).toEqual(['20260203T100000Z', 3, 'CANCELLED']);
});

/** An instant as the file tells it: in whole seconds. */
const told = (instant: string) => instant.replaceAll(/[-:]|\.\d+/g, '');

it('through the whole system: seats cancelled, then the event moved, each time newer', async () => {
  const [organizer, buyer] = await Promise.all([system.user(), system.user()]);
  const eventId = await publishEvent(system, organizer);
  const path = `/v1/events/${eventId}`;
  const { body: order } = await system.ask('POST', `${path}/orders`, {
    token: buyer.token,
    key: 'k',
    body: { seats: ['A-1-1', 'A-1-2'] },
  });
  const record = `/v1/users/${buyer.id}/orders/${order.id}`;
  const seen = async (change: (body: { totalCents: number; event: { title: string } }) => boolean) => {
    await system.until('the record says so', async () => {
      const { status, body } = await system.ask('GET', record, { token: buyer.token });
      return status === 200 && change(body);
    });
    return newness(buyer, order.id);
  };
  expect(await seen(() => true)).toEqual([told(order.createdAt), 2, 'CONFIRMED']);
  await system.ask('POST', `${path}/orders/${order.id}/cancel`, { token: buyer.token, body: { seats: ['A-1-2'] } });
  const [rows] = await system
    .database(Number.parseInt(eventId.slice(4, 7), 16) < 0x800 ? 'e0' : 'e1')
    .query('SELECT updated_at FROM orders WHERE id = ?', [order.id]);
  const cancelledAt = (rows as { updated_at: Date }[])[0]?.updated_at.toISOString() ?? '';
  expect(await seen(({ totalCents }) => totalCents < order.totalCents)).toEqual([told(cancelledAt), 3, 'CONFIRMED']);
  const { body: event } = await system.ask('PATCH', path, { token: organizer.token, body: { title: 'Moved' } });
  expect(await seen(({ event: { title } }) => title === 'Moved')).toEqual([told(event.updatedAt), 4, 'CONFIRMED']);
});
