/** Numbers and dates of callers, up to the databases: whatever is sent is answered or refused (400, 422), never a 5xx. */
import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishOn } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let event: string;
let orders: { service: string; path: string };

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishOn(system, ada, 'e0');
  for (const [path, seat] of [
    ['orders', 'A-1-1'],
    ['blocks', 'A-1-2'],
  ] as const) {
    const body = { seats: [seat] };
    const { status } = await system.ask('POST', `/v1/events/${event}/${path}`, { token: ada.token, key: path, body });
    if (status !== 201) throw new Error(`${path} answered ${status}`);
  }
  await system.until('the event is listed', async () => {
    const { body } = await system.ask('GET', '/v1/events');
    return body.items.length > 0;
  });
  const shard = Number.parseInt(ada.id.slice(4, 7), 16) < 0x800 ? 'u0' : 'u1';
  orders = { service: `order-record-${shard}`, path: `/v1/users/${ada.id}/orders` };
});
afterAll(() => system.close());

/** A read past the gateway, by whatever its URL says. */
async function read(service: string, target: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const answer = await request(`${await system.platform.address(service)}${target}`, {
    headers: { authorization: `Bearer ${ada.token}`, ...headers },
  });
  return [answer.statusCode, await answer.body.text()];
}

const browse = (query: string) => read('event-global', `/v1/events?${query}`);
const cursor = (text: string): string => Buffer.from(text).toString('base64url');

const ID = 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F';
const FIRST = Date.parse('1000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

describe('the first and the last instant of a DATETIME are taken, and those that no year of four digits has are refused', () => {
  test.each([
    [200, 'from=1000-01-01T00:00:00Z'],
    [200, 'from=1000-01-01'],
    [200, 'to=9999-12-31T23:59:59.999Z'],
    [200, 'to=9999-12-31'],
    [200, 'from=1000-01-01T00:00:00Z&to=9999-12-31T23:59:59.999Z'],
    [200, 'from=1000-01-01T23:59:00%2B23:59'],
    [200, 'from=1000-01-01T00:00:00%2B23:59'],
    [422, 'to=9999-12-31T23:59:59-23:59'],
    [200, 'from=0000-01-01&to=0001-01-01T00:00:00Z'],
    [200, 'from=0999-12-31T23:59:59.999Z'],
    [422, 'from=0000-01-01T00:00:00%2B23:59'],
    [422, 'to=9999-12-31T23:59:59.999-00:01'],
    [422, 'to=%2B010000-01-01T00:00:00Z'],
    [422, 'from=-000001-01-01T00:00:00Z'],
    [422, 'from=2031-02-29'],
    [422, 'from=2031-01-01T24:00:00Z'],
    [422, 'from=2031-01-01T23:59:60Z'],
    [422, 'from=8640000000000000'],
  ])('%i for ?%s', async (status, query) => {
    expect((await browse(query))[0]).toBe(status);
  });

  test.each([
    [200, `${FIRST} ${ID}`],
    [200, `${LAST} ${ID}`],
    [200, `0 ${ID}`],
    [422, `${FIRST - 1} ${ID}`],
    [422, `${LAST + 1} ${ID}`],
    [422, `8640000000000000 ${ID}`],
    [422, `-8640000000000000 ${ID}`],
    [422, `8640000000000001 ${ID}`],
    [422, `1e12 ${ID}`],
    [422, `0x10 ${ID}`],
    [422, `1.5 ${ID}`],
    [422, `-0 ${ID}`],
    [422, ` ${ID}`],
    [422, `NaN ${ID}`],
    [422, `0 ${ID} `],
    [422, `0 ${ID}\0`],
    [422, `0 ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C`],
    [422, '0'],
    [422, ''],
  ])('%i for a cursor of %s, in each list', async (status, text) => {
    expect((await browse(`cursor=${cursor(text)}`))[0]).toBe(status);
    const order = cursor(text.replace('evt_', 'ord_'));
    const block = cursor(text.replace('evt_', 'blk_'));
    const isOther = text.includes('ord_');
    if (isOther) return;
    expect((await read(orders.service, `${orders.path}?cursor=${order}`))[0]).toBe(status);
    expect((await read('book-e0', `/v1/events/${event}/blocks?cursor=${block}`))[0]).toBe(status);
  });

  test.each([
    [200, 'limit=1'],
    [200, 'limit=100'],
    [200, 'priceFromCents=0&priceToCents=100000000'],
    ...['0', '101', '-1', '1.5', '1e1', '0x10', ' 5', '5 ', '', 'NaN', 'Infinity', '٣', '9'.repeat(400)].flatMap(
      (value): [number, string][] => [
        [422, `limit=${encodeURIComponent(value)}`],
        ...(value === '0' || value === '101'
          ? []
          : [[422, `priceToCents=${encodeURIComponent(value)}`] as [number, string]]),
      ],
    ),
    [422, 'priceToCents=100000001'],
    [422, 'q=%00'],
    [422, 'q=a%00b'],
    [422, 'city=Lis%00bon'],
    [422, 'city=Lisbon%1f'],
    [422, 'category=mu%7fsic'],
    [400, 'q=%ED%A0%80'],
    [400, 'city=%ED%BF%BF'],
    [400, 'city=%C0%80'],
    [200, 'q=strings%20%F0%9F%8E%BB'],
  ])('%i for ?%s', async (status, query) => {
    expect((await browse(query))[0]).toBe(status);
  });

  test.each([
    [200, '0'],
    [200, '9007199254740991'],
    [422, '9007199254740992'],
    [422, '9999999999999999'],
    [422, '-1'],
    [422, '1e3'],
    [422, '1.5'],
    [422, ' 1'],
    [422, ''],
  ])('%i for availability since %s', async (status, since) => {
    const query = `since=${encodeURIComponent(since)}`;
    expect((await read('event-detail-e0', `/v1/events/${event}/availability?${query}`))[0]).toBe(status);
  });
});

test('a stream begins for any Last-Event-ID; what is no version is none', async () => {
  const base = await system.platform.address('event-detail-e0');
  for (const id of [
    '0',
    '9007199254740991',
    '9007199254740992',
    '9999999999999999',
    '-1',
    '1e9',
    'x',
    '1'.repeat(400),
  ]) {
    const stop = new AbortController();
    const answer = await fetch(`${base}/v1/events/${event}/availability/stream`, {
      headers: { 'last-event-id': id },
      signal: stop.signal,
    });
    const first = await answer.body?.getReader().read();
    expect([id, answer.status, Buffer.from(first?.value ?? '').toString()]).toEqual([
      id,
      200,
      expect.stringContaining('event: '),
    ]);
    stop.abort();
  }
});

/** Years and their kin near every edge, and texts that are no dates at all. */
const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');
const instant = fc
  .record({
    year: fc.oneof(fc.constantFrom(0, 1, 99, 999, 1000, 1001, 9998, 9999), fc.integer({ min: 0, max: 9999 })),
    month: fc.integer({ min: 0, max: 13 }),
    day: fc.integer({ min: 0, max: 32 }),
    hour: fc.integer({ min: 0, max: 24 }),
    fraction: fc.constantFrom('', '.0', '.999', '.9999999', `.${'9'.repeat(300)}`),
    offset: fc.constantFrom('Z', '+00:00', '-00:00', '+23:59', '-23:59', '+24:00', '', 'z'),
  })
  .map(
    ({ year, month, day, hour, fraction, offset }) =>
      `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${padded(hour, 2)}:59:59${fraction}${offset}`,
  );
const day = instant.map((text) => text.slice(0, 10));
const odd = fc.oneof(instant, day, fc.string({ unit: 'binary', maxLength: 40 }), fc.bigInt().map(String));
const oddCursor = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: -8.64e15, max: 8.64e15 }).map(String),
      fc.constantFrom(FIRST, FIRST - 1, LAST, LAST + 1, 8.64e15, -8.64e15).map(String),
      fc.double().map(String),
      fc.string({ maxLength: 20 }),
    ),
    fc.constantFrom(ID, 'ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C', 'blk_0a7_01JDCMX7E8S2B6C9D4FJQW3N5R', ''),
  )
  .map(([at, id]) => cursor(`${at} ${id}`));

