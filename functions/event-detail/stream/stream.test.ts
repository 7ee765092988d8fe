import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishOn, untilSold } from '../../../scripts/testing/events.ts';
import { SeatStream } from '../../../scripts/testing/booking/seat-follower.ts';
import { until } from '../../../scripts/testing/until.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

const HOLD_S = 2;

let system: TestSystem;
let ada: Person;
let event: string;
const open: SeatStream[] = [];

beforeAll(async () => {
  system = await startTestSystem({
    env: { '*': { HOLD_SECONDS: String(HOLD_S) }, 'event-detail-e1': { STREAM_SECONDS: '2' } },
  });
  ada = await system.user('Ada');
  event = await publishOn(system, ada, 'e0');
});
afterAll(async () => {
  await Promise.all(open.map((stream) => stream.leave()));
  await system.close();
});

async function follow(id: string, { query = '', lastEventId }: { query?: string; lastEventId?: string } = {}) {
  const stream = new SeatStream();
  open.push(stream);
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  await stream.open(`${system.url}/v1/events/${id}/availability/stream${query}`, headers);
  return stream;
}
const first = (stream: SeatStream) => until('an event arrives', async () => stream.events[0]);
const hold = (id: string, seats: string[]) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: ada.token, body: { seats } });
const order = (id: string, key: string, seats: string[]) =>
  system.ask('POST', `/v1/events/${id}/orders`, { token: ada.token, key, body: { seats } });

test('200 first a snapshot, then what changes: held, sold, released, cancelled; the id is the version', async () => {
  const stream = await follow(event);
  expect(stream.answer?.headers.get('content-type')).toBe('text/event-stream');
  expect(stream.answer?.headers.get('cache-control')).toBe('no-store, no-transform');
  const snapshot = await first(stream);
  expect(snapshot).toMatchObject({
    event: 'snapshot',
    data: { eventId: event, counts: { free: 50, held: 0, sold: 0 } },
  });
  expect(snapshot.id).toBe(String(snapshot.data.version));
  expect(snapshot.retryMs).toBeGreaterThanOrEqual(1000);

  const held = await hold(event, ['A-1-2', 'A-1-3']);
  await until('the hold arrives', async () => stream.view.held.size === 2);
  expect(stream.last).toMatchObject({
    event: 'change',
    data: { counts: { free: 48, held: 2, sold: 0 }, sections: { A: { free: 18, held: 2, sold: 0 } }, held: [[1, 2]] },
  });
  expect(Object.keys(stream.last?.data.sections)).toEqual(['A']);
  expect(Number(stream.last?.id)).toBeGreaterThan(Number(snapshot.id));

  await system.ask('DELETE', `/v1/events/${event}/holds/${held.body.id}`, { token: ada.token });
  await until('the release arrives', async () => stream.view.held.size === 0);
  const ordered = await order(event, 'k1', ['GA-1', 'GA-2']);
  await until('the order arrives', async () => stream.view.sold.size === 2);
  await system.ask('POST', `/v1/events/${event}/orders/${ordered.body.id}/cancel`, { token: ada.token });
  await until('the cancellation arrives', async () => stream.view.sold.size === 0);
  expect(stream.view.counts).toEqual({ free: 50, held: 0, sold: 0 });
  expect(stream.events.slice(1).map((arrived) => arrived.event)).not.toContain('snapshot');
});

test('a hold that ends comes back by itself, with nobody booking', async () => {
  const stream = await follow(event);
  await hold(event, ['A-2-1']);
  await until('the hold arrives', async () => stream.view.held.size === 1);
  await until('its end arrives', async () => stream.view.held.size === 0);
  expect(stream.view.counts.free).toBe(50);
});

