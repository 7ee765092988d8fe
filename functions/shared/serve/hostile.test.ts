/** Bodies near what the schemas describe: whatever is sent is taken and stored as it was, or refused; never a 5xx. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventBody, publishOn } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let event: string;
const LOOKED_AFTER = ['events', 'sales', 'seat_claims', 'orders', 'buyer_seats'];

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishOn(system, ada, 'e0');
});
afterAll(() => system.close());

const publish = (raw: string) => system.inside('publish-e0', 'POST', '/v1/events', { token: ada.token, raw });
const read = (id: string) => system.inside('event-detail-e0', 'GET', `/v1/events/${id}`);

async function rowCounts(): Promise<number[]> {
  const counts = LOOKED_AFTER.map(async (table) => {
    const [rows] = await system.database('e0').query(`SELECT COUNT(*) AS n FROM ${table}`);
    return (rows as { n: number }[])[0]?.n ?? 0;
  });
  return Promise.all(counts);
}

const EMOJI = '🎻';
test.each([
  ['200 emoji in a title', { title: EMOJI.repeat(100) }, 201],
  ['201 characters', { title: 'x'.repeat(201) }, 422],
  [
    'characters of three and four bytes throughout',
    { description: `${'漢'.repeat(4_000)}${EMOJI.repeat(3_000)}` },
    201,
  ],
  ['NUL in a title', { title: 'a\u0000b' }, 422],
  ['control characters in a description', { description: '\u0000\u0001\u001f\u007f' }, 422],
  ['tabs and breaks of every kind in a description', { description: '\ta\r\nb\u2028c\u2029' }, 201],
  ['only spaces', { title: ' \t\n\u3000' }, 422],
  ['the first year, which is over', { startsAt: '1000-01-01T00:00:00Z' }, 422],
  ['the year before it', { startsAt: '0999-12-31T23:59:59Z' }, 422],
  ['year zero', { startsAt: '0000-01-01T00:00:00Z' }, 422],
  ['the last instant', { endsAt: '9999-12-31T23:59:59.999Z' }, 201],
  ['an offset beyond the last instant', { endsAt: '9999-12-31T23:59:59-01:00' }, 422],
  ['five digits', { endsAt: '10000-01-01T00:00:00Z' }, 422],
  ['a year before Christ', { startsAt: '-000001-01-01T00:00:00Z' }, 422],
  ['as many digits as anybody has', { startsAt: `2031-02-20T00:00:00.${'1'.repeat(19)}Z` }, 201],
  ['one digit more', { startsAt: `2031-02-20T00:00:00.${'1'.repeat(20)}Z` }, 422],
  ['very many digits', { onSaleAt: `2031-02-20T00:00:00.${'0'.repeat(200_000)}Z` }, 422],
  ['30 February', { startsAt: '2031-02-30T00:00:00Z' }, 422],
  ['no time', { startsAt: '2031-02-01' }, 422],
  ['a plain offset for a time zone', { venue: { name: 'x', city: 'x', country: 'x', timeZone: '+01:00' } }, 422],
  ['a price below zero', { priceCategories: [{ id: 'P1', name: 'x', priceCents: -1 }] }, 422],
  ['an extra field', { organizerId: 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGA' }, 422],
  ['a version of its own', { version: 7 }, 422],
  [
    'the dearest order',
    {
      priceCategories: [
        { id: 'P1', name: 'x', priceCents: 100_000_000 },
        { id: 'P2', name: 'y', priceCents: 0 },
      ],
    },
    201,
  ],
] as const)('%s: stored as it was sent, or 422', async (_, changes, status) => {
  const reply = await publish(JSON.stringify(eventBody(changes)));
  expect(reply.status).toBe(status);
  const stored = status === 201 ? (await read(reply.body.id)).body : {};
  const { startsAt, endsAt, ...texts } = status === 201 ? (changes as Record<string, unknown>) : {};
  expect(stored).toMatchObject(texts);
  for (const [sent, now] of [
    [startsAt, stored.startsAt],
    [endsAt, stored.endsAt],
  ])
    expect(sent && new Date(sent as string).getTime()).toBe(sent && new Date(now as string).getTime());
});

test.each([
  ['europe/lisbon', 'Europe/Lisbon'],
  ['AMERICA/PORT-AU-PRINCE', 'America/Port-au-Prince'],
  ['utc', 'UTC'],
  ['us/pacific', 'America/Los_Angeles'],
  ['US/Pacific', 'America/Los_Angeles'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
])('a time zone %s is stored as %s', async (sent, stored) => {
  const venue = { name: 'x', city: 'x', country: 'x', timeZone: sent };
  const reply = await publish(JSON.stringify(eventBody({ venue })));
  expect([reply.status, reply.body.venue.timeZone]).toEqual([201, stored]);
  expect((await read(reply.body.id)).body.venue.timeZone).toBe(stored);
});

test.each([
  ['half a surrogate pair', '{"title":"\\ud83c"}'],
  ['half a surrogate pair in a name', '{"\\uDFFB":1}'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('latin1')],
])('400 malformed_json for %s', async (_, raw) => {
  const body = /[\u0080-\u00ff]/.test(raw) ? Buffer.from(raw, 'latin1') : raw;
  const response = await fetch(`${await system.platform.address('publish-e0')}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
    body,
  });
  expect(await response.json()).toMatchObject({ status: 400, code: 'malformed_json' });
});

test.each([
  ['a prototype', '{"__proto__":{"title":"x"}}'],
  ['a number beyond all', '{"limitPerOrder":1e999}'],
  ['nothing but depth', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['a constructor', '{"constructor":{"prototype":{"title":"x"}}}'],
])('422 for %s', async (_, raw) => {
  expect((await publish(raw)).status).toBe(422);
});

test.each([
  ['content-type', 'application/json; charset=nonsense', [415]],
  ['content-encoding', 'gzip', [415]],
  ['idempotency-key', 'x', [422]],
] as const)('a header %s: %s makes no 5xx', async (name, value, statuses) => {
  const headers = { 'content-type': 'application/json', [name]: value };
  const reply = await system.inside('publish-e0', 'POST', '/v1/events', { token: ada.token, raw: '{}', headers });
  expect(statuses).toContain(reply.status);
});

test('400 malformed_request, as a problem, for a path that cannot be decoded', async () => {
  for (const path of ['/v1/%E0%A4%A', '/v1/events/%']) {
    const reply = await system.inside('event-detail-e0', 'GET', path);
    expect(reply.body).toMatchObject({ status: 400, code: 'malformed_request' });
  }
});

test('304 for a tag that a proxy made weak; a HEAD has the length of what it leaves out', async () => {
  const path = `/v1/events/${event}`;
  const full = await read(event);
  const etag = full.headers.get('etag');
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
    expect(
      (await system.inside('event-detail-e0', 'GET', path, { headers: { 'if-none-match': String(tag) } })).status,
    ).toBe(304);
  const head = await system.inside('event-detail-e0', 'HEAD', path);
  expect([head.status, head.body, head.headers.get('content-length')]).toEqual([
    200,
    undefined,
    String(Buffer.byteLength(JSON.stringify(full.body))),
  ]);
});

async function kept(): Promise<number> {
  const [letters] = await system.database('u0').query('SELECT event FROM dead_letters');
  return (letters as unknown[]).length;
}

test('events that can never be handled are all kept, also those without an id', async () => {
  const before = await kept();
  const nameless = { 'ce-source': '/seatmesh/e0' };
  for (const raw of ['{"first":1}', '{"second":2}', '{"second":2}'])
    expect(
      (await system.inside('order-record', 'POST', '/cloudevents', { raw, headers: system.proven(nameless, raw) }))
        .status,
    ).toBe(204);
  expect(await kept()).toBe(before + 2);
  // Of what has no proof nothing is kept, or anybody could fill a database with it.
  expect((await system.inside('order-record', 'POST', '/cloudevents', { raw: '{"third":3}' })).status).toBe(403);
  expect(await kept()).toBe(before + 2);
});

/** Values that schemas trip over. */
const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    EMOJI,
    'x'.repeat(5_000),
    'A-1-1',
    'GA',
    'GA-1',
    'A-1-',
    '-',
    '123',
    'P1',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A body with some of its values, at whatever depth, replaced by odd ones or left out. */