const names = ['q', 'city', 'category', 'from', 'to', 'priceFromCents', 'priceToCents', 'limit'];
const query = fc
  .tuple(fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 4 }), fc.option(oddCursor, { nil: undefined }))
  .map(([settings, at]) =>
    Object.entries({ ...settings, ...(at !== undefined && { cursor: at }) })
      .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
      .join('&'),
  );

const FINE = new Set([200, 400, 422]);

async function neverFails(
  ask: (text: string) => Promise<[number, string]>,
  texts: fc.Arbitrary<string>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const [status, body] = await ask(text);
      if (!FINE.has(status)) throw new Error(`${status} ${body}`);
    }),
    { numRuns: 150, endOnFailure: true },
  );
}

test.each<[string, (text: string) => Promise<[number, string]>, fc.Arbitrary<string>]>([
  ['events', (text) => browse(text), query],
  ['orders', (text) => read(orders.service, `${orders.path}?cursor=${text}`), oddCursor],
  ['blocks', (text) => read('book-e0', `/v1/events/${event}/blocks?cursor=${text}`), oddCursor],
])('a list of %s is found or refused, whatever it is asked for', async (_, ask, texts) => {
  await expect(neverFails(ask, texts)).resolves.toBeUndefined();
});

test('an event is published or refused, whatever its dates; its dates come back as they were sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(instant, day), fc.oneof(instant, day), async (startsAt, endsAt) => {
      const raw = JSON.stringify(eventBody({ startsAt, endsAt }));
      const reply = await system.inside('publish-e0', 'POST', '/v1/events', { token: ada.token, raw });
      expect([201, 422]).toContain(reply.status);
      const told = reply.status === 201 ? [reply.body.startsAt, reply.body.endsAt] : [];
      expect(told).toEqual(reply.status === 201 ? [startsAt, endsAt].map((text) => new Date(text).toISOString()) : []);
    }),
    { numRuns: 150, endOnFailure: true },
  );
});
