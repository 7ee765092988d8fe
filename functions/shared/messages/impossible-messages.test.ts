/** What is proven and cannot be, or is said in another way than ours. */
import { describe, expect, test } from 'vitest';
import type { TestDelivery } from '../../../scripts/testing/test-deliveries.ts';
import { newId, newUlid, slotOf } from '../ids.ts';
import { formerSourceOf } from './proof.ts';
import { ada, event, exampleOf, forgedOrder, grace, startWithForged, system, tableOf } from './fixtures/forged.ts';

startWithForged();

async function lettersOf(id: string): Promise<string[]> {
  const shards = ['u0', 'u1', 'e0', 'e1', 'catalog'];
  const letters = await Promise.all(shards.map((shard) => tableOf(shard, 'dead_letters')));
  return letters.flat().flatMap((letter) => (letter['event_id'] === id ? [String(letter['reason'])] : []));
}

const forgedListing = (changes = {}) => ({
  ...exampleOf('event.updated.v1'),
  eventId: event,
  organizerId: ada.id,
  title: 'Defaced',
  version: 2_000_000_000,
  ...changes,
});

/** Delivers what is proven and yet cannot be. */
async function refused(service: string, delivery: TestDelivery, reason: RegExp): Promise<void> {
  const id = newUlid();
  expect((await system.deliver(service, { ...delivery, id })).status).toBe(204);
  expect(await lettersOf(id)).toEqual([expect.stringMatching(reason)]);
}

const record = (orderId: string) =>
  system.ask('GET', `/v1/users/${grace.id}/orders/${orderId}`, { token: grace.token });

describe('what one of ours says in another way', () => {
  test.each([
    'application/json; charset=utf-8',
    'application/vnd.seatmesh.order+json',
    'Application/Order+JSON;charset="UTF-8"',
  ])('204 for JSON by the name of %s, and it is done', async (type) => {
    const data = forgedOrder();
    const { headers, raw } = system.delivery({ type: 'order.confirmed.v1', data });
    const given = { headers: { ...headers, 'content-type': type }, raw };
    expect((await system.inside('order-record', 'POST', '/cloudevents', given)).status).toBe(204);
    expect((await record(data.orderId)).body.id).toBe(data.orderId);
  });

  test('what is no JSON by such a name is a dead letter', async () => {
    const id = newUlid();
    const { headers } = system.delivery({ type: 'order.confirmed.v1', data: forgedOrder(), id });
    const raw = '{"not":';
    const given = system.proven({ ...headers, 'content-type': 'application/order+json' }, raw);
    expect((await system.inside('order-record', 'POST', '/cloudevents', { headers: given, raw })).status).toBe(204);
    expect(await lettersOf(id)).toEqual(['its data is not JSON']);
  });

  test('a message by the source that releases before gave it is the same as by its own, and done once', async () => {
    const data = forgedOrder();
    const id = newUlid();
    const former: TestDelivery = { type: 'order.confirmed.v1', data, id, source: formerSourceOf('e0') };
    expect((await system.deliver('order-record', former)).status).toBe(204);
    expect((await record(data.orderId)).body.id).toBe(data.orderId);
    expect((await system.deliver('order-record', { type: 'order.confirmed.v1', data, id })).status).toBe(204);
    expect(await lettersOf(id)).toEqual([]);
    const noted = await Promise.all(['u0', 'u1'].map((shard) => tableOf(shard, 'inbox')));
    expect(noted.flat().filter((row) => row['event_id'] === id)).toEqual([
      expect.objectContaining({ source: formerSourceOf('e0') }),
    ]);
  });
});

const listed = async () => (await tableOf('catalog', 'listings')).find((row) => row['event_id'] === event);

describe('what one of ours can never have said is kept as a dead letter, and does nothing', () => {
  test("an order that another shard tells of, of another slot, or of another event's slot", async () => {
    const data = forgedOrder();
    const type = 'order.confirmed.v1';
    await refused('event-global', { type, data }, /^no subscription to /);
    await refused(
      'order-record',
      { type, data, source: '/seatmesh/e1' },
      /^source: .* comes from urn:seatmesh:shard:e0, not from/,
    );
    await refused('order-record', { type, data, slot: '7fe' }, /^slot: /);
    await refused('order-record', { type, data, subject: newId('ord', slotOf(event)) }, /^subject: /);
    await refused('order-record', { type, data, time: '2999-01-01T00:00:00Z' }, /^time: /);
    const foreign = { ...data, event: { ...data.event, id: newId('evt', (slotOf(event) + 1) % 4_096) } };
    await refused('order-record', { type, data: foreign }, /^event\.id: /);
    await refused('order-record', { type, data: { ...data, version: 2_000_000_000 } }, /^version: /);
    await refused('order-record', { type, data: { ...data, version: 0 } }, /^version: /);
    await refused('order-record', { type, data: { ...data, version: -1 } }, /^version: /);
    await refused('order-record', { type, data: { ...data, version: 1.5 } }, /^version: /);
    const read = await system.ask('GET', `/v1/users/${grace.id}/orders/${data.orderId}`, { token: grace.token });
    expect(read.status).toBe(404);
  });

  test('a version two billion changes ahead never wins, in the index, in records and in sales', async () => {
    const before = await listed();
    const leap = /^version: .* ahead of/;
    await refused('event-global', { type: 'event.updated.v1', data: forgedListing() }, leap);
    await refused('event-global', { type: 'event.updated.v1', data: forgedListing({ version: 10_002 }) }, leap);
    const figure = { eventId: event, version: 2_000_000_000, seatsTotal: 100, seatsSold: 100 };
    await refused('event-global', { type: 'availability.changed.v1', data: figure }, leap);
    await refused(
      'event-global',
      { type: 'availability.changed.v1', data: { ...figure, version: 5, seatsSold: 101 } },
      /^seatsSold/,
    );
    await refused('order-record', { type: 'event.updated.v1', data: forgedListing() }, leap);
    const order = forgedOrder();
    const ahead = { ...order, event: { ...order.event, version: 4_000_000_000 } };
    await refused('order-record', { type: 'order.confirmed.v1', data: ahead }, leap);
    expect(await listed()).toEqual(before);
    expect((await tableOf('u0', 'order_records')).map((row) => row['order_id'])).not.toContain(order.orderId);
    // A true one is still believed.
    const change = await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { title: 'Changed' } });
    expect(change.status).toBe(200);
    await system.until('the change is listed', async () => (await listed())?.['title'] === 'Changed');
  });

  test('book goes by its own database: a version that is not there stops no sale', async () => {
    const { version } = (await tableOf('e0', 'events')).find((row) => row['id'] === event) as { version: number };
    for (const type of ['event.updated.v1', 'event.cancelled.v1'] as const) {
      const status = type === 'event.cancelled.v1' ? 'cancelled' : 'published';
      await refused('book', { type, data: forgedListing({ status, version: version + 1 }) }, /^version: /);
      const unknown = newId('evt', slotOf(event));
      await refused('book', { type, data: forgedListing({ status, eventId: unknown }) }, /^there is no event/);
    }
    const body = { section: 'GA', quantity: 1 };
    const order = await system.ask('POST', `/v1/events/${event}/orders`, { token: grace.token, key: newUlid(), body });
    expect([order.status, order.body.status]).toEqual([201, 'confirmed']);
  });
});
