import { describe, expect, test } from 'vitest';
import { publishEvent, shardOf, untilSold } from '../../../scripts/testing/events.ts';
import { newId, slotOf } from '../../shared/ids.ts';
import {
  ada,
  availability,
  ben,
  cancel,
  cem,
  claimed,
  counted,
  event,
  hold,
  order,
  record,
  startWithOrders,
  statuses,
  system,
} from './fixtures/cancelling.ts';

startWithOrders();

const change = (id: string, cancelUntil: string | null) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { cancelUntil } });

describe('cancelling', () => {
  test('200 the order is cancelled once and for all, and its seats can be sold again', async () => {
    const { body } = await order(ben, 'to-cancel', { seats: ['A-1-9', 'A-1-10'] });
    await untilSold(system, event, 2);
    const cancelled = await cancel(ben, body.id);
    expect([cancelled.status, cancelled.body.status, cancelled.body.totalCents]).toEqual([200, 'cancelled', 0]);
    expect(statuses(cancelled.body)).toEqual({ 'A-1-9': 'cancelled', 'A-1-10': 'cancelled' });
    expect((await cancel(ben, body.id)).body).toEqual(cancelled.body);
    expect((await order(cem, 'after-cancel', { seats: ['A-1-9'] })).status).toBe(201);
    expect((await order(ben, 'to-cancel', { seats: ['A-1-9', 'A-1-10'] })).body).toMatchObject({
      id: body.id,
      status: 'cancelled',
    });
  });

  test('a cancellation never frees what was sold to somebody else since', async () => {
    const { body } = await order(ben, 'first', { seats: ['GA-25'] });
    await cancel(ben, body.id);
    await order(cem, 'second', { seats: ['GA-25'] });
    await cancel(ben, body.id);
    expect((await hold(ben, { seats: ['GA-25'] })).body.code).toBe('seats_unavailable');
  });

  test('404 order_not_found for somebody else’s order', async () => {
    const { body } = await order(cem, 'mine', { seats: ['GA-26'] });
    expect((await cancel(ben, body.id)).body).toMatchObject({ status: 404, code: 'order_not_found' });
    expect((await hold(ben, { seats: ['GA-26'] })).status).toBe(409);
  });

  test('of twenty at once one frees the seats, and the figures stay right', async () => {
    const id = await publishEvent(system, ada);
    const { body } = await order(ben, 'k', { seats: ['A-1-1', 'A-1-2'] }, id);
    await untilSold(system, id, 2);
    const replies = await Promise.all(Array.from({ length: 20 }, () => cancel(ben, body.id, undefined, id)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await counted(id)).toBe(0);
    expect((await availability(id)).counts).toEqual({ free: 50, held: 0, sold: 0 });
  });
});

describe('until when a buyer may cancel', () => {
  const [PAST, FUTURE] = ['2026-01-01T00:00:00.000Z', '2031-05-01T00:00:00.000Z'];
  const NOW = 'now';

  test.each([
    ['never', null],
    ['in the past', PAST],
  ])('409 cancel_closed for the buyer (%s), and never for the organizer', async (_, cancelUntil) => {
    const id = await publishEvent(system, ada, { cancelUntil });
    const { body: placed } = await order(ben, 'closed', { seats: ['A-1-1', 'A-1-2'] }, id);
    for (const seats of [undefined, ['A-1-1']]) {
      const { body } = await cancel(ben, placed.id, seats, id);
      expect(body).toMatchObject({ status: 409, code: 'cancel_closed', reason: 'cancel_closed', cancelUntil });
    }
    expect([await claimed(id), (await order(ben, 'closed', { seats: ['A-1-1', 'A-1-2'] }, id)).body]).toEqual([
      2,
      placed,
    ]);
    expect((await cancel(ada, placed.id, ['A-1-1'], id)).status).toBe(200);
    // What is cancelled already, the buyer is told of at any time.
    expect((await cancel(ben, placed.id, ['A-1-1'], id)).status).toBe(200);
    expect((await cancel(ben, placed.id, undefined, id)).body.code).toBe('cancel_closed');
    expect((await cancel(ada, placed.id, undefined, id)).body.status).toBe('cancelled');
    expect((await cancel(ben, placed.id, undefined, id)).status).toBe(200);
  });

  test('200 before it, and without it until the event ends', async () => {
    for (const changes of [{ cancelUntil: FUTURE }, {}]) {
      const id = await publishEvent(system, ada, changes);
      const { body } = await order(ben, 'open', { seats: ['A-1-1'] }, id);
      expect((await cancel(ben, body.id, undefined, id)).body.status).toBe('cancelled');
    }
  });

  test.each([
    ['nothing was said', {}, null],
    ['a later time was said', { cancelUntil: FUTURE }, NOW],
    ['never was said', { cancelUntil: null }, FUTURE],
    ['an earlier time was said', { cancelUntil: PAST }, FUTURE],
  ])('200 when %s as he bought, or is by now: the better of both counts', async (_, changes, later) => {
    const id = await publishEvent(system, ada, changes);
    const { body } = await order(ben, 'before', { seats: ['A-1-1'] }, id);
    expect((await change(id, later === NOW ? new Date().toISOString() : later)).status).toBe(200);
    const after = await order(ben, 'after', { seats: ['A-1-2'] }, id);
    const isOpen = later === FUTURE;
    expect((await cancel(ben, after.body.id, undefined, id)).status).toBe(isOpen ? 200 : 409);
    expect((await cancel(ben, body.id, undefined, id)).status).toBe(200);
  });

  test('200 for an order of a hold that was made while it was possible', async () => {
    const id = await publishEvent(system, ada, { cancelUntil: FUTURE });
    const { body: held } = await hold(ben, { seats: ['A-1-1'] }, id);
    await change(id, null);
    const { body: late } = await hold(ben, { seats: ['A-1-2'] }, id);
    const [first, second] = [
      await order(ben, 'held', { holdId: held.id }, id),
      await order(ben, 'late', { holdId: late.id }, id),
    ];
    expect((await cancel(ben, second.body.id, undefined, id)).body.code).toBe('cancel_closed');
    expect((await cancel(ben, first.body.id, undefined, id)).status).toBe(200);
  });
});

describe('the organizer', () => {
  test('200 cancels an order of a buyer, or seats of it; the buyer sees it', async () => {
    const { body: placed } = await order(ben, 'theirs', { seats: ['A-2-4', 'A-2-5'] });
    expect(statuses((await cancel(ada, placed.id, ['A-2-4'])).body)).toEqual({
      'A-2-4': 'cancelled',
      'A-2-5': 'confirmed',
    });
    const { status, body } = await cancel(ada, placed.id);
    expect([status, body.status]).toEqual([200, 'cancelled']);
    await system.until('the record says so', async () => (await record(ben, placed.id)).status === 'cancelled');
    expect((await order(cem, 'theirs', { seats: ['A-2-4', 'A-2-5'] })).status).toBe(201);
  });

  test('200 also when the event has ended, which a buyer cannot', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'over', { seats: ['A-1-1', 'A-1-2'] }, id);
    await system
      .database(shardOf(id))
      .query("UPDATE events SET ends_at = '2020-01-01', version = version + 1 WHERE id = ?", [id]);
    expect((await cancel(ben, placed.id, ['A-1-1'], id)).body).toMatchObject({ status: 409, code: 'event_ended' });
    expect((await cancel(ada, placed.id, ['A-1-1'], id)).status).toBe(200);
    expect((await cancel(ada, placed.id, undefined, id)).body.status).toBe('cancelled');
  });

  test('404 for an order of another event, and for a buyer of an order of another', async () => {
    const other = await publishEvent(system, cem);
    const { body: placed } = await order(ben, 'elsewhere', { seats: ['A-1-1'] }, other);
    for (const id of [placed.id, newId('ord', slotOf(other))])
      expect((await cancel(ada, id, ['A-1-1'], other)).body).toMatchObject({ status: 404, code: 'order_not_found' });
    expect((await cancel(ada, placed.id)).body.code).toBe('order_not_found');
    expect((await cancel(cem, placed.id, ['A-1-1'], other)).status).toBe(200);
  });
});
