import { describe, expect, it } from 'vitest';
import { newId, newUlid, slotOf } from '../shared/ids.ts';
import {
  ada,
  cancelled,
  count,
  grace,
  type Order,
  order,
  read,
  shardOf,
  startWithOrderRecords,
  system,
  tell,
} from './fixtures/order-records.ts';

startWithOrderRecords();

describe('GET /v1/users/{userId}/orders', () => {
  it('200 shows an order with its event, once, however often it was told', async () => {
    const person = await system.user();
    const told = order(person.id);
    const twice = newUlid();
    await tell('order.confirmed.v1', told, twice);
    await tell('order.confirmed.v1', told, twice);
    await tell('order.confirmed.v1', told, newUlid());
    const record = {
      id: told.orderId,
      eventId: told.event.id,
      status: 'confirmed',
      items: told.items.map((item) => ({ ...item, status: 'confirmed' })),
      totalCents: 3_000,
      currency: 'EUR',
      createdAt: told.createdAt,
      cancelledAt: null,
      event: { id: told.event.id, title: 'An evening', startsAt: told.event.startsAt },
    };
    expect((await read(person)).body).toEqual({ items: [record], next: null });
    expect((await read(person, `/${told.orderId}`)).body).toEqual(record);
    expect(await count(shardOf(person.id), 'order_records WHERE order_id = ?', [told.orderId])).toBe(1);
  });

  it('200 an order that has lost seats shows which, and what the others cost, in whatever order it was told', async () => {
    const person = await system.user();
    const told = order(person.id);
    const [kept, gone] = told.items as [Order['items'][number], Order['items'][number]];
    const items = [
      { ...kept, status: 'confirmed' as const },
      { ...gone, status: 'cancelled' as const },
    ];
    const updated: Order = { ...told, version: 2, items, totalCents: 1_500 };
    await tell('order.updated.v1', updated);
    await tell('order.confirmed.v1', told);
    const shown = async () => (await read(person, `/${told.orderId}`)).body;
    expect(await shown()).toMatchObject({ status: 'confirmed', items, totalCents: 1_500, cancelledAt: null });
    const none = items.map((item) => ({ ...item, status: 'cancelled' as const }));
    const over = { ...cancelled(told), version: 3, items: none, totalCents: 0 };
    await tell('order.cancelled.v1', over);
    await tell('order.updated.v1', { ...updated });
    expect(await shown()).toMatchObject({ status: 'cancelled', items: none, totalCents: 0 });
  });

  it('200 shows where the event is and when it ends, as soon as a message says so, be it of the same version', async () => {
    const person = await system.user();
    const told = order(person.id);
    const shown = async () => (await read(person, `/${told.orderId}`)).body.event;
    await tell('order.confirmed.v1', told);
    const bare = { id: told.event.id, title: 'An evening', startsAt: told.event.startsAt };
    expect(await shown()).toEqual(bare);
    const venue = {
      name: 'Old Hall',
      city: 'Lisbon',
      country: 'Portugal',
      timeZone: 'Europe/Lisbon',
      address: 'Rua 1',
    };
    const endsAt = '2999-05-14T21:00:00.000Z';
    const full = { ...told.event, endsAt, organizerId: ada.id, venue };
    await tell('order.confirmed.v1', order(grace.id, { event: full }));
    await tell('order.confirmed.v1', order(person.id, { event: full }));
    expect(await shown()).toEqual({ ...bare, endsAt, timeZone: 'Europe/Lisbon', venue });
    // What an older function says of the same version takes nothing away.
    await tell('order.confirmed.v1', order(person.id, { event: told.event }));
    expect(await shown()).toEqual({ ...bare, endsAt, timeZone: 'Europe/Lisbon', venue });
    const moved = { ...full, version: 2, venue: { ...venue, name: 'New Hall' } };
    await tell('order.confirmed.v1', order(person.id, { event: moved }));
    await tell('order.confirmed.v1', order(person.id, { event: full }));
    expect((await shown()).venue.name).toBe('New Hall');
  });

  it('200 an order whose end was told before items had a status shows them cancelled', async () => {
    const person = await system.user();
    const told = order(person.id);
    await tell('order.cancelled.v1', cancelled(told));
    const { body } = await read(person, `/${told.orderId}`);
    expect(body).toMatchObject({ status: 'cancelled', totalCents: 0 });
    expect(body.items.map(({ status }: { status: string }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('200 pages from the newest to the oldest, orders of the same moment among them, each once', async () => {
    const person = await system.user();
    const orders = Array.from({ length: 12 }, (_, index) =>
      order(person.id, { createdAt: `2026-05-0${1 + Math.floor(index / 4)}T10:00:00.000Z` }),
    );
    for (const one of orders) await tell('order.confirmed.v1', one);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await read(person, `?limit=5${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next;
    } while (cursor !== null);
    const expected = orders.toSorted((a, b) => (a.createdAt + a.orderId > b.createdAt + b.orderId ? -1 : 1));
    expect(seen).toEqual(expected.map(({ orderId }) => orderId));
  });

  it('304 for a list that is unchanged, and no shared cache may keep it', async () => {
    const first = await read(ada);
    expect(first.headers.get('cache-control')).toBe('no-store');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const path = `/v1/users/${ada.id}/orders`;
    expect((await system.ask('GET', path, { token: ada.token, headers })).status).toBe(304);
    await tell('order.confirmed.v1', order(ada.id));
    expect((await system.ask('GET', path, { token: ada.token, headers })).status).toBe(200);
  });

  it('403 not_yours for the list of somebody else, whether there is such a user or not', async () => {
    for (const id of [grace.id, newId('usr', 1), newId('usr', 4_000)]) {
      const { status, body } = await system.ask('GET', `/v1/users/${id}/orders`, { token: ada.token });
      expect([status, body.code]).toEqual([403, 'not_yours']);
    }
  });

  it('404 order_not_found for an order of somebody else, under either id, and for none', async () => {
    const told = order(grace.id);
    await tell('order.confirmed.v1', told);
    expect((await read(grace, `/${told.orderId}`)).status).toBe(200);
    const nextDoor = order(newId('usr', slotOf(ada.id)));
    await tell('order.confirmed.v1', nextDoor);
    const tries = [
      `${ada.id}/orders/${nextDoor.orderId}`,
      `${grace.id}/orders/${told.orderId}`,
      `${ada.id}/orders/${told.orderId}`,
      `${ada.id}/orders/${newId('ord', 7)}`,
    ];
    for (const path of tries) {
      const { status, body } = await system.ask('GET', `/v1/users/${path}`, { token: ada.token });
      expect([status, body.code]).toEqual([404, 'order_not_found']);
    }
  });

  it('404 route_not_found for what cannot be an id', async () => {
    const { status, body } = await system.ask('GET', '/v1/users/me/orders', { token: ada.token });
    expect([status, body.code]).toEqual([404, 'route_not_found']);
  });

  it('401 without a token', async () => {
    const { status, body } = await system.ask('GET', `/v1/users/${ada.id}/orders`);
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });

  it('421 misdirected with the owner for a slot of another shard', async () => {
    const owner = shardOf(ada.id);
    const other = owner === 'u0' ? 'u1' : 'u0';
    const { status, body } = await system.inside(`order-record-${other}`, 'GET', `/v1/users/${ada.id}/orders`, {
      token: ada.token,
    });
    expect([status, body.code, body.owner]).toEqual([421, 'misdirected', owner]);
    expect(
      (await system.inside(`order-record-${owner}`, 'GET', `/v1/users/${ada.id}/orders`, { token: ada.token })).status,
    ).toBe(200);
  });

  it('422 invalid for a cursor of something else', async () => {
    const { status, body } = await read(ada, '?cursor=MCBldnRfMDA1XzAxSkRDTVg5UkIwTjZEM0g3S1BGNVpZUTJD');
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'invalid', 'cursor']);
  });
});
