/** Two editors, and changes that change nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventSpy, openEventSpy } from '../../scripts/testing/event-spy.ts';
import { eventBody, publishEvent, shardOf } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let id: string;
let spy: EventSpy;

beforeAll(async () => {
  spy = await openEventSpy('event.updated.v1');
  system = await startTestSystem({ patch: spy.patch });
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(async () => {
  await system.close();
  await spy.close();
});

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, who = ada) =>
  system.ask(method, path, { token: who.token, headers, ...(body === undefined ? {} : { body }) });
const patch = (body: unknown, headers?: Record<string, string>, who = ada) =>
  send('PATCH', `/v1/events/${id}`, body, headers, who);
const put = (at: string, body: unknown, headers?: Record<string, string>) =>
  send('PUT', `/v1/events/${at}`, body, headers);
const read = () => system.ask('GET', `/v1/events/${id}`);
const count = (replies: Reply[], ...wanted: number[]) =>
  wanted.map((status) => replies.filter((reply) => reply.status === status).length);
const tagOf = ({ headers }: Reply) => headers.get('etag');
const chart = () => eventBody()['chart'] as { sections: Record<string, unknown>[] };

/** Everything that a change would leave behind, but for what is told of it. */
async function traces() {
  const pool = system.database(shardOf(id));
  const [rows] = await pool.query('SELECT version, chart_version, updated_at FROM events WHERE id = ?', [id]);
  return JSON.stringify([rows, await system.redis.hgetall(`{${id}}:meta`)]);
}

describe('ETag', () => {
  test('every answer that shows an event has it: its version', async () => {
    const published = await send('POST', '/v1/events', eventBody());
    id = published.body.id;
    expect(tagOf(published)).toBe('"e1"');
    expect(tagOf(await read())).toBe('"e1"');
    expect(tagOf(await patch({ title: 'Renamed' }))).toBe('"e2"');
    expect(tagOf(await send('POST', `/v1/events/${id}/cancel`))).toBe('"e3"');
    expect(tagOf(await send('POST', `/v1/events/${id}/cancel`))).toBe('"e3"');
    expect(tagOf(await read())).toBe('"e3"');
    const at = chosenEventId(ada.id, '7ac');
    expect([tagOf(await put(at, eventBody())), tagOf(await put(at, eventBody()))]).toEqual(['"e1"', '"e1"']);
  });

  test('200, and not 304, for a change whose outcome the caller has', async () => {
    id = await publishEvent(system, ada);
    expect((await patch({ title: 'Renamed' }, { 'if-none-match': '"e2"' })).status).toBe(200);
  });
});

describe('If-Match on an event', () => {
  test.each(['"e1"', '"e9", "e1"', 'W/"e1","e1"', ' "e1" ', '*', ',"e1",,'])('200 with %s', async (tag) => {
    id = await publishEvent(system, ada);
    expect((await patch({ title: 'Renamed' }, { 'if-match': tag })).body.version).toBe(2);
  });

  test.each(['"e2"', 'W/"e1"', 'e1', '', '"E1"', '"e1', '"e1"x', '"e1" "e2"', '"e2,\\"e1"', '**', '"e01"'])(
    '412 precondition_failed with %s, and nothing is done',
    async (tag) => {
      id = await publishEvent(system, ada);
      const before = await traces();
      for (const [method, path, body] of [
        ['PATCH', `/v1/events/${id}`, { title: 'Renamed' }],
        ['PUT', `/v1/events/${id}`, eventBody()],
        ['POST', `/v1/events/${id}/cancel`, undefined],
      ] as const)
        expect((await send(method, path, body, { 'if-match': tag })).body).toMatchObject({
          status: 412,
          code: 'precondition_failed',
        });
      expect(await traces()).toBe(before);
    },
  );

  test('one of twenty editors who saw the same version wins, whatever they change', async () => {
    id = await publishEvent(system, ada);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 5 === 4
          ? send('POST', `/v1/events/${id}/cancel`, undefined, { 'if-match': '"e1"' })
          : patch({ title: `By ${index}` }, { 'if-match': '"e1"' }),
      ),
    );
    expect(count(replies, 200, 412)).toEqual([1, 19]);
    expect((await read()).body.version).toBe(2);
  });

  test('403 and 404 come before it: nobody else learns the version', async () => {
    id = await publishEvent(system, ada);
    expect((await patch({ title: 'x' }, { 'if-match': '"e7"' }, ben)).status).toBe(403);
    id = 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F';
    expect((await patch({ title: 'x' }, { 'if-match': '*' })).status).toBe(404);
  });

  test('412 for PUT of what is not there, and it is not created', async () => {
    id = chosenEventId(ada.id, '7ad');
    for (const tag of ['*', '"e1"'])
      expect((await put(id, eventBody(), { 'if-match': tag })).body.code).toBe('precondition_failed');
    expect((await read()).status).toBe(404);
  });
});

