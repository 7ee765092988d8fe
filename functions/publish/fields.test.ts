/** What an event may say beyond what it must: kept, shown, told, changed and taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventSpy, openEventSpy } from '../../scripts/testing/event-spy.ts';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

let system: TestSystem;
let ada: Person;
let spy: EventSpy;

beforeAll(async () => {
  spy = await openEventSpy('event.published.v1');
  system = await startTestSystem({ patch: spy.patch });
  ada = await system.user('Ada');
});
afterAll(async () => {
  await system.close();
  await spy.close();
});

const publish = (body: unknown) => system.ask('POST', '/v1/events', { token: ada.token, body });
const change = (id: string, body: unknown) => system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body });
const read = async (id: string) => (await system.ask('GET', `/v1/events/${id}`)).body;

const venue = {
  name: 'Old Hall',
  city: 'Lisbon',
  country: 'Portugal',
  timeZone: 'Europe/Lisbon',
  address: 'Rua das Flores 12, 1200-195',
  url: 'https://hall.example/',
};
const said = {
  doorsAt: '2031-05-14T17:30:00.000Z',
  onSaleAt: '2031-01-01T10:00:00.000Z',
  offSaleAt: '2031-05-14T16:00:00.000Z',
  limitPerOrder: 50,
  cancelUntil: '2031-05-01T00:00:00.000Z',
  venue,
  url: 'https://quartets.example/2031?n=4#tickets',
  imageUrl: 'https://quartets.example/2031.jpg',
};

test('201 all of it is kept and shown, told to others, and browsed by', async () => {
  const { status, body } = await publish(eventBody({ ...said, title: 'Xylographic evening' }));
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body).toMatchObject(said);
  expect(await read(body.id)).toEqual(body);
  const { limitPerOrder, cancelUntil, ...told } = said;
  expect([limitPerOrder, cancelUntil]).not.toContain(undefined);
  await system.until('it is told', async () => spy.heard(body.id).length > 0);
  expect(spy.heard(body.id)[0]?.data).toMatchObject(told);
  const listing = await system.until('it is listed', async () => {
    const found = await system.ask('GET', '/v1/events?q=xylographic');
    return found.body.items[0];
  });
  expect(listing).toMatchObject({ ...told, city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' });
});

test('what is not said is nothing, and takes the usual ten', async () => {
  const body = await read(await publishEvent(system, ada));
  expect(body).toMatchObject({ doorsAt: null, onSaleAt: null, offSaleAt: null, url: null, imageUrl: null });
  expect(body.limitPerOrder).toBe(10);
  expect(Object.keys(body)).not.toContain('cancelUntil');
  expect(Object.keys(body.venue)).toEqual(['name', 'city', 'country', 'timeZone']);
});

test('200 each can be said later, and taken back; nothing for a buyer not to cancel', async () => {
  const id = await publishEvent(system, ada);
  expect((await change(id, said)).body).toMatchObject({ ...said, version: 2 });
  expect((await change(id, said)).body.version).toBe(2);
  const nothing = { doorsAt: null, offSaleAt: null, url: null, imageUrl: null };
  const { address: _, url: __, ...place } = venue;
  const { body } = await change(id, { ...nothing, cancelUntil: null, venue: place });
  expect(body).toMatchObject({ ...nothing, cancelUntil: null, version: 3 });
  expect(body.venue).toEqual(place);
  expect(await read(id)).toEqual(body);
  expect((await change(id, { cancelUntil: null })).body.version).toBe(3);
  const back = await change(id, { cancelUntil: 'endsAt' });
  expect([back.status, back.body.version, Object.keys(back.body).includes('cancelUntil')]).toEqual([200, 4, false]);
  expect(await read(id)).toEqual(back.body);
  expect((await change(id, { cancelUntil: 'endsAt' })).body.version).toBe(4);
});

test('null is as if it were left out, from the beginning and later', async () => {
  const nothing = {
    description: null,
    doorsAt: null,
    onSaleAt: null,
    offSaleAt: null,
    limitPerOrder: null,
    limitPerBuyer: null,
    minAccountAgeMinutes: null,
    url: null,
    imageUrl: null,
  };
  const { address: _, url: __, ...place } = venue;
  const bare = await publish(
    eventBody({ ...nothing, cancelUntil: 'endsAt', venue: { ...place, address: null, url: null } }),
  );
  expect(bare.status, JSON.stringify(bare.body)).toBe(201);
  expect(bare.body).toMatchObject({ ...nothing, description: '', limitPerOrder: 10, venue: place });
  expect(Object.keys(bare.body)).not.toContain('cancelUntil');
  const { id } = bare.body;
  const full = { ...said, description: 'Four hands', limitPerBuyer: 4, minAccountAgeMinutes: 60 };
  expect((await change(id, full)).body).toMatchObject({ ...full, version: 2 });
  const { body } = await change(id, {
    ...nothing,
    cancelUntil: 'endsAt',
    venue: { ...venue, address: null, url: null },
  });
  const { version, updatedAt, ...after } = body;
  const { version: ___, updatedAt: ____, ...before } = bare.body;
  expect([version, typeof updatedAt]).toEqual([3, 'string']);
  expect(after).toEqual(before);
  expect(await read(id)).toEqual(body);
});

test('200 an event put again as it was, whether it says so or leaves it out', async () => {
  const id = chosenEventId(ada.id, 'put-again');
  const put = (body: unknown) => system.ask('PUT', `/v1/events/${id}`, { token: ada.token, body });
  expect((await put(eventBody())).status).toBe(201);
  expect((await put(eventBody({ cancelUntil: 'endsAt', limitPerOrder: null, url: null }))).status).toBe(200);
  expect((await put(eventBody({ cancelUntil: null }))).status).toBe(409);
});

describe('422 invalid names the path of what does not fit', () => {
  const cases: [title: string, changes: Record<string, unknown>, path: string][] = [
    ['doors that open after the start', { doorsAt: '2031-05-14T18:30:01Z' }, 'doorsAt'],
    ['a sale that ends after the event', { offSaleAt: '2031-05-14T22:00:01Z' }, 'offSaleAt'],
    [
      'a sale that ends as it begins',
      { onSaleAt: '2031-05-01T00:00:00Z', offSaleAt: '2031-05-01T02:00:00+02:00' },
      'offSaleAt',
    ],
    ['cancelling until a word', { cancelUntil: 'endsat' }, 'cancelUntil'],
    ['no title', { title: null }, 'title'],
    ['cancelling after the event', { cancelUntil: '2031-05-14T22:00:01Z' }, 'cancelUntil'],
    ['a link of another kind', { url: 'javascript:alert(1)' }, 'url'],
    ['a picture with a user name', { imageUrl: 'https://me@quartets.example/' }, 'imageUrl'],
    ['a venue’s link that is none', { venue: { ...venue, url: 'hall.example' } }, 'venue.url'],
    ['an address of two lines', { venue: { ...venue, address: 'Rua\nFlores' } }, 'venue.address'],
    ['an address of nothing', { venue: { ...venue, address: ' ' } }, 'venue.address'],
    ['no seats an order', { limitPerOrder: 0 }, 'limitPerOrder'],
  ];
  test.each(cases)('%s', async (_, changes, path) => {
    const id = await publishEvent(system, ada);
    for (const { body } of [await publish(eventBody(changes)), await change(id, changes)]) {
      expect(body).toMatchObject({ status: 422, code: 'invalid' });
      expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
    expect((await read(id)).version).toBe(1);
  });

  test('a change is measured by what stays', async () => {
    const id = await publishEvent(system, ada, { doorsAt: '2031-05-14T18:00:00Z', offSaleAt: '2031-05-14T21:00:00Z' });
    const { body } = await change(id, { startsAt: '2031-05-14T17:00:00Z', endsAt: '2031-05-14T20:00:00Z' });
    expect(body.errors.map((error: { path: string }) => error.path).toSorted()).toEqual(['endsAt', 'startsAt']);
  });
});