function mangled(body: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(body))
    return fc.oneof({ weight: 8, arbitrary: fc.tuple(...body.map(mangled)) }, { weight: 1, arbitrary: odd });
  if (typeof body === 'object' && body !== null) {
    const entries = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, mangled(value)]));
    return fc.oneof(
      { weight: 12, arbitrary: fc.record(entries) },
      { weight: 1, arbitrary: fc.record(entries, { requiredKeys: [] }) },
      { weight: 1, arbitrary: odd },
    );
  }
  return fc.oneof({ weight: 30, arbitrary: fc.constant(body) }, { weight: 1, arbitrary: odd });
}

const parts: [name: string, body: unknown, send: (raw: string) => Promise<{ status: number; body: unknown }>][] = [
  ['publishing', eventBody({ limitPerBuyer: 4, onSaleAt: '2026-01-01T00:00:00Z' }), publish],
  [
    'changing',
    eventBody({ currency: undefined }),
    (raw) => system.inside('publish-e0', 'PATCH', `/v1/events/${event}`, { token: ada.token, raw }),
  ],
  [
    'holding',
    { seats: ['A-1-1', 'GA-3', 'A-2-9'] },
    (raw) => system.inside('book-e0', 'POST', `/v1/events/${event}/holds`, { token: ada.token, raw }),
  ],
  [
    'ordering',
    { section: 'GA', quantity: 1 },
    (raw) => system.inside('book-e0', 'POST', `/v1/events/${event}/orders`, { token: ada.token, raw, key: 'k' }),
  ],
];
test.each(parts)(
  '%s: whatever is sent is taken or refused, and nothing is left of what is refused',
  async (_, body, send) => {
    await fc.assert(
      fc.asyncProperty(mangled(body), async (value) => {
        const before = await rowCounts();
        const reply = await send(JSON.stringify(value ?? null));
        if (reply.status >= 500) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
        expect(reply.status >= 400 ? await rowCounts() : before).toEqual(before);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  },
);