describe('If-None-Match', () => {
  test('PUT with *: 201 once, 412 ever after, also at once and for the same again', async () => {
    id = chosenEventId(ada.id, '7ae');
    const fresh = { 'if-none-match': '*' };
    const replies = await Promise.all(Array.from({ length: 10 }, () => put(id, eventBody(), fresh)));
    expect(count(replies, 201, 412)).toEqual([1, 9]);
    expect((await put(id, eventBody(), fresh)).body.code).toBe('precondition_failed');
    expect((await put(id, eventBody())).status).toBe(200);
  });

  test('412 for a change of the very version that it names, and of anything for *', async () => {
    id = await publishEvent(system, ada);
    for (const tag of ['"e1"', 'W/"e1"', '*'])
      expect((await patch({ title: 'x' }, { 'if-none-match': tag })).status).toBe(412);
    expect((await read()).body.version).toBe(1);
  });
});

describe('a condition that an operation has nothing to compare with', () => {
  test('412, never ignored', async () => {
    id = await publishEvent(system, ada);
    const cases = [
      ['POST', '/v1/events', eventBody(), { 'if-match': '*' }],
      ['POST', '/v1/events', eventBody(), { 'if-none-match': '*' }],
      ['PATCH', `/v1/events/${id}`, { title: 'x' }, { 'if-unmodified-since': 'Wed, 21 Oct 2015 07:28:00 GMT' }],
      ['POST', '/v1/auth/logout', { refreshToken: ada.refreshToken }, { 'if-match': '*' }],
      [
        'POST',
        '/v1/users',
        { email: 'c@example.com', password: 'correct horse battery', name: 'C' },
        { 'if-match': '*' },
      ],
      ['POST', `/v1/events/${id}/holds`, { seats: ['A-1-1'] }, { 'if-none-match': '*' }],
    ] as const;
    for (const [method, path, body, headers] of cases)
      expect((await send(method, path, body, headers)).body).toMatchObject({
        status: 412,
        code: 'precondition_failed',
      });
    expect((await read()).body.version).toBe(1);
    expect((await system.ask('POST', '/v1/auth/refresh', { body: { refreshToken: ada.refreshToken } })).status).toBe(
      200,
    );
  });
});

