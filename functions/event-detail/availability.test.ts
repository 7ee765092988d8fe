import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent, untilSold } from '../../scripts/testing/events.ts';
import { FollowedSeats, seatsOf, type FollowedUpdate } from '../../scripts/testing/booking/seat-follower.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let event: string;

/** 2,000 seats of general admission, every third sold or on hold: long enough to be compressed. */
const chart = {
  sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 2_000 }],
};

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishEvent(system, ada, { chart });
  const seats = Array.from({ length: 10 }, (_, index) => `GA-${index + 1001}`);
  await order(event, 'first', seats);
  await hold(event, ['GA-2', 'GA-4', 'GA-6']);
});
afterAll(() => system.close());

const path = (id: string, query = '') => `/v1/events/${id}/availability${query}`;
const read = async (id: string, query = '') => (await system.ask('GET', path(id, query))).body;
const hold = (id: string, seats: string[]) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: ada.token, body: { seats } });
async function order(id: string, key: string, seats: string[]): Promise<void> {
  const sold = (await read(id)).counts.sold;
  const { status } = await system.ask('POST', `/v1/events/${id}/orders`, { token: ada.token, key, body: { seats } });
  expect(status).toBe(201);
  // The next one counts the seats that the last one sold.
  await untilSold(system, id, sold + seats.length);
}

/** As it comes, not decoded. */
async function raw(query: string, headers: Record<string, string>) {
  const asked = get(system.url + path(event, query), { headers });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
}

test('200 the compact form: the same seats and counts as the full one', async () => {
  const [full, compact] = [await read(event), await read(event, '?seats=compact')];
  expect(compact).toMatchObject({ kind: 'snapshot', eventId: event, version: full.version, chartVersion: 1 });
  expect([compact.counts, compact.sections]).toEqual([full.counts, full.sections]);
  expect([seatsOf(compact.held), seatsOf(compact.sold)]).toEqual([seatsOf(full.held), seatsOf(full.sold)]);
  expect(full).not.toHaveProperty('kind');
});

