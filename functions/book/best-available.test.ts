import { expect, test } from 'vitest';
import { publishEvent } from '../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

const publish = (rows: unknown[], changes: Record<string, unknown> = {}) =>
  publishEvent(system, ada, {
    chart: { sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] },
    ...changes,
  });
const hold = async (event: string, body: unknown, who = ben) =>
  (await system.ask('POST', `/v1/events/${event}/holds`, { token: who.token, body })).body;
const best = async (event: string, quantity: number, more = {}) =>
  (await hold(event, { section: 'A', quantity, ...more }, await system.user())).seats;

const TWO_ROWS = [
  { label: '1', seats: 6 },
  { label: '2', seats: 6 },
];

test('201 the best available seats are side by side, in front, in the middle, and leave nobody a lone seat', async () => {
  const event = await publish(TWO_ROWS);
  expect(await best(event, 2)).toEqual(['A-1-3', 'A-1-4']);
  expect(await best(event, 2)).toEqual(['A-1-1', 'A-1-2']);
  // In row 1 a seat would be left by itself if this one were not the next.
  expect(await best(event, 1)).toEqual(['A-2-3']);
  expect(await best(event, 2)).toEqual(['A-1-5', 'A-1-6']);
});

test('a party that finds no row for all sits in as few pieces as possible; 409 capacity_exceeded only when too few are free', async () => {
  const event = await publish(TWO_ROWS);
  await hold(event, { seats: ['A-1-2', 'A-2-4'] });
  expect(await best(event, 6)).toEqual(['A-1-3', 'A-1-4', 'A-1-5', 'A-1-6', 'A-2-5', 'A-2-6']);
  expect(await hold(event, { section: 'A', quantity: 5 })).toMatchObject({
    status: 409,
    code: 'capacity_exceeded',
    reason: 'capacity',
  });
  expect(await best(event, 4)).toEqual(['A-1-1', 'A-2-1', 'A-2-2', 'A-2-3']);
});

test('wheelchair places and the seats beside them are left to those who ask, until the section has not enough others', async () => {
  const event = await publish([{ label: '1', seats: 8, accessible: [3, 4], companion: [5] }]);
  expect(await best(event, 2)).toEqual(['A-1-1', 'A-1-2']);
  expect(await best(event, 1)).toEqual(['A-1-6']);
  expect(await best(event, 2, { accessible: 1 })).toEqual(['A-1-4', 'A-1-5']);
  expect(await hold(event, { section: 'A', quantity: 2, accessible: 2 })).toMatchObject({ code: 'capacity_exceeded' });
  expect(await best(event, 3)).toEqual(['A-1-3', 'A-1-7', 'A-1-8']);
});

test('201 by name anybody may have any seat; a lone seat left that way is the buyer’s own choice', async () => {
  const event = await publish([{ label: '1', seats: 4, accessible: [2], aisleAfter: [3] }]);
  expect((await hold(event, { seats: ['A-1-2'] })).seats).toEqual(['A-1-2']);
  const [section] = (await system.ask('GET', `/v1/events/${event}/chart`)).body.sections;
  expect(section.rows).toEqual([{ label: '1', seats: 4, accessible: [2], aisleAfter: [3] }]);
});

test('one order comes of twenty at once with the same key, also with wheelchair places', async () => {
  const event = await publish([{ label: '1', seats: 6, accessible: [3] }]);
  const wish = { section: 'A', quantity: 2, accessible: 1 };
  const replies = await Promise.all(
    Array.from({ length: 20 }, () =>
      system.ask('POST', `/v1/events/${event}/orders`, { token: ben.token, key: 'the-same', body: wish }),
    ),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(new Set(replies.map(({ status }) => status)).difference(new Set([200, 201]))).toEqual(new Set());
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
});

test('409 limit_exceeded by order and by buyer, as with named seats', async () => {
  const event = await publish(TWO_ROWS, { limitPerOrder: 3, limitPerBuyer: 4 });
  expect(await hold(event, { section: 'A', quantity: 4 })).toMatchObject({ code: 'limit_exceeded', reason: 'limit' });
  expect(await hold(event, { section: 'A', quantity: 3 })).toMatchObject({ seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
  expect(await hold(event, { section: 'A', quantity: 2 })).toMatchObject({ code: 'limit_exceeded', reason: 'limit' });
  const order = (key: string, quantity: number) =>
    system.ask('POST', `/v1/events/${event}/orders`, { token: ada.token, key, body: { section: 'A', quantity } });
  expect((await order('first', 3)).status).toBe(201);
  expect((await order('second', 2)).body).toMatchObject({ code: 'limit_exceeded', reason: 'limit' });
  expect((await order('third', 1)).status).toBe(201);
});

test('422 for more wheelchair places than seats, and for attributes that a row cannot have', async () => {
  const event = await publish(TWO_ROWS);
  expect(await hold(event, { section: 'A', quantity: 1, accessible: 2 })).toMatchObject({
    status: 422,
    code: 'invalid',
  });
  await expect(publish([{ label: '1', seats: 4, accessible: [5] }])).rejects.toThrow(/sections.0.rows.0.accessible/);
});

test('after a flush of Redis the best seats are those that are not sold', async () => {
  const event = await publish(TWO_ROWS);
  const order = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ben.token,
    key: 'k',
    body: { section: 'A', quantity: 2 },
  });
  expect(order.body.items.map(({ seat }: { seat: string }) => seat)).toEqual(['A-1-3', 'A-1-4']);
  await system.redis.flushdb();
  expect(await best(event, 2)).toEqual(['A-1-1', 'A-1-2']);
});
