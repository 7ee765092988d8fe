/** What is somebody else's: every route with every method, asked with another's ids as with ids that nothing has. Nothing is told, nothing done. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routeTables } from '../../../scripts/manifests/route-tables.ts';
import { eventBody, publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { newId, slotOf } from '../ids.ts';

/** Of these paths, what belongs to one person. */
const PRIVATE = /\{(?:userId|holdId|orderId|blockId)\}/;
const all = routeTables.flatMap((table) => table.routes);
const ofSomebody = all.filter(({ path, access }) => PRIVATE.test(path) && access === 'user');
const ofEvents = all.filter(({ path }) => path.includes('{eventId}') && !PRIVATE.test(path));

type Ids = Record<string, string>;

let system: TestSystem;
let ada: Person;
let cem: Person;
let theirs: Ids;
let nobodys: Ids;
let draft: string;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, cem] = await Promise.all([system.user('Ada'), system.user('Cem')]);
  const event = await publishEvent(system, ada);
  const make = async (path: string, body: unknown): Promise<string> =>
    (await system.ask('POST', path, { token: ada.token, ...(path !== '/v1/events' && { key: path }), body })).body
      .id as string;
  theirs = {
    eventId: event,
    userId: ada.id,
    holdId: await make(`/v1/events/${event}/holds`, { seats: ['A-1-1', 'A-1-2'] }),
    orderId: await make(`/v1/events/${event}/orders`, { seats: ['A-1-3', 'A-1-4'] }),
    blockId: await make(`/v1/events/${event}/blocks`, { seats: ['A-2-1', 'A-2-2'] }),
  };
  const slot = slotOf(event);
  nobodys = {
    eventId: event,
    userId: newId('usr', slotOf(ada.id)),
    holdId: newId('hld', slot),
    orderId: newId('ord', slot),
    blockId: newId('blk', slot),
  };
  draft = await make('/v1/events', eventBody({ status: 'draft' }));
});
afterAll(() => system.close());

const BODIES: Record<string, unknown> = {
  changeAccount: { name: 'Mine' },
  closeAccount: { currentPassword: 'correct horse battery' },
  changeEvent: { title: 'Mine' },
  holdSeats: { seats: ['A-1-9'] },
  placeOrder: { seats: ['A-1-9'] },
  blockSeats: { seats: ['A-1-9'] },
  putEvent: eventBody(),
};

type Route = (typeof all)[number];

async function ask(route: Route, ids: Ids, who: Person | undefined, headers: Record<string, string> = {}) {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
  const body = BODIES[route.name];
  const key = route.idempotent ? { key: `${route.name}-stranger` } : {};
  const sent = { headers, ...key, ...(body !== undefined && { body }), ...(who && { token: who.token }) };
  return system.ask(route.method, path, sent);
}

/** Without what names the request. */
const told = ({ status, body }: Reply) => {
  const { traceId: _, ...rest } = (body ?? {}) as Record<string, unknown>;
  return [status, JSON.stringify(rest).replaceAll(/\b[a-z]{3}_[0-9a-f]{3}_[0-9A-Z]{26}\b/g, '<id>')];
};

/** What its owner sees of it all. */
async function seen() {
  const read = async (path: string) => told(await system.ask('GET', path, { token: ada.token }));
  const event = `/v1/events/${theirs['eventId']}`;
  const account = `/v1/users/${ada.id}`;
  const paths = [event, `${event}/holds`, `${event}/holds/${theirs['holdId']}`, `${event}/orders/${theirs['orderId']}`];
  return Promise.all([...paths, `${event}/blocks/${theirs['blockId']}`, account, `/v1/events/${draft}`].map(read));
}

test('404 or 403, and the same as for what is not there; all stays as it was', async () => {
  expect(ofSomebody.length).toBeGreaterThan(15);
  const before = await seen();
  expect(before.map(([status]) => status)).toEqual(before.map(() => 200));
  for (const route of ofSomebody) {
    for (const headers of [{}, { 'if-match': '*' }]) {
      const [other, none] = [await ask(route, theirs, cem, headers), await ask(route, nobodys, cem, headers)];
      expect([route.name, ...told(other)]).toEqual([route.name, ...told(none)]);
      // Of what is not there no condition holds.
      const refusals = 'if-match' in headers ? [403, 404, 412] : [403, 404];
      expect([route.name, refusals.includes(other.status)]).toEqual([route.name, true]);
    }
    expect([route.name, (await ask(route, theirs, undefined)).status]).toEqual([route.name, 401]);
  }
  expect(await seen()).toEqual(before);
});

test('404 event_not_found of another’s draft, by every route of events but the one that makes it', async () => {
  const nowhere = newId('evt', slotOf(draft));
  const before = await seen();
  for (const route of ofEvents.filter(({ name }) => name !== 'putEvent')) {
    const [other, none] = await Promise.all(
      [{ eventId: draft }, { eventId: nowhere }].map((ids) => ask(route, ids, cem)),
    );
    expect([route.name, ...told(other as Reply)]).toEqual([route.name, ...told(none as Reply)]);
    expect([route.name, other?.status, other?.body.code]).toEqual([route.name, 404, 'event_not_found']);
  }
  expect(await seen()).toEqual(before);
});

test('204 for a hold of one’s own that is given back, again and again; 404 for another’s, alive or gone', async () => {
  const event = `/v1/events/${theirs['eventId']}`;
  const hold = await system.ask('POST', `${event}/holds`, { token: cem.token, body: { seats: ['A-1-7'] } });
  const path = `${event}/holds/${hold.body.id}`;
  const release = (who: Person) => system.ask('DELETE', path, { token: who.token });
  const refused = { status: 404, body: { code: 'hold_not_found' } };
  expect(await release(ada)).toMatchObject(refused);
  expect((await system.ask('GET', path, { token: cem.token })).status).toBe(200);
  expect((await release(cem)).status).toBe(204);
  expect((await release(cem)).status).toBe(204);
  expect(await release(ada)).toMatchObject(refused);
  // Also with nothing left of any hold.
  await system.redis.flushall();
  expect((await release(cem)).status).toBe(204);
  expect(await release(ada)).toMatchObject(refused);
});