describe('a change that changes nothing', () => {
  const [stalls, floor] = chart().sections;
  const rows = [
    { label: '1', seats: 10, accessible: [3, 4], companion: [], aisleAfter: [5] },
    { label: '2', seats: 10 },
  ];
  const given = eventBody({ limitPerBuyer: 4, chart: { sections: [{ ...stalls, rows }, floor] } });
  const same: [string, Record<string, unknown>][] = [
    ['the chart as it was sent', { chart: given['chart'] }],
    [
      'the chart in other words',
      {
        chart: {
          sections: [
            {
              rows: [
                { seats: 10, label: '1', aisleAfter: [5], accessible: [4, 3] },
                { seats: 10, label: '2', accessible: [], companion: [] },
              ],
              priceCategory: 'P1',
              kind: 'seated',
              name: ' Stalls ',
              id: 'A',
            },
            floor,
          ],
        },
      },
    ],
    ['prices in another order', { priceCategories: (given['priceCategories'] as unknown[]).toReversed() }],
    [
      'the venue in another order',
      { venue: { timeZone: 'Europe/Lisbon', country: 'Portugal', city: 'Lisbon', name: 'Old Hall' } },
    ],
    ['times in another zone', { startsAt: '2031-05-14T20:30:00+02:00', endsAt: '2031-05-14T22:00:00.000Z' }],
    ['a title with spaces around it', { title: '  An evening of strings ' }],
    ['limits', { limitPerBuyer: 4, limitPerOrder: 10, onSaleAt: null }],
    ['everything', Object.fromEntries(Object.entries(given).filter(([field]) => field !== 'currency'))],
  ];

  test.each(same)('200 for %s: no new version, nothing told, and holds stay', async (_, body) => {
    id = await publishEvent(system, ada, given);
    const held = await system.ask('POST', `/v1/events/${id}/holds`, { token: ben.token, body: { seats: ['A-1-1'] } });
    const [before, was] = [await traces(), await read()];
    const reply = await patch(body);
    expect([reply.status, tagOf(reply), reply.body]).toEqual([200, '"e1"', was.body]);
    expect(await traces()).toBe(before);
    const placed = await system.ask('POST', `/v1/events/${id}/orders`, {
      token: ben.token,
      key: 'k',
      body: { holdId: held.body.id },
    });
    expect(placed.status).toBe(201);
    // The chart is locked now; what is as it is may be said all the same.
    expect((await patch(body)).status).toBe(200);
    expect((await patch({ title: 'A real one' })).body.version).toBe(2);
    await system.until('the real change is told', async () => spy.heard(id).length > 0);
    expect(spy.heard(id).map(({ data }) => data.version)).toEqual([2]);
  });

  test('beside a real change it is none: the chart’s version stays, and so do holds', async () => {
    id = await publishEvent(system, ada, given);
    const { body: held } = await system.ask('POST', `/v1/events/${id}/holds`, {
      token: ben.token,
      body: { seats: ['A-1-1'] },
    });
    expect((await patch({ ...same[1]?.[1], title: 'Renamed' })).body).toMatchObject({ version: 2, title: 'Renamed' });
    expect((await system.ask('GET', `/v1/events/${id}/chart`)).body.chartVersion).toBe(1);
    expect((await system.ask('GET', `/v1/events/${id}/holds/${held.id}`, { token: ben.token })).status).toBe(200);
  });

  test('409 chart_locked for another chart after a sale, still', async () => {
    id = await publishEvent(system, ada, given);
    await system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key: 'k', body: { seats: ['A-1-1'] } });
    expect((await patch({ chart: { sections: [floor, { ...stalls, rows }] } })).body.code).toBe('chart_locked');
  });

  test('412 for it all the same under a condition that does not hold', async () => {
    id = await publishEvent(system, ada, given);
    expect((await patch(same[0]?.[1], { 'if-match': '"e2"' })).status).toBe(412);
  });

  test('200 for PUT of what equals the event as it is, in other words or after changes; 409 event_exists for anything else', async () => {
    id = chosenEventId(ada.id, '7af');
    expect((await put(id, given)).status).toBe(201);
    expect((await put(id, { ...given, ...same[1]?.[1], ...same[2]?.[1] })).status).toBe(200);
    await patch({ title: 'Renamed' });
    const before = await traces();
    expect((await put(id, { ...given, title: 'Renamed' })).body).toMatchObject({ title: 'Renamed', version: 2 });
    expect((await put(id, given)).body.title).toBe('Renamed');
    for (const changes of [{ title: 'Other' }, { currency: 'USD' }, { limitPerBuyer: null }])
      expect((await put(id, { ...given, ...changes })).body.code).toBe('event_exists');
    expect((await send('PUT', `/v1/events/${id}`, { ...given, title: 'Renamed' }, {}, ben)).body.code).toBe(
      'event_exists',
    );
    expect(await traces()).toBe(before);
  });
});
