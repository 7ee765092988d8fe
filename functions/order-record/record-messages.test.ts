import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../scripts/testing/test-system.ts';
import { newId, newUlid } from '../shared/ids.ts';
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

describe('events in whatever order', () => {
  it('204 a cancellation told before the confirmation stays', async () => {
    const [first, second] = [order(ada.id), order(ada.id)];
    await tell('order.cancelled.v1', cancelled(first));
    await tell('order.confirmed.v1', first);
    await tell('order.confirmed.v1', second);
    await tell('order.cancelled.v1', cancelled(second));
    for (const { orderId } of [first, second]) {
      const { body } = await read(ada, `/${orderId}`);
      expect([body.status, body.cancelledAt]).toEqual(['cancelled', '2026-05-02T10:00:00.000Z']);
    }
  });

  it('204 records show the newest title and date of their event, on every shard and told when it may', async () => {
    const { event } = order(ada.id);
    const updated = JSON.parse(
      await readFile(new URL('../../events/examples/event.updated.v1.json', import.meta.url), 'utf8'),
    );
    const told = {
      ...updated,
      eventId: event.id,
      version: 3,
      title: 'Moved',
      startsAt: '2999-06-01T18:00:00.000Z',
      endsAt: '2999-06-01T20:00:00.000Z',
    };
    const orders = [order(ada.id, { event }), order(grace.id, { event })];
    for (const one of orders) await tell('order.confirmed.v1', one);
    await tell('event.updated.v1', told);
    await tell('event.updated.v1', { ...told, version: 2, title: 'Outdated' });
    const late = order(grace.id, { event });
    await tell('order.confirmed.v1', late);
    for (const [person, { orderId }] of [
      [ada, orders[0]],
      [grace, orders[1]],
      [grace, late],
    ] as [Person, Order][]) {
      const { body } = await read(person, `/${orderId}`);
      expect(body.event).toMatchObject({ id: event.id, title: 'Moved', startsAt: '2999-06-01T18:00:00.000Z' });
    }
    for (const shard of ['u0', 'u1'] as const)
      expect(await count(shard, 'event_facts WHERE event_id = ? AND version = 3', [event.id])).toBe(1);
  });
});

it('204 for an event that took effect already does nothing, whatever it says now', async () => {
  const told = order(ada.id);
  const id = newUlid();
  await tell('order.confirmed.v1', told, id);
  await tell('order.cancelled.v1', cancelled(told), id);
  expect((await read(ada, `/${told.orderId}`)).body.status).toBe('confirmed');
});

describe('what cannot be handled', () => {
  it('204 keeps data that does not fit as a dead letter', async () => {
    await tell('order.confirmed.v1', { ...order(ada.id), items: [] }, 'unfit-order');
    expect(await count('u0', "dead_letters WHERE event_id = 'unfit-order' AND reason LIKE 'items%'")).toBe(1);
  });

  it('500 when the database fails, with nothing left behind, so that the next delivery takes effect', async () => {
    const pool = system.database(shardOf(ada.id));
    const told = order(ada.id);
    const event = { type: 'order.confirmed.v1' as const, data: told, id: newUlid() };
    await pool.query('RENAME TABLE event_facts TO event_facts_away');
    try {
      const failed = await system.deliver('order-record', event);
      expect(failed.status).toBe(500);
      // What went wrong inside stands in the log.
      expect(JSON.stringify(failed.body ?? '')).not.toContain('event_facts');
      expect(await count(shardOf(ada.id), 'order_records WHERE order_id = ?', [told.orderId])).toBe(0);
    } finally {
      await pool.query('RENAME TABLE event_facts_away TO event_facts');
    }
    await tell('order.confirmed.v1', told, event.id);
    expect((await read(ada, `/${told.orderId}`)).status).toBe(200);
  });

  it('500, not 421, for an order whose buyer belongs to a shard that is not served: the broker would drop it', async () => {
    const told = order(newId('usr', 0xfff));
    const reply = await system.deliver('order-record-u0', { type: 'order.confirmed.v1', data: told });
    expect(reply.status).toBe(500);
  });
});
