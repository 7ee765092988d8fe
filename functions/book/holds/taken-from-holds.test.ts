/** Seats that an organizer blocks while they are on hold (`takeHeld`): the hold has them no more, wherever it is shown. */
import { beforeEach, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

let event: string;
let keys = 0;
beforeEach(async () => {
  event = await publishEvent(system, ada);
});

const ask = (method: string, path: string, body?: unknown, key?: string) =>
  system.ask(method, `/v1/events/${event}/${path}`, {
    token: ben.token,
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
const block = async (...seats: string[]) => {
  const body = { seats, takeHeld: true };
  const reply = await system.ask('POST', `/v1/events/${event}/blocks`, { token: ada.token, key: `b${keys++}`, body });
  expect(reply.status).toBe(201);
};
const order = (body: unknown) => ask('POST', 'orders', body, `o${keys++}`);
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;
const three = { seats: ['A-1-1', 'A-1-2', 'GA-7'] };

test('some of them: GET, list, PATCH and a repeat tell those that are left, at what they cost; the tag is another', async () => {
  const held = await ask('POST', 'holds', three, 'k');
  expect(held.body).toMatchObject({ seats: three.seats, totalCents: 12_000 });
  await block('A-1-2');
  const left = { ...held.body, seats: ['A-1-1', 'GA-7'], totalCents: 7_000 };
  const shown = await ask('GET', `holds/${held.body.id}`);
  expect(shown.body).toEqual(left);
  expect(shown.headers.get('etag')).not.toBe(held.headers.get('etag'));
  expect((await ask('GET', 'holds')).body.items).toEqual([left]);
  const repeated = await ask('POST', 'holds', three, 'k');
  expect([repeated.status, repeated.body]).toEqual([200, left]);
  const again = await ask('POST', 'holds', { seats: ['GA-7', 'A-1-1'] });
  expect([again.status, again.body]).toEqual([200, left]);
  const refused = { code: 'seats_unavailable', seats: ['A-1-2'], holdIds: [held.body.id] };
  expect((await ask('POST', 'holds', three)).body).toMatchObject(refused);
  const extended = await ask('PATCH', `holds/${held.body.id}`);
  expect(extended.body).toMatchObject({ seats: left.seats, totalCents: 7_000 });
  expect(await counts()).toMatchObject({ held: 2, sold: 1 });
  expect((await ask('DELETE', `holds/${held.body.id}`)).status).toBe(204);
  expect(await counts()).toMatchObject({ held: 0, sold: 1 });
});

test('409 seats_unavailable names what the hold has lost; what is left is ordered by what it costs, or by name', async () => {
  const { body: held } = await ask('POST', 'holds', three);
  await block('A-1-2');
  const refused = { status: 409, code: 'seats_unavailable', seats: ['A-1-2'] };
  for (const body of [{ holdId: held.id }, { holdId: held.id }])
    expect((await order(body)).body).toMatchObject(refused);
  expect((await order({ holdId: held.id, expectedTotalCents: 12_000 })).body.code).toBe('terms_changed');
  const placed = await order({ holdId: held.id, expectedTotalCents: 7_000 });
  expect([placed.status, placed.body.totalCents]).toEqual([201, 7_000]);

  const { body: other } = await ask('POST', 'holds', { seats: ['A-1-3', 'A-1-4'] });
  await block('A-1-4');
  expect((await order({ holdId: other.id })).body).toMatchObject({ ...refused, seats: ['A-1-4'] });
  expect((await order({ seats: ['A-1-3'] })).status).toBe(201);
  await expect.poll(async () => (await ask('GET', 'holds')).body.items).toEqual([]);
});

test('all of them: there is no hold any more, nobody is counted as having it, and it is not as if he had given it back', async () => {
  const { body: held } = await ask('POST', 'holds', three);
  await block('A-1-1');
  await block('A-1-2', 'GA-7');
  expect((await ask('GET', `holds/${held.id}`)).body.code).toBe('hold_not_found');
  expect((await ask('PATCH', `holds/${held.id}`)).body.code).toBe('hold_not_found');
  expect((await ask('GET', 'holds')).body.items).toEqual([]);
  expect((await order({ holdId: held.id })).body.code).toBe('hold_expired');
  expect((await ask('POST', 'holds', three)).body).toMatchObject({ code: 'seats_unavailable', seats: three.seats });
  expect(await counts()).toMatchObject({ held: 0, sold: 3 });
  for (const part of ['buyers', 'networks', 'strikes', 'holds', 'expiry'])
    expect(await system.redis.exists(`{${event}}:${part}`), part).toBe(0);
});