test('200 with Last-Event-ID: what was missed and nothing else; so with since', async () => {
  const before = await follow(event);
  const { id = '' } = await first(before);
  await before.leave();
  const { body } = await order(event, 'k2', ['A-1-10']);
  await untilSold(system, event, 1);
  const resumed = {
    'Last-Event-ID': await follow(event, { lastEventId: id }),
    since: await follow(event, { query: `?since=${id}` }),
  };
  for (const stream of Object.values(resumed))
    expect(await first(stream)).toMatchObject({
      event: 'change',
      data: { since: Number(id), sold: [[9, 9]], held: [], free: [] },
    });
  await system.ask('POST', `/v1/events/${event}/orders/${body.id}/cancel`, { token: ada.token });
});

test.each(['17', 'what is no version', '9999999999999999'])(
  '200 a snapshot with Last-Event-ID: %s',
  async (lastEventId) => {
    expect((await first(await follow(event, { lastEventId }))).event).toBe('snapshot');
  },
);

test('422 for a since that is no version', async () => {
  for (const since of ['-1', 'abc', '1.5', ''])
    expect((await system.ask('GET', `/v1/events/${event}/availability/stream?since=${since}`)).body).toMatchObject({
      status: 422,
      code: 'invalid',
    });
});

test('404 event_not_found for an event that is not there', async () => {
  const { body } = await system.ask('GET', '/v1/events/evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F/availability/stream');
  expect(body).toMatchObject({ status: 404, code: 'event_not_found' });
});

test('200 without a body for HEAD', async () => {
  const answer = await fetch(`${system.url}/v1/events/${event}/availability/stream`, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/event-stream',
    '',
  ]);
});

test('after a flush of Redis, with nobody asking: the state is rebuilt and everyone gets a snapshot of a higher version', async () => {
  const { body } = await order(event, 'k3', ['A-1-5']);
  await untilSold(system, event, 1);
  const stream = await follow(event);
  const { id } = await first(stream);
  await system.redis.flushdb();
  const rebuilt = await until('a snapshot arrives', async () =>
    stream.events.slice(1).find(({ event: name }) => name === 'snapshot'),
  );
  expect(Number(rebuilt.id)).toBeGreaterThan(Number(id));
  expect(stream.view.seats).toEqual({ held: [], sold: [4] });
  await system.ask('POST', `/v1/events/${event}/orders/${body.id}/cancel`, { token: ada.token });
  await until('changes go on', async () => stream.view.sold.size === 0);
});

test('another chart is told as a snapshot, with its version', async () => {
  const id = await publishOn(system, ada, 'e0');
  const stream = await follow(id);
  expect((await first(stream)).data.chartVersion).toBe(1);
  const chart = { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 7 }] };
  expect((await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { chart } })).status).toBe(200);
  await until('a snapshot arrives', async () => stream.last?.data.chartVersion === 2);
  expect(stream.last).toMatchObject({
    event: 'snapshot',
    data: { counts: { free: 7 }, sections: { GA: { free: 7 } } },
  });
});

describe('the end of a stream', () => {
  test('it ends itself in time, says so, and a client that comes back with Last-Event-ID misses nothing', async () => {
    const id = await publishOn(system, ada, 'e1');
    const stream = await follow(id);
    await first(stream);
    await stream.over;
    expect(stream.last).toMatchObject({ event: 'closing', data: { reason: 'time' } });
    expect(stream.last?.retryMs).toBeGreaterThanOrEqual(200);
    await order(id, 'k', ['GA-7']);
    await untilSold(system, id, 1);
    const { id: lastEventId = '' } = stream.events.findLast((arrived) => arrived.id !== undefined) ?? {};
    expect(await first(await follow(id, { lastEventId }))).toMatchObject({
      event: 'change',
      data: { sold: [[26, 26]] },
    });
  });

  test('SIGTERM ends it at once, with a last word', async () => {
    const stream = await follow(event);
    await first(stream);
    for (const pid of system.platform.pids('event-detail-e0')) process.kill(pid, 'SIGTERM');
    await stream.over;
    expect(stream.last).toMatchObject({ event: 'closing', data: { reason: 'shutdown' } });
  });
});
