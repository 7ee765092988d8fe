import { expect, test } from 'vitest';
import { publishEvent, shardOf, untilSold } from '../../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

let keys = 0;

const block = (event: string, body: unknown, who = ada, key = `key-${keys++}`) =>
  system.ask('POST', `/v1/events/${event}/blocks`, { token: who.token, key, body });
const release = (event: string, id: string, seats = '', who = ada) =>
  system.ask('DELETE', `/v1/events/${event}/blocks/${id}${seats && `?seats=${seats}`}`, { token: who.token });
const list = async (event: string, query = '', who = ada) =>
  (await system.ask('GET', `/v1/events/${event}/blocks${query}`, { token: who.token })).body;
const hold = (event: string, seats: string[], who = ben) =>
  system.ask('POST', `/v1/events/${event}/holds`, { token: who.token, body: { seats } });
const order = (event: string, body: unknown, who = ben) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: who.token, key: `key-${keys++}`, body });
const availability = async (event: string) => (await system.ask('GET', `/v1/events/${event}/availability`)).body;

test('201 a block names its seats; they count as sold and nobody gets them, until they are released', async () => {
  const event = await publishEvent(system, ada);
  const { status, body } = await block(event, { seats: ['A-1-3', 'A-1-2'], note: 'for the press' });
  expect([status, body]).toMatchObject([201, { eventId: event, seats: ['A-1-2', 'A-1-3'], note: 'for the press' }]);
  expect((await list(event)).items).toEqual([body]);
  expect((await availability(event)).sold).toEqual([[1, 2]]);
  const refused = { status: 409, code: 'seats_unavailable', reason: 'unavailable', seats: ['A-1-2'] };
  expect((await hold(event, ['A-1-1', 'A-1-2'])).body).toMatchObject(refused);
  expect((await order(event, { seats: ['A-1-2'] })).body).toMatchObject(refused);
  await system.redis.flushdb();
  expect((await order(event, { seats: ['A-1-2'] })).body).toMatchObject(refused);

  expect((await release(event, body.id, 'A-1-2')).status).toBe(204);
  expect((await list(event)).items).toMatchObject([{ id: body.id, seats: ['A-1-3'] }]);
  expect((await order(event, { seats: ['A-1-2'] })).status).toBe(201);
  expect((await untilSold(system, event, 2)).body.sold).toEqual([[1, 2]]);
  expect([(await release(event, body.id)).status, (await release(event, body.id)).status]).toEqual([204, 204]);
  expect((await availability(event)).sold).toEqual([[1, 1]]);
  expect((await list(event)).items).toEqual([]);
  expect((await hold(event, ['A-1-3'])).status).toBe(201);
});

test('201 so many seats of a section are the best available ones; 409 capacity_exceeded when there are too few', async () => {
  const event = await publishEvent(system, ada);
  expect((await block(event, { section: 'A', quantity: 4 })).body.seats).toEqual(['A-1-4', 'A-1-5', 'A-1-6', 'A-1-7']);
  expect((await block(event, { section: 'A', quantity: 12 })).body.seats).toHaveLength(12);
  expect((await block(event, { section: 'A', quantity: 5 })).body).toMatchObject({ code: 'capacity_exceeded' });
  expect((await block(event, { section: 'GA', quantity: 30 })).body.seats).toHaveLength(30);
  expect((await availability(event)).counts).toEqual({ free: 4, held: 0, sold: 46 });
});

test('200 the same key gives the same block, twenty times at once too; 422 idempotency_key_reused for another body', async () => {
  const event = await publishEvent(system, ada);
  const body = { section: 'GA', quantity: 3 };
  const replies = await Promise.all(Array.from({ length: 20 }, () => block(event, body, ada, 'same')));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
  expect((await availability(event)).counts.sold).toBe(3);
  expect((await block(event, { seats: ['A-1-1'] }, ada, 'same')).body).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  });
});

test('409 seats_unavailable names seats that are held or sold; takeHeld takes the held ones, and that hold cannot be ordered', async () => {
  const event = await publishEvent(system, ada);
  const held = await hold(event, ['A-1-1', 'A-1-2']);
  await order(event, { seats: ['A-1-3'] });
  await untilSold(system, event, 1);
  const seats = ['A-1-2', 'A-1-3', 'A-1-4'];
  expect((await block(event, { seats })).body).toMatchObject({
    status: 409,
    code: 'seats_unavailable',
    seats: ['A-1-2', 'A-1-3'],
  });
  expect((await block(event, { seats, takeHeld: true })).body).toMatchObject({
    code: 'seats_unavailable',
    seats: ['A-1-3'],
  });
  expect((await availability(event)).sold).toEqual([[2, 2]]);
  expect((await block(event, { seats: ['A-1-2', 'A-1-4'], takeHeld: true })).status).toBe(201);
  expect((await availability(event)).sold).toEqual([[1, 3]]);
  expect((await order(event, { holdId: held.body.id })).body).toMatchObject({
    code: 'seats_unavailable',
    seats: ['A-1-2'],
  });
});

