/** Single seats of a hold are given back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;
let keys = 0;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());

const hold = async (body: object, who = ada) => {
  event = await publishEvent(system, ada);
  return (await system.ask('POST', `/v1/events/${event}/holds`, { token: who.token, body })).body;
};
const path = (id: string) => `/v1/events/${event}/holds/${id}`;
const letGo = (id: string, seats: unknown, who = ada, headers: Record<string, string> = {}) =>
  system.ask('PATCH', path(id), { token: who.token, body: { release: seats }, headers });
const read = (id: string, who = ada) => system.ask('GET', path(id), { token: who.token });
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;
const order = (body: object, who = ada) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: who.token, key: `key-${keys++}`, body });

describe('200 what is left of the hold', () => {
  test('has its price and its end; what was given back is free for others at once', async () => {
    const held = await hold({ seats: ['A-1-1', 'A-1-2', 'GA-7'] });
    const { free } = await counts();
    const left = await letGo(held.id, ['A-1-2']);
    expect(left.status).toBe(200);
    expect(left.body).toEqual({ ...held, seats: ['A-1-1', 'GA-7'], totalCents: 7_000 });
    expect((await read(held.id)).body).toEqual(left.body);
    expect(await counts()).toMatchObject({ free: free + 1, held: 2 });
    const other = await system.ask('POST', `/v1/events/${event}/holds`, {
      token: ben.token,
      body: { seats: ['A-1-2'] },
    });
    expect(other.status).toBe(201);
    const sold = await order({ holdId: held.id, expectedTotalCents: 7_000 });
    expect(sold.body).toMatchObject({ totalCents: 7_000, items: [{ seat: 'A-1-1' }, { seat: 'GA-7' }] });
    await untilSold(system, event, 2);
    expect((await read(other.body.id, ben)).status, 'the seat is its next holder’s').toBe(200);
  });

  test('is the same when it is asked for again, and when other seats are named', async () => {
    const held = await hold({ section: 'GA', quantity: 3 });
    const [first, ...rest] = held.seats as string[];
    const once = await letGo(held.id, [first]);
    const again = await letGo(held.id, [first, 'A-1-1']);
    expect([once.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(once.body);
    expect(again.body.seats).toEqual(rest);
  });

  test('says that it is over when nothing is left, and then there is none', async () => {
    const held = await hold({ seats: ['A-1-1', 'A-1-2'] });
    const over = await letGo(held.id, ['A-1-2', 'A-1-1']);
    expect([over.status, over.body.status, over.body.seats]).toEqual([200, 'released', ['A-1-1', 'A-1-2']]);
    expect(over.headers.get('etag')).toBeNull();
    expect((await read(held.id)).body.code).toBe('hold_not_found');
    expect(Date.parse(over.body.expiresAt)).toBeLessThanOrEqual(Date.now());
    expect((await counts()).held).toBe(0);
    // Who did not get the answer asks again.
    const other = await system.ask('POST', `/v1/events/${event}/holds`, {
      token: ben.token,
      body: { seats: ['A-1-1'] },
    });
    for (const seats of [['A-1-2', 'A-1-1'], ['A-1-1']]) {
      const again = await letGo(held.id, seats);
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([200, over.body, null]);
    }
    expect((await letGo(held.id, ['A-1-1'], ben)).body.code).toBe('hold_not_found');
    expect((await letGo(held.id, ['A-1-1'], ada, { 'if-match': '*' })).body.code).toBe('precondition_failed');
    expect((await read(other.body.id, ben)).status).toBe(200);
  });

  test('is what its buyer may hold less by: as many again may be held', async () => {
    const held = await hold({ section: 'GA', quantity: 10 });
    const second = { token: ada.token, body: { section: 'GA', quantity: 10 } };
    expect((await system.ask('POST', `/v1/events/${event}/holds`, second)).status).toBe(201);
    const further = { token: ada.token, body: { section: 'GA', quantity: 2 } };
    expect((await system.ask('POST', `/v1/events/${event}/holds`, further)).body.code).toBe('limit_exceeded');
    expect((await letGo(held.id, held.seats.slice(0, 2))).status).toBe(200);
    expect((await system.ask('POST', `/v1/events/${event}/holds`, further)).status).toBe(201);
  });

  test('is found by the Idempotency-Key that it was made with', async () => {
    event = await publishEvent(system, ada);
    const ask = { token: ada.token, key: 'once', body: { section: 'A', quantity: 3 } };
    const held = (await system.ask('POST', `/v1/events/${event}/holds`, ask)).body;
    const left = await letGo(held.id, held.seats.slice(2));
    const again = await system.ask('POST', `/v1/events/${event}/holds`, ask);
    expect([again.status, again.body]).toEqual([200, left.body]);
  });
});

test('412 precondition_failed when seats were given back since; nothing is given back', async () => {
  const held = await hold({ seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
  const tag = (await read(held.id)).headers.get('etag') ?? '';
  const first = await letGo(held.id, ['A-1-1'], ada, { 'if-match': tag });
  expect([first.status, first.headers.get('etag')]).toEqual([200, expect.not.stringMatching(tag)]);
  const second = await letGo(held.id, ['A-1-2'], ada, { 'if-match': tag });
  expect([second.status, second.body.code]).toEqual([412, 'precondition_failed']);
  expect((await read(held.id)).body.seats).toEqual(['A-1-2', 'A-1-3']);
});

test('404 hold_not_found for another’s hold, which stays as it is', async () => {
  const held = await hold({ seats: ['A-1-1', 'A-1-2'] });
  expect((await letGo(held.id, ['A-1-1'], ben)).body.code).toBe('hold_not_found');
  expect((await read(held.id)).body.seats).toEqual(['A-1-1', 'A-1-2']);
});

test('422 for seats that the chart has not, for none, and for one named twice', async () => {
  const held = await hold({ seats: ['A-1-1'] });
  const unknown = await letGo(held.id, ['A-1-1', 'Z-9-9']);
  expect([unknown.status, unknown.body.code, unknown.body.seats]).toEqual([422, 'seats_unknown', ['Z-9-9']]);
  expect(unknown.body.errors).toEqual([{ path: 'release', message: expect.any(String) }]);
  for (const seats of [[], ['A-1-1', 'A-1-1'], 'A-1-1'])
    expect((await letGo(held.id, seats)).body.code, JSON.stringify(seats)).toBe('invalid');
  expect((await read(held.id)).body.seats).toEqual(['A-1-1']);
});

test('a PATCH without `release` extends the hold, as one without a body does', async () => {
  const held = await hold({ seats: ['A-1-1'] });
  const bare = await system.ask('PATCH', path(held.id), { token: ada.token });
  const empty = await system.ask('PATCH', path(held.id), { token: ada.token, body: {} });
  expect([bare.status, empty.status]).toEqual([200, 200]);
  expect(Date.parse(empty.body.expiresAt)).toBeGreaterThanOrEqual(Date.parse(held.expiresAt));
});
