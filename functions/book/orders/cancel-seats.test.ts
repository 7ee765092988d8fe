import { describe, expect, test } from 'vitest';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { slotOf } from '../../shared/ids.ts';
import {
  ada,
  ask,
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

describe('cancelling seats of an order', () => {
  test('200 the others stay: the order, its record, the figures and the seats follow', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'some', { seats: ['A-1-1', 'A-1-2', 'GA-1'] }, id);
    expect(statuses(placed)).toEqual({ 'A-1-1': 'confirmed', 'A-1-2': 'confirmed', 'GA-1': 'confirmed' });
    const { status, body, headers } = await cancel(ben, placed.id, ['A-1-2'], id);
    expect([status, headers.get('etag'), body.status, body.cancelledAt]).toEqual([200, '"o2"', 'confirmed', null]);
    expect(statuses(body)).toEqual({ 'A-1-1': 'confirmed', 'A-1-2': 'cancelled', 'GA-1': 'confirmed' });
    expect(body.totalCents).toBe(placed.totalCents - 5000);
    expect([await claimed(id), await counted(id)]).toEqual([2, 2]);
    await expect.poll(async () => (await availability(id)).counts).toMatchObject({ free: 48, sold: 2 });
    await system.until('the record says so', async () => (await record(ben, placed.id)).totalCents === body.totalCents);
    expect((await record(ben, placed.id)).items).toEqual(body.items);
    await system.until('browsing shows two sold', async () => {
      const { body: listing } = await system.ask('GET', '/v1/events?limit=100');
      const found = listing.items.find((one: { id: string }) => one.id === id);
      return found?.seatsLeft === found?.seatsTotal - 2;
    });
  });

  test('200 the same again changes nothing, also when somebody else has the seat by then', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'again', { seats: ['A-1-1', 'A-1-2'] }, id);
    const first = await cancel(ben, placed.id, ['A-1-1'], id);
    expect((await order(cem, 'sold-again', { seats: ['A-1-1'] }, id)).status).toBe(201);
    const again = await cancel(ben, placed.id, ['A-1-1'], id);
    expect([again.status, again.headers.get('etag'), again.body]).toEqual([200, '"o2"', first.body]);
    expect((await hold(ben, { seats: ['A-1-1'] }, id)).body.code).toBe('seats_unavailable');
    expect([await claimed(id), await counted(id)]).toEqual([2, 2]);
    // And with the rest of the order, what is another's stays his.
    const whole = await cancel(ben, placed.id, undefined, id);
    expect([whole.body.status, whole.body.totalCents]).toEqual(['cancelled', 0]);
    expect([await claimed(id), await counted(id)]).toEqual([1, 1]);
    expect((await hold(ben, { seats: ['A-1-1'] }, id)).body.code).toBe('seats_unavailable');
    expect((await hold(ben, { seats: ['A-1-2'] }, id)).status).toBe(201);
  });

  test('200 with the last of them the order is cancelled, and its record says so', async () => {
    const { body: placed } = await order(ben, 'by-and-by', { seats: ['A-2-1', 'A-2-2'] });
    await cancel(ben, placed.id, ['A-2-2']);
    const last = await cancel(ben, placed.id, ['A-2-1', 'A-2-2']);
    expect([last.body.status, last.headers.get('etag')]).toEqual(['cancelled', '"o3"']);
    expect(last.body.cancelledAt).toEqual(expect.any(String));
    await system.until('the record says so', async () => (await record(ben, placed.id)).status === 'cancelled');
    expect(await record(ben, placed.id)).toMatchObject(last.body);
    expect((await order(ben, 'by-and-by', { seats: ['A-2-1', 'A-2-2'] })).body).toEqual(last.body);
  });

  test('422 seats_unknown for a seat that the order has not, and nothing is cancelled', async () => {
    const { body: placed } = await order(ben, 'unknown', { seats: ['A-2-3'] });
    for (const seats of [['A-2-3', 'A-1-1'], ['Z-9-9']]) {
      const { status, body } = await cancel(ben, placed.id, seats);
      expect([status, body.code]).toEqual([422, 'seats_unknown']);
    }
    expect((await order(ben, 'unknown', { seats: ['A-2-3'] })).body).toEqual(placed);
  });

  test('of a limit per buyer, what was cancelled may be bought again', async () => {
    const id = await publishEvent(system, ada, { limitPerBuyer: 3 });
    const { body } = await order(ben, 'all', { seats: ['A-1-1', 'A-1-2', 'A-1-3'] }, id);
    expect((await order(ben, 'more', { seats: ['A-1-4'] }, id)).body.code).toBe('limit_exceeded');
    await cancel(ben, body.id, ['A-1-1'], id);
    expect((await order(ben, 'again', { seats: ['A-1-4'] }, id)).status).toBe(201);
    expect((await order(ben, 'too-many', { seats: ['A-1-5'] }, id)).body.code).toBe('limit_exceeded');
  });

  test('ten who cancel each another seat at once all do, and each seat is freed once', async () => {
    const id = await publishEvent(system, ada);
    const seats = Array.from({ length: 10 }, (_, index) => `GA-${index + 1}`);
    const { body } = await order(ben, 'ten', { seats }, id);
    const replies = await Promise.all(
      seats.flatMap((seat) => [cancel(ben, body.id, [seat], id), cancel(ada, body.id, [seat], id)]),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const { body: last, headers } = await cancel(ben, body.id, undefined, id);
    expect([last.status, headers.get('etag'), await claimed(id), await counted(id)]).toEqual([
      'cancelled',
      '"o11"',
      0,
      0,
    ]);
    await system.until('the record says so', async () => (await record(ben, body.id)).status === 'cancelled');
    await expect.poll(async () => (await availability(id)).counts).toEqual({ free: 50, held: 0, sold: 0 });
  });

  test('a seat is sold once to those who wait for it while it is cancelled', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'first', { seats: ['A-1-1', 'A-1-2'] }, id);
    const [freed, ...rivals] = await Promise.all([
      cancel(ben, placed.id, ['A-1-1'], id),
      ...Array.from({ length: 20 }, (_, index) => order(cem, `rival-${index}`, { seats: ['A-1-1'] }, id)),
    ]);
    expect(freed.status).toBe(200);
    const won = rivals.filter(({ status }) => status === 201).length;
    expect(won).toBeLessThanOrEqual(1);
    // Where all came before it was free, the next has it.
    expect((await order(cem, 'later', { seats: ['A-1-1'] }, id)).status).toBe(won === 0 ? 201 : 409);
    expect([await claimed(id), await counted(id)]).toEqual([2, 2]);
  });

  test('while the event is cancelled, all of the order ends once', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'both', { seats: ['A-1-1', 'A-1-2', 'A-1-3'] }, id);
    const [cancelled, ...replies] = await Promise.all([
      system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token }),
      ...placed.items.map(({ seat }: { seat: string }) => cancel(ben, placed.id, [seat], id)),
    ]);
    expect([cancelled.status, ...replies.map(({ status }) => status)]).toEqual([200, 200, 200, 200]);
    await system.until('the record says so', async () => (await record(ben, placed.id)).status === 'cancelled');
    expect([await claimed(id), await counted(id)]).toEqual([0, 0]);
    expect((await cancel(ben, placed.id, undefined, id)).body).toMatchObject({ status: 'cancelled', totalCents: 0 });
  });

  test('an order that was cancelled before its items were marked reads the same', async () => {
    const { body: placed } = await order(ben, 'before', { seats: ['A-2-9', 'A-2-10'] });
    const { body: ended } = await cancel(ben, placed.id);
    await system.until('the record says so', async () => (await record(ben, placed.id)).status === 'cancelled');
    // As both were written then.
    await system
      .database(shardOf(event))
      .query("UPDATE orders SET items = REPLACE(items, ',1]', ']'), total_cents = 10000, version = 2 WHERE id = ?", [
        placed.id,
      ]);
    const records = system.database(slotOf(ben.id) < 0x800 ? 'u0' : 'u1');
    const items = JSON.stringify(
      placed.items.map(({ seat, priceCents }: Record<string, unknown>) => ({ seat, priceCents })),
    );
    await records.query('UPDATE order_records SET items = ?, total_cents = 10000 WHERE order_id = ?', [
      items,
      placed.id,
    ]);
    expect((await cancel(ben, placed.id)).body).toEqual(ended);
    // Nor did records say what people read of seats.
    const seats = placed.items.map(({ seat, priceCents }: Record<string, unknown>) => ({
      seat,
      priceCents,
      status: 'cancelled',
    }));
    expect(await record(ben, placed.id)).toMatchObject({ ...ended, items: seats });
  });

  test('422 invalid for a request that means a seat of it, and says so wrongly: it is not taken for all of the order', async () => {
    const id = await publishEvent(system, ada);
    const { body: placed } = await order(ben, 'meant', { seats: ['A-1-8', 'A-1-9'] }, id);
    const path = `/v1/events/${id}/orders/${placed.id}/cancel`;
    for (const body of [
      { seat: ['A-1-8'] },
      { seats: 'A-1-8' },
      { seats: [] },
      { seats: null },
      ['A-1-8'],
      'A-1-8',
      null,
    ]) {
      const reply = await system.ask('POST', path, { token: ben.token, body });
      expect([body, reply.status, reply.body.code]).toEqual([body, 422, 'invalid']);
    }
    expect(await ask('SELECT status FROM orders WHERE event_id = ?', id)).toMatchObject([{ status: 'confirmed' }]);
    expect((await cancel(ben, placed.id, undefined, id)).body.status).toBe('cancelled');
  });
});
