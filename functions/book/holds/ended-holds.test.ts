/** An Idempotency-Key of a hold that has ended: it makes no second one, and tells what became of the first. */
import { beforeEach, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

let event: string;
let keys = 0;
beforeEach(async () => {
  event = await publishEvent(system, ada);
});

const ask = (method: string, path: string, body?: unknown, key?: string, who = ben) =>
  system.ask(method, `/v1/events/${event}/${path}`, {
    token: who.token,
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
const two = { section: 'GA', quantity: 2 };
const again = (key = 'k') => ask('POST', 'holds', two, key);
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;
const redisKey = (part: string) => `{${event}}:${part}`;
const told = (first: { body: object }, status: string, more = {}) => ({
  ...first.body,
  status,
  expiresAt: expect.any(String),
  ...more,
});

async function end(id: string): Promise<void> {
  const record = JSON.parse((await system.redis.hget(redisKey('holds'), id)) ?? '{}');
  await system.redis.hset(redisKey('holds'), id, JSON.stringify({ ...record, expires: Date.now() - 1_000 }));
  await system.redis.zadd(redisKey('expiry'), Date.now() - 1_000, id);
}

test('200 ordered, with its order, at what it cost; no seat is held for it', async () => {
  const first = await again();
  expect([first.status, first.body.status, first.headers.get('etag')]).toEqual([201, 'held', expect.any(String)]);
  const order = await ask('POST', 'orders', { holdId: first.body.id }, 'o');
  await expect.poll(async () => (await again()).body).toEqual(told(first, 'ordered', { orderId: order.body.id }));
  const repeated = await again();
  expect([repeated.status, repeated.headers.get('etag')]).toEqual([200, null]);
  expect(await counts()).toMatchObject({ held: 0, sold: 2 });
  await ask('POST', `orders/${order.body.id}/cancel`);
  expect((await again()).body).toMatchObject({ status: 'ordered', orderId: order.body.id });
  expect((await again('fresh')).status).toBe(201);
});

test('200 ordered once its last seat is, by name', async () => {
  const first = await ask('POST', 'holds', { seats: ['A-1-1', 'A-1-2'] }, 'k');
  const repeat = async () => (await ask('POST', 'holds', { seats: ['A-1-2', 'A-1-1'] }, 'k')).body;
  await ask('POST', 'orders', { seats: ['A-1-1'] }, 'o1');
  await expect.poll(repeat).toMatchObject({ status: 'held', id: first.body.id, seats: ['A-1-2'] });
  const last = await ask('POST', 'orders', { seats: ['A-1-2'] }, 'o2');
  await expect.poll(repeat).toMatchObject({ status: 'ordered', id: first.body.id, orderId: last.body.id });
});

test('200 released, whoever asks how often; to others the key says nothing; 422 for another body', async () => {
  const first = await again();
  expect((await ask('DELETE', `holds/${first.body.id}`)).status).toBe(204);
  for (const reply of await Promise.all([again(), again(), again('"k"')]))
    expect([reply.status, reply.body]).toEqual([200, told(first, 'released')]);
  expect((await ask('POST', 'holds', { seats: ['GA-7'] }, 'k')).body.code).toBe('idempotency_key_reused');
  expect((await ask('GET', `holds/${first.body.id}`)).body.code).toBe('hold_not_found');
  expect((await ask('GET', 'holds')).body.items).toEqual([]);
  expect(await counts()).toMatchObject({ held: 0 });
  expect((await ask('POST', 'holds', two, 'k', ada)).status).toBe(201);
});

test('200 expired, and each of its keys says so', async () => {
  const seats = { seats: ['A-1-1'] };
  const first = await ask('POST', 'holds', seats, 'k1');
  await ask('POST', 'holds', seats, 'k2');
  await end(first.body.id);
  for (const key of ['k2', 'k1'])
    expect((await ask('POST', 'holds', seats, key)).body).toMatchObject({ id: first.body.id, status: 'expired' });
  expect((await ask('POST', 'holds', seats)).status).toBe(201);
});

test('200 taken, when its organizer has blocked all of it', async () => {
  const seats = { seats: ['A-1-1', 'A-1-2'] };
  const first = await ask('POST', 'holds', seats, 'k');
  await ask('POST', 'blocks', { ...seats, takeHeld: true }, `b${keys++}`, ada);
  expect((await ask('POST', 'holds', seats, 'k')).body).toMatchObject({ id: first.body.id, status: 'taken' });
});

const general = { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2' };

test('200 released, when its chart is another: its seats as they were asked for, whether or not the chart has such', async () => {
  const seats = { seats: ['GA-2', 'GA-1'] };
  const first = await ask('POST', 'holds', seats, 'k');
  const chosen = await ask('POST', 'holds', two, 'c');
  const early = await ask('POST', 'holds', { seats: ['A-1-1'] }, 'early');
  await ask('DELETE', `holds/${early.body.id}`);
  for (const id of ['GA', 'GB']) {
    const body = { chart: { sections: [{ ...general, id, capacity: 20 }] } };
    expect((await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body })).status).toBe(200);
    for (let times = 0; times < 2; times++) {
      const repeated = await ask('POST', 'holds', seats, 'k');
      expect([repeated.status, repeated.body]).toEqual([200, { ...told(first, 'released'), seats: seats.seats }]);
    }
    expect((await ask('POST', 'holds', two, 'c')).body).toEqual({ ...told(chosen, 'released'), seats: [] });
    expect((await ask('POST', 'holds', { seats: ['A-1-1'] }, 'early')).body).toMatchObject({ id: early.body.id });
    expect((await ask('POST', 'holds', { section: id, quantity: 1 }, 'k')).body.code).toBe('idempotency_key_reused');
    expect(await counts()).toEqual({ free: 20, held: 0, sold: 0 });
  }
  expect(await system.redis.pttl(redisKey('buyers'))).toBeGreaterThan(3_500_000);
  expect((await ask('POST', 'holds', { section: 'GB', quantity: 2 }, 'fresh')).status).toBe(201);
});

test('200 while the sale is over, for the repeat comes first', async () => {
  const first = await again();
  await ask('DELETE', `holds/${first.body.id}`);
  const ended = { token: ada.token, body: { offSaleAt: new Date().toISOString() } };
  expect((await system.ask('PATCH', `/v1/events/${event}`, ended)).status).toBe(200);
  expect((await again()).body).toMatchObject({ id: first.body.id, status: 'released' });
  expect((await again('fresh')).body.code).toBe('sale_ended');
});

test('201 when it is forgotten: after an hour, with a flush of Redis; nothing is left of it then', async () => {
  const first = await again();
  await ask('DELETE', `holds/${first.body.id}`);
  const notes = async () => (await system.redis.hkeys(redisKey('buyers'))).filter((name) => !name.endsWith('/holds'));
  const [note = ''] = await notes();
  expect(await system.redis.pttl(redisKey('buyers'))).toBeGreaterThan(3_500_000);
  await system.redis.zadd(redisKey('gone'), Date.now() - 3_600_000, `key/${note}`);
  const other = await again('other');
  await ask('DELETE', `holds/${other.body.id}`);
  expect(await notes()).not.toContain(note);
  const anew = await again();
  expect([anew.status, anew.body.id === first.body.id]).toEqual([201, false]);
  await system.redis.flushdb();
  expect((await again('other')).status).toBe(201);
});
