/** GET …/orders/{orderId}: an order that was acknowledged is there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, slotOf } from '../../shared/ids.ts';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let olga: Person;
let ada: Person;
let ben: Person;
let event: string;

const order = (who: Person, key: string, body: unknown) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: who.token, key, body });
const show = (who: Person, path: string, headers = {}) => system.ask('GET', path, { token: who.token, headers });
const pathOf = (orderId: string, eventId = event) => `/v1/events/${eventId}/orders/${orderId}`;

beforeAll(async () => {
  system = await startTestSystem();
  [olga, ada, ben] = await Promise.all([system.user('Olga'), system.user('Ada'), system.user('Ben')]);
  event = await publishEvent(system, olga);
});
afterAll(() => system.close());

test('200 at once after each 201, where its Location says, for the buyer and the organizer', async () => {
  const orders = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const placed = await order(ada, `at-once-${index}`, { section: 'GA', quantity: 1 });
      expect([placed.status, placed.headers.get('location')]).toEqual([201, pathOf(placed.body.id)]);
      const shown = await show(ada, placed.headers.get('location') ?? '');
      return { placed, shown };
    }),
  );
  for (const { placed, shown } of orders) {
    expect([shown.status, shown.body]).toEqual([200, placed.body]);
    expect(shown.headers.get('etag')).toBe(placed.headers.get('etag'));
  }
  const [{ placed }] = orders as [(typeof orders)[number]];
  const buyer = { id: ada.id, name: ada.name, email: ada.email };
  expect((await show(olga, pathOf(placed.body.id))).body).toEqual({ ...placed.body, buyer });
});

test('also without Redis’ memory, and a hold says where it is', async () => {
  const held = await system.ask('POST', `/v1/events/${event}/holds`, {
    token: ada.token,
    body: { seats: ['A-1-1'] },
  });
  const place = `/v1/events/${event}/holds/${held.body.id}`;
  expect([held.status, held.headers.get('location')]).toEqual([201, place]);
  expect((await show(ada, place)).body).toEqual(held.body);
  const placed = await order(ada, 'held', { holdId: held.body.id });
  await system.redis.flushdb();
  expect((await show(ada, pathOf(placed.body.id))).body).toEqual(placed.body);
});

test('304 to who knows it, 200 once it was cancelled', async () => {
  const placed = await order(ada, 'known', { section: 'GA', quantity: 2 });
  const known = { 'if-none-match': placed.headers.get('etag') ?? '' };
  expect((await show(ada, pathOf(placed.body.id), known)).status).toBe(304);
  await system.ask('POST', `${pathOf(placed.body.id)}/cancel`, { token: ada.token });
  const shown = await show(ada, pathOf(placed.body.id), known);
  expect([shown.status, shown.body.status]).toEqual([200, 'cancelled']);
});

test('404 order_not_found for anybody else, as for one that never was; 404 event_not_found without an event', async () => {
  const { body: placed } = await order(ada, 'hers', { section: 'GA', quantity: 1 });
  const never = await show(ben, pathOf(newId('ord', slotOf(event))));
  expect(never.body).toMatchObject({ status: 404, code: 'order_not_found' });
  const hers = await show(ben, pathOf(placed.id));
  expect({ ...hers.body, instance: undefined, traceId: undefined }).toEqual({
    ...never.body,
    instance: undefined,
    traceId: undefined,
  });
  // Of another event on the same shard, even of the same organizer, and of none.
  const other = await publishEvent(system, ben);
  expect((await show(ben, pathOf(placed.id, other))).body.code).toBe('order_not_found');
  const nowhere = newId('evt', slotOf(event));
  expect((await show(ben, pathOf(placed.id, nowhere))).body.code).toBe('event_not_found');
  const path = pathOf(placed.id);
  expect((await system.ask('GET', path)).body).toMatchObject({ status: 401, code: 'token_missing' });
  const wrong = shardOf(event) === 'e0' ? 'book-e1' : 'book-e0';
  expect((await system.inside(wrong, 'GET', path, { token: ada.token })).body.code).toBe('misdirected');
});
