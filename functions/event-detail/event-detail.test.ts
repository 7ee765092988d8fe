import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventBody, publishEvent, untilSold } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let event: string;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishEvent(system, ada);
});
afterAll(() => system.close());

const get = (path: string, headers: Record<string, string> = {}) => system.ask('GET', path, { headers });

test('200 the event without its chart, for everybody; 304 while it is unchanged', async () => {
  const { status, headers, body } = await get(`/v1/events/${event}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: event,
    title: 'An evening of strings',
    seatsTotal: 50,
    venue: eventBody()['venue'],
  });
  expect(body).not.toHaveProperty('chart');
  const etag = headers.get('etag') ?? '';
  expect((await get(`/v1/events/${event}`, { 'if-none-match': etag })).status).toBe(304);
  await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { description: 'Now with flutes' } });
  expect((await get(`/v1/events/${event}`, { 'if-none-match': etag })).status).toBe(200);
});

test('200 the chart as it was published', async () => {
  const { status, body } = await get(`/v1/events/${event}/chart`);
  expect([status, { sections: body.sections }]).toEqual([200, eventBody()['chart']]);
  expect(body).toMatchObject({ eventId: event, seatsTotal: 50, chartVersion: 1 });
});

test('200 the chart under the name of what it is, for ever; under another name as it is now, not to be kept', async () => {
  const id = await publishEvent(system, ada);
  const named = (await get(`/v1/events/${id}/chart`)).headers.get('content-location') ?? '';
  expect(named).toMatch(new RegExp(`^/v1/events/${id}/chart\\?v=[\\w-]{16}$`));
  const first = await get(named);
  expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  const more = eventBody()['chart'] as { sections: object[] };
  const added = {
    sections: [...more.sections, { id: 'Z', name: 'Ring', kind: 'general', priceCategory: 'P2', capacity: 5 }],
  };
  expect((await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { chart: added } })).status).toBe(
    200,
  );
  const second = await get(named);
  expect([second.body.chartVersion, second.headers.get('cache-control')]).toEqual([2, 'public, no-cache']);
  expect(second.headers.get('content-location')).not.toBe(named);
  expect((await get(`/v1/events/${id}/chart?v=a%20b`)).status).toBe(422);
});

test('200 availability: counts per section and in all, held and sold as ranges; the version grows with every change', async () => {
  const id = await publishEvent(system, ada);
  const path = `/v1/events/${id}/availability`;
  const empty = await get(path);
  expect(empty.body).toMatchObject({ eventId: id, counts: { free: 50, held: 0, sold: 0 }, held: [], sold: [] });
  await system.ask('POST', `/v1/events/${id}/holds`, {
    token: ada.token,
    body: { seats: ['A-1-9', 'A-1-10', 'A-2-1'] },
  });
  await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'k',
    body: { seats: ['GA-1', 'GA-3'] },
  });
  const { headers, body } = await untilSold(system, id, 2);
  expect(body).toMatchObject({
    counts: { free: 45, held: 3, sold: 2 },
    sections: { A: { free: 17, held: 3, sold: 0 }, GA: { free: 28, held: 0, sold: 2 } },
    held: [[8, 10]],
    sold: [
      [20, 20],
      [22, 22],
    ],
  });
  expect(body.version).toBeGreaterThan(empty.body.version);
  expect((await get(path, { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
  expect((await get(path, { 'if-none-match': empty.headers.get('etag') ?? '' })).status).toBe(200);
});

test('availability is the same after a flush of Redis, with a higher version', async () => {
  const id = await publishEvent(system, ada);
  await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'k',
    body: { section: 'GA', quantity: 10 },
  });
  const before = (await untilSold(system, id, 10)).body;
  await system.redis.flushdb();
  const after = (await get(`/v1/events/${id}/availability`)).body;
  expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 });
  expect(after.version).toBeGreaterThan(before.version);
});

test('404 event_not_found for an event that is not there, on every path', async () => {
  for (const rest of ['', '/chart', '/availability']) {
    const { body } = await get(`/v1/events/evt_fff_01JDCMX0C1E6S9T4W2VZQK8M5F${rest}`);
    expect(body).toMatchObject({ status: 404, code: 'event_not_found' });
  }
});

test('404 route_not_found for what is no id, at the gateway and in the function', async () => {
  const bad = '/v1/events/evt_fff_01jdcmx0c1e6s9t4w2vzqk8m5f';
  expect((await get(bad)).body).toMatchObject({ status: 404, code: 'route_not_found' });
  expect((await system.inside('event-detail-e1', 'GET', bad)).body).toMatchObject({
    status: 404,
    code: 'route_not_found',
  });
});

test('421 misdirected for a slot of another shard', async () => {
  const reply = await system.inside('event-detail-e0', 'GET', '/v1/events/evt_fff_01JDCMX0C1E6S9T4W2VZQK8M5F');
  expect(reply.body).toMatchObject({ status: 421, code: 'misdirected', owner: 'e1' });
});