test('a block does not count as the organizer’s own holds or orders', async () => {
  const event = await publishEvent(system, ada, { limitPerBuyer: 1 });
  expect((await block(event, { section: 'A', quantity: 15 })).status).toBe(201);
  const held = await hold(event, ['GA-1'], ada);
  expect((await order(event, { holdId: held.body.id }, ada)).status).toBe(201);
});

test('403 not_organizer for anybody else, 404 block_not_found, 422 for seats the block or the chart does not have', async () => {
  const event = await publishEvent(system, ada);
  const other = await publishEvent(system, ada);
  const { body } = await block(event, { seats: ['A-1-1'] });
  expect((await block(event, { seats: ['A-1-2'] }, ben)).body).toMatchObject({ status: 403, code: 'not_organizer' });
  expect(await list(event, '', ben)).toMatchObject({ code: 'not_organizer' });
  expect((await release(event, body.id, '', ben)).body).toMatchObject({ code: 'not_organizer' });
  expect((await release(other, body.id)).body).toMatchObject({ status: 404, code: 'block_not_found' });
  expect((await release(event, body.id, 'A-1-1,A-1-2')).body).toMatchObject({ status: 422, seats: ['A-1-2'] });
  expect((await block(event, { seats: ['A-9-1'] })).body).toMatchObject({ code: 'seats_unknown', seats: ['A-9-1'] });
  expect((await block(event, { section: 'A', quantity: 1_001 })).body).toMatchObject({ status: 422, code: 'invalid' });
  expect((await system.ask('POST', `/v1/events/${event}/blocks`, { body: {} })).body.code).toBe('token_missing');
  expect((await list(event)).items).toHaveLength(1);
});

test('blocks are paged, newest first', async () => {
  const event = await publishEvent(system, ada);
  for (const seat of ['A-1-1', 'A-1-2', 'A-1-3']) await block(event, { seats: [seat] });
  const first = await list(event, '?limit=2');
  const second = await list(event, `?limit=2&cursor=${first.next}`);
  expect([...first.items, ...second.items].map(({ seats }) => seats[0])).toEqual(['A-1-3', 'A-1-2', 'A-1-1']);
  expect(second.next).toBeNull();
});

test('the figure that browsing shows follows a block and its release', async () => {
  const title = `Blocked ${Date.now()}`;
  const event = await publishEvent(system, ada, { title });
  const left = async () =>
    (await system.ask('GET', `/v1/events?q=${encodeURIComponent(title)}`)).body.items.find(
      (item: { id: string }) => item.id === event,
    )?.seatsLeft;
  const { body } = await block(event, { section: 'A', quantity: 7 });
  await system.until('seven fewer are left', async () => (await left()) === 43);
  await release(event, body.id);
  await system.until('all are left', async () => (await left()) === 50);
});

test('409 chart_locked while seats are blocked; a cancelled event takes no new blocks, and releases old ones', async () => {
  const event = await publishEvent(system, ada);
  const path = `/v1/events/${event}`;
  const chart = { sections: [{ id: 'B', name: 'B', kind: 'general', priceCategory: 'P1', capacity: 5 }] };
  const { body } = await block(event, { seats: ['A-1-1'] });
  expect((await system.ask('PATCH', path, { token: ada.token, body: { chart } })).body.code).toBe('chart_locked');
  await release(event, body.id);
  expect((await system.ask('PATCH', path, { token: ada.token, body: { chart } })).status).toBe(200);
  const next = await block(event, { seats: ['B-1'] });
  expect(next.status).toBe(201);
  await system.ask('POST', `${path}/cancel`, { token: ada.token });
  expect((await block(event, { seats: ['B-2'] })).body).toMatchObject({ code: 'event_cancelled', reason: 'cancelled' });
  expect((await release(event, next.body.id)).status).toBe(204);
  const [claims] = await system.database(shardOf(event)).query('SELECT * FROM seat_claims WHERE event_id = ?', [event]);
  expect(claims).toEqual([]);
});
