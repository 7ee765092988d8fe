/** The end of a sale and the holds that it cuts, wherever they are shown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const closeAt = async (event: string, offSaleAt: string | null) => {
  const reply = await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { offSaleAt } });
  expect([reply.status, reply.body.offSaleAt]).toEqual([200, offSaleAt]);
};
const ask = (
  method: string,
  path: string,
  body?: unknown,
  more: { key?: string; headers?: Record<string, string> } = {},
) => system.ask(method, `/v1/events/${path}`, { token: ben.token, ...(body === undefined ? {} : { body }), ...more });
const holdOf = (event: string, seats: string[], key?: string) =>
  ask('POST', `${event}/holds`, { seats }, key === undefined ? {} : { key });
const orderOf = (event: string, holdId: string, key = 'k') => ask('POST', `${event}/orders`, { holdId }, { key });

test('a hold ends with a sale that is to end sooner, wherever it is shown, and its tag says so', async () => {
  const event = await publishEvent(system, ada);
  const { body: held } = await holdOf(event, ['A-1-1', 'A-1-2'], 'same');
  const { body: other } = await holdOf(event, ['A-1-3']);
  const path = `${event}/holds/${held.id}`;
  const offSaleAt = inMs(120_000);
  expect(Date.parse(held.expiresAt)).toBeGreaterThan(Date.parse(offSaleAt));
  await closeAt(event, offSaleAt);
  const shown = await ask('GET', path);
  expect(shown.body).toEqual({ ...held, expiresAt: offSaleAt });
  expect((await ask('GET', `${event}/holds`)).body.items).toMatchObject([
    { id: held.id, expiresAt: offSaleAt },
    { id: other.id, expiresAt: offSaleAt },
  ]);
  for (const again of [await holdOf(event, ['A-1-2', 'A-1-1']), await holdOf(event, ['A-1-1', 'A-1-2'], 'same')])
    expect([again.status, again.body]).toEqual([200, shown.body]);
  expect((await ask('PATCH', path)).body.expiresAt).toBe(offSaleAt);
  const tag = (await ask('GET', path)).headers.get('etag') ?? '';
  expect((await ask('DELETE', path, undefined, { headers: { 'if-match': tag } })).status).toBe(204);
  expect((await orderOf(event, other.id)).status).toBe(201);
});

test('asked for again before anybody looks, it is told as it is by now', async () => {
  const event = await publishEvent(system, ada);
  await holdOf(event, ['A-1-1']);
  const offSaleAt = inMs(120_000);
  await closeAt(event, offSaleAt);
  const again = await holdOf(event, ['A-1-1']);
  expect([again.status, again.body.expiresAt]).toEqual([200, offSaleAt]);
});

test('with the sale over there is no hold to be seen, and all that would sell is 409 sale_ended', async () => {
  const event = await publishEvent(system, ada);
  const { body: held } = await holdOf(event, ['A-1-1']);
  await closeAt(event, inMs(0));
  expect((await ask('GET', `${event}/holds/${held.id}`)).body.code).toBe('hold_not_found');
  expect((await ask('GET', `${event}/holds`)).body).toEqual({ items: [] });
  const ended = { status: 409, code: 'sale_ended', reason: 'sale_ended', seats: [] };
  expect((await orderOf(event, held.id)).body).toMatchObject(ended);
  expect((await ask('POST', `${event}/orders`, { seats: ['A-1-1'] }, { key: 'named' })).body).toMatchObject(ended);
  expect((await holdOf(event, ['A-1-1'])).body).toMatchObject(ended);
  expect((await ask('PATCH', `${event}/holds/${held.id}`)).body).toMatchObject(ended);
  expect((await system.ask('GET', `/v1/events/${event}/availability`)).body.counts.held).toBe(0);
  expect((await ask('DELETE', `${event}/holds/${held.id}`)).status).toBe(204);
});

test('409 sale_ended for an order from a hold that the end of the sale has cut', async () => {
  const event = await publishEvent(system, ada);
  const { body: held } = await holdOf(event, ['A-1-1']);
  await closeAt(event, inMs(1_500));
  await system.until('it has expired', async () => (await ask('GET', `${event}/holds/${held.id}`)).status === 404);
  await system.until('the sale is over', async () => (await holdOf(event, ['A-1-2'])).body.code === 'sale_ended');
  expect((await orderOf(event, held.id)).body).toMatchObject({ status: 409, code: 'sale_ended', reason: 'sale_ended' });
});

test('a sale that goes on after all takes nothing from a hold: it can be extended', async () => {
  const event = await publishEvent(system, ada);
  const { body: held } = await holdOf(event, ['A-1-1']);
  const path = `${event}/holds/${held.id}`;
  const offSaleAt = inMs(120_000);
  await closeAt(event, offSaleAt);
  expect((await ask('GET', path)).body.expiresAt).toBe(offSaleAt);
  await closeAt(event, null);
  expect((await ask('GET', path)).body.expiresAt).toBe(offSaleAt);
  expect(Date.parse((await ask('PATCH', path)).body.expiresAt)).toBeGreaterThan(Date.parse(offSaleAt));
});

test('no new hold outlasts the sale by a moment, by whatever clock', async () => {
  const event = await publishEvent(system, ada);
  const offSaleAt = inMs(60_000);
  await closeAt(event, offSaleAt);
  for (let seat = 1; seat <= 8; seat++) expect((await holdOf(event, [`A-1-${seat}`])).body.expiresAt).toBe(offSaleAt);
});
