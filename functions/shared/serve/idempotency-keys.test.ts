/** Where an Idempotency-Key is taken, and where it is refused: never passed over where a repeat could do something more. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routeTables } from '../../../scripts/manifests/route-tables.ts';
import { eventBody, publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { chosenEventId } from '../event/chosen-id.ts';
import { newId, slotOf } from '../ids.ts';

const all = routeTables.flatMap((table) => table.routes);
const refusing = all.filter(({ method, idempotent }) => !idempotent && (method === 'POST' || method === 'PATCH'));
const others = all.filter((route) => !refusing.includes(route));

let system: TestSystem;
let ada: Person;
let ben: Person;
let ids: Record<string, string>;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  const eventId = await publishEvent(system, ada);
  const slot = slotOf(eventId);
  ids = {
    eventId,
    userId: ada.id,
    holdId: newId('hld', slot),
    orderId: newId('ord', slot),
    blockId: newId('blk', slot),
    messageType: 'order.confirmed.v1',
  };
});
afterAll(() => system.close());

const BODIES: Record<string, unknown> = {
  changeEvent: { title: 'Another' },
  logIn: { email: 'ada@example.com', password: 'correct horse battery' },
  registerUser: { email: 'new@example.com', password: 'correct horse battery', name: 'New' },
};

const ask = ({ path, method, name }: (typeof all)[number], key?: string, who = ada) =>
  system.ask(
    method,
    path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => ids[parameter] ?? parameter),
    {
      token: who.token,
      ...(BODIES[name] !== undefined && { body: BODIES[name] }),
      ...(key !== undefined && { key }),
    },
  );

test.each(refusing)('400 idempotency_key_unsupported: $name', async (route) => {
  for (const key of ['k', '"k"'])
    expect((await ask(route, key)).body).toMatchObject({ status: 400, code: 'idempotency_key_unsupported' });
  for (const key of ['a b', '', '""']) expect((await ask(route, key)).body.code).toBe('malformed_request');
  // By somebody who cannot do it to what is Ada’s.
  expect((await ask(route, undefined, ben)).body?.code).not.toBe('idempotency_key_unsupported');
});

test('nothing is made under a key that is refused', async () => {
  const { body } = await system.ask('GET', `/v1/events/${ids['eventId']}`);
  expect([body.version, body.status]).toEqual([1, 'published']);
});

test('what makes or sells takes one, and what is idempotent by its method passes over it', async () => {
  expect(
    all
      .filter(({ idempotent }) => idempotent)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['blockSeats', 'holdSeats', 'placeOrder', 'publishEvent']);
  expect(others.filter(({ method }) => method === 'POST').every(({ idempotent }) => idempotent)).toBe(true);
  const path = `/v1/events/${chosenEventId(ada.id, 'keyed')}`;
  const put = () => system.ask('PUT', path, { token: ada.token, key: 'k', body: eventBody() });
  expect([(await put()).status, (await put()).status]).toEqual([201, 200]);
  expect((await system.ask('GET', path, { key: 'k' })).status).toBe(200);
});