describe('content codings', () => {
  // A body of more than a packet: one seat in two is listed on its own.
  beforeAll(async () => {
    for (let at = 0; at < 400; at += 20)
      await order(
        event,
        `gzip${at}`,
        Array.from({ length: 10 }, (_, index) => `GA-${at + index * 2 + 21}`),
      );
  });

  test('200 compressed for who takes it, the same bytes for who does not; caches are told, and the tag is a weak one', async () => {
    const [plain, gzipped] = [await raw('', {}), await raw('', { 'accept-encoding': 'br;q=0.5, gzip' })];
    expect([plain.headers['content-encoding'], gzipped.headers['content-encoding']]).toEqual([undefined, 'gzip']);
    expect([plain.headers.vary, gzipped.headers.vary]).toEqual(['accept-encoding', 'accept-encoding']);
    expect(gunzipSync(gzipped.bytes)).toEqual(plain.bytes);
    expect(gzipped.bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(Number(gzipped.headers['content-length'])).toBe(gzipped.bytes.length);
    expect(gzipped.headers.etag).toMatch(/^W\/"a\d+-e1"$/);
    expect(gzipped.headers.etag).toBe(plain.headers.etag);
    const brotli = await raw('', { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect([brotli.headers['content-encoding'], brotli.headers.etag]).toEqual(['br', plain.headers.etag]);
    expect(brotliDecompressSync(brotli.bytes)).toEqual(plain.bytes);
  });

  test('304 while nothing changes, whichever coding the tag came with; with the headers that a 200 would have', async () => {
    const { headers } = await raw('', { 'accept-encoding': 'gzip' });
    const known = { 'if-none-match': headers.etag ?? '' };
    const again = await raw('', known);
    expect([again.status, again.headers.vary, again.headers.etag, again.bytes.length]).toEqual([
      304,
      'accept-encoding',
      headers.etag,
      0,
    ]);
    await order(event, 'news', ['GA-2000']);
    expect((await raw('', known)).status).toBe(200);
  });

  test('200 as it is with gzip;q=0', async () => {
    expect((await raw('', { 'accept-encoding': 'gzip;q=0, br;q=0, *' })).headers['content-encoding']).toBeUndefined();
  });
});

describe('since', () => {
  test('200 what changed, with exact counts: free again, held, sold; nothing when nothing did', async () => {
    const id = await publishEvent(system, ada);
    const client = new FollowedSeats();
    const catchUp = async (): Promise<FollowedUpdate> => {
      const update = await read(id, `?since=${client.version}`);
      client.apply(update);
      return update;
    };
    expect((await catchUp()).kind).toBe('snapshot');
    const held = await hold(id, ['A-1-1', 'A-1-2', 'A-2-1']);
    expect(await catchUp()).toMatchObject({
      kind: 'change',
      held: [
        [0, 1],
        [10, 10],
      ],
      free: [],
      sold: [],
      counts: { free: 47, held: 3, sold: 0 },
      sections: { A: { free: 17, held: 3, sold: 0 } },
      prices: { P1: { free: 17, held: 3, sold: 0 } },
    });
    await system.ask('DELETE', `/v1/events/${id}/holds/${held.body.id}`, { token: ada.token });
    await order(id, 'k', ['GA-1']);
    expect(await catchUp()).toMatchObject({
      kind: 'change',
      free: [
        [0, 1],
        [10, 10],
      ],
      held: [],
      sold: [[20, 20]],
    });
    expect(await catchUp()).toMatchObject({
      kind: 'change',
      since: client.version,
      free: [],
      held: [],
      sold: [],
      sections: {},
    });
    const { counts, sections, prices } = await read(id);
    expect([client.counts, client.sections, client.prices]).toEqual([counts, sections, prices]);
  });

  test('200 everything, said to be so, for a version that is too old, unknown, from before a flush, or of another chart', async () => {
    const id = await publishEvent(system, ada);
    const { version } = await read(id);
    expect(await read(id, '?since=1')).toMatchObject({ kind: 'snapshot' });
    expect(await read(id, `?since=${version + 1_000}`)).toMatchObject({ kind: 'snapshot', version });
    await system.redis.flushdb();
    expect(await read(id, `?since=${version}`)).toMatchObject({ kind: 'snapshot', held: [], sold: [] });
    const { version: rebuilt } = await read(id);
    expect(rebuilt).toBeGreaterThan(version);
    await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { chart } });
    expect(await read(id, `?since=${rebuilt}`)).toMatchObject({
      kind: 'snapshot',
      chartVersion: 2,
      counts: { free: 2_000 },
    });
  });

  test('200 everything once more has changed than is remembered', async () => {
    const id = await publishEvent(system, ada, { chart });
    const { version } = await read(id);
    const changes = `{${id}}:changes`;
    const log = system.redis.pipeline();
    for (let next = version + 1; next <= version + 1_300; next++)
      log.xadd(changes, 'MAXLEN', '~', 1_000, `${next}-0`, 's', '1');
    await log.exec();
    await system.redis.hset(`{${id}}:meta`, 'version', version + 1_300);
    expect(await read(id, `?since=${version}`)).toMatchObject({ kind: 'snapshot' });
    expect(await read(id, `?since=${version + 250}`)).toMatchObject({ kind: 'snapshot' });
    expect(await read(id, `?since=${version + 400}`)).toMatchObject({ kind: 'change', free: [[1, 1]] });
  });

  test('200 everything where that is shorter', async () => {
    const id = await publishEvent(system, ada, { chart: { sections: [{ ...chart.sections[0], capacity: 1_000 }] } });
    const { version } = await read(id);
    for (let at = 0; at < 260; at += 20)
      await order(
        id,
        `k${at}`,
        Array.from({ length: 10 }, (_, index) => `GA-${at + index * 2 + 1}`),
      );
    expect(await read(id, `?since=${version}&seats=compact`)).toMatchObject({ kind: 'snapshot' });
  });
});

test('422 for a since that is no version, a form that there is not, and what is not asked for', async () => {
  for (const query of [
    '?since=-1',
    '?since=1e3',
    '?since=',
    '?since=12345678901234567',
    '?since=1&since=2',
    '?seats=bitmap',
    '?sects=1',
  ])
    expect(await read(event, query)).toMatchObject({ status: 422, code: 'invalid' });
});

test('the agreed form has exactly its members', async () => {
  expect(Object.keys(await read(await publishEvent(system, ada, eventBody()))).toSorted()).toEqual([
    'counts',
    'eventId',
    'eventVersion',
    'held',
    'prices',
    'sections',
    'sold',
    'status',
    'version',
  ]);
});
