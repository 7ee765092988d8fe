import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;

const hold = (who: Person, body: unknown) =>
  system.ask('POST', `/v1/events/${event}/holds`, { token: who.token, body });

beforeAll(async () => {
  system = await startTestSystem({ env: { '*': { HOLD_SECONDS: '3', HOLD_MAX_SECONDS: '33' } } });
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  event = await publishEvent(system, ada);
  // From here on the function is up: what expires does so while the test looks, not while a process starts.
  await hold(ada, { seats: ['GA-30'] });
});
afterAll(() => system.close());

test('a hold that has expired frees its seats by itself', async () => {
  const { body } = await hold(ada, { seats: ['A-1-10'] });
  await system.until('the seat can be held again', async () => (await hold(ben, { seats: ['A-1-10'] })).status === 201);
  expect((await system.ask('GET', `/v1/events/${event}/holds/${body.id}`, { token: ada.token })).body.code).toBe(
    'hold_not_found',
  );
});

test('a released or expired hold never frees the seat of a newer owner', async () => {
  const { body: first } = await hold(ada, { seats: ['A-2-10'] });
  await system.until('the seat can be held again', async () => (await hold(ben, { seats: ['A-2-10'] })).status === 201);
  expect((await system.ask('DELETE', `/v1/events/${event}/holds/${first.id}`, { token: ada.token })).status).toBe(204);
  expect((await hold(ada, { seats: ['A-2-10'] })).body.code).toBe('seats_unavailable');
});

test('extending begins the time anew, until it was done ten times', async () => {
  const { body } = await hold(ada, { seats: ['A-2-1'] });
  const extended = await system.ask('PATCH', `/v1/events/${event}/holds/${body.id}`, { token: ada.token });
  expect(extended.status).toBe(200);
  expect(Date.parse(extended.body.expiresAt)).toBeGreaterThan(Date.parse(body.expiresAt));
  const refused = await system.until('it is refused', async () => {
    const reply = await system.ask('PATCH', `/v1/events/${event}/holds/${body.id}`, { token: ada.token });
    return reply.status !== 200 && reply;
  });
  expect(refused.body).toMatchObject({ code: 'limit_exceeded', reason: 'limit' });
});

test('409 hold_expired to order from a hold that has expired, and its seats can be sold to somebody else', async () => {
  const { body } = await hold(ada, { seats: ['GA-1'] });
  await system.until(
    'the hold is gone',
    async () => (await system.ask('GET', `/v1/events/${event}/holds/${body.id}`, { token: ada.token })).status === 404,
  );
  const late = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ada.token,
    key: 'late',
    body: { holdId: body.id },
  });
  expect(late.body).toMatchObject({ status: 409, code: 'hold_expired', reason: 'expired' });
  const order = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ben.token,
    key: 'other',
    body: { seats: ['GA-1'] },
  });
  expect(order.status).toBe(201);
});

test('abandoned best available seats come back by themselves, and nobody is refused while that is due', async () => {
  const rows = [{ label: '1', seats: 6 }];
  const id = await publishEvent(system, ada, {
    chart: { sections: [{ id: 'B', name: 'Box', kind: 'seated', priceCategory: 'P1', rows }] },
  });
  const best = (who: Person, quantity: number) =>
    system.ask('POST', `/v1/events/${id}/holds`, { token: who.token, body: { section: 'B', quantity } });
  expect((await best(ada, 4)).body.seats).toEqual(['B-1-1', 'B-1-2', 'B-1-3', 'B-1-4']);
  expect((await best(ben, 3)).body.code).toBe('capacity_exceeded');
  const again = await system.until('they are back', async () => {
    const reply = await best(ben, 6);
    return reply.status === 201 && reply.body;
  });
  expect(again.seats).toHaveLength(6);
  await system.ask('DELETE', `/v1/events/${id}/holds/${again.id}`, { token: ben.token });
  expect((await best(ada, 6)).status).toBe(201);
});
