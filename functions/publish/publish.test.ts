import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent, shardOf } from '../../scripts/testing/events.ts';
import { formerEventIdFor } from '../../scripts/operate/import/event-id.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());

const publish = (body: unknown, who = ada) => system.ask('POST', '/v1/events', { token: who.token, body });
const change = (id: string, body: unknown, who = ada) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: who.token, body });

test('201 the event with its organizer, seats and times in UTC; its slot belongs to the shard that has it', async () => {
  const { status, headers, body } = await publish(eventBody({ startsAt: '2031-05-14T20:30:00+02:00' }));
  expect(status).toBe(201);
  expect(body).toMatchObject({
    status: 'published',
    organizerId: ada.id,
    seatsTotal: 50,
    version: 1,
    startsAt: '2031-05-14T18:30:00.000Z',
    limitPerOrder: 10,
    limitPerBuyer: null,
  });
  expect(headers.get('location')).toBe(`/v1/events/${body.id}`);
  const [rows] = await system.database(shardOf(body.id)).query('SELECT id FROM events WHERE id = ?', [body.id]);
  expect(rows).toHaveLength(1);
});

test('events land on both shards', async () => {
  const ids = await Promise.all(Array.from({ length: 24 }, () => publishEvent(system, ada)));
  expect(new Set(ids.map(shardOf))).toEqual(new Set(['e0', 'e1']));
});

describe('422 invalid names the path of what is wrong', () => {
  const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 5 };
  test.each([
    ['no title', { title: '' }, 'title'],
    ['ends before it starts', { endsAt: '2031-05-14T18:30:00Z' }, 'endsAt'],
    ['not a time', { startsAt: 'tomorrow' }, 'startsAt'],
    ['not a currency', { currency: 'EUX' }, 'currency'],
    ['a currency that was withdrawn', { currency: 'HRK' }, 'currency'],
    ['a beginning in the past', { startsAt: '2026-01-14T18:30:00Z' }, 'startsAt'],
    ['a sale that begins when all is over', { onSaleAt: '2031-05-14T22:00:00Z' }, 'onSaleAt'],
    ['a title that nobody sees', { title: '\u200b\u2060' }, 'title'],
    [
      'not a time zone',
      { venue: { name: 'V', city: 'C', country: 'D', timeZone: 'Europe/Atlantis' } },
      'venue.timeZone',
    ],
    [
      'a negative price',
      { priceCategories: [{ id: 'P1', name: 'P', priceCents: -1 }] },
      'priceCategories.0.priceCents',
    ],
    [
      'an unknown price category',
      { chart: { sections: [{ ...section, priceCategory: 'P9' }] } },
      'chart.sections.0.priceCategory',
    ],
    ['a section twice', { chart: { sections: [section, section] } }, 'chart.sections.1.id'],
    ['no sections', { chart: { sections: [] } }, 'chart.sections'],
    [
      'more seats than an event may have',
      {
        chart: {
          sections: [
            { ...section, capacity: 100_000 },
            { ...section, id: 'B' },
          ],
        },
      },
      'chart',
    ],
    ['fifty-one seats an order', { limitPerOrder: 51 }, 'limitPerOrder'],
    ['an unknown field', { organizerId: 'usr_000_01JDCMX0C1E6S9T4W2VZQK8M5F' }, 'organizerId'],
    ['a status', { status: 'cancelled' }, 'status'],
  ])('%s', async (_, changes, path) => {
    const { body } = await publish(eventBody(changes));
    expect(body).toMatchObject({ status: 422, code: 'invalid' });
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });
});

describe('PUT under an id of the caller’s', () => {
  let id = '';
  beforeAll(() => {
    id = chosenEventId(ada.id, 'a record');
  });
  const put = (body: unknown, who = ada, at = id) => system.ask('PUT', `/v1/events/${at}`, { token: who.token, body });

  test('201 the first time, 200 the same event ever after, also at once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => put(eventBody())));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(9);
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    expect((await put(eventBody())).body.version).toBe(1);
  });

  test('409 event_exists for something else, or from somebody else', async () => {
    expect((await put(eventBody({ title: 'Another' }))).body).toMatchObject({ status: 409, code: 'event_exists' });
    expect((await put(eventBody(), ben)).body).toMatchObject({ status: 409, code: 'event_exists' });
  });

  test('200 still after the event was changed: a repeated import does not undo it', async () => {
    await change(id, { title: 'Renamed' });
    const { status, body } = await put(eventBody());
    expect([status, body.title]).toEqual([200, 'Renamed']);
  });

  test('422 invalid for an id that is not for the caller to choose: whose it is gets 201 all the same', async () => {
    const coveted = chosenEventId(ada.id, 'next year');
    const { status, body } = await put(eventBody(), ben, coveted);
    expect([status, body.code, body.errors]).toEqual([
      422,
      'invalid',
      [{ path: 'eventId', message: expect.any(String) }],
    ]);
    expect((await system.ask('GET', `/v1/events/${coveted}`)).status).toBe(404);
    expect((await put(eventBody(), ada, coveted)).status).toBe(201);
  });

  test('422 invalid for a slot of the caller’s choice, and for an id as the server draws them; nothing is published', async () => {
    const fit = chosenEventId(ada.id, 'slots');
    const moved = `evt_${fit.startsWith('evt_0') ? 'f' : '0'}${fit.slice(5)}`;
    for (const misfit of [moved, 'evt_7ab_01JDCMX0C1E6S9T4W2VZQK8M5F', formerEventIdFor(ada.id, ['json', 'x'])]) {
      expect((await put(eventBody(), ada, misfit)).body).toMatchObject({ status: 422, code: 'invalid' });
      expect((await system.ask('GET', `/v1/events/${misfit}`)).status).toBe(404);
    }
  });

  test('200 for what was published under an id of before that rule, 409 for something else under it', async () => {
    const fit = chosenEventId(ada.id, 'long ago');
    const [shard, former] = [shardOf(fit), `${fit.slice(0, 8)}01JDCMX0C1E6S9T4W2VZQK8M5F`];
    await put(eventBody(), ada, fit);
    for (const [table, column] of [
      ['events', 'id'],
      ['sales', 'event_id'],
    ] as const)
      await system.database(shard).query(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`, [former, fit]);
    const again = await put(eventBody(), ada, former);
    expect([again.status, again.body.id]).toEqual([200, former]);
    expect((await put(eventBody({ title: 'Another' }), ada, former)).body.code).toBe('event_exists');
    expect((await put(eventBody(), ben, former)).body.code).toBe('event_exists');
  });

  test('429 for the 21st in one slot within an hour, for it was aimed; the same again is not counted', async () => {
    const cleo = await system.user('Cleo');
    const aimed: string[] = [];
    for (let tries = 0; aimed.length < 21; tries++) {
      const candidate = chosenEventId(cleo.id, String(tries));
      if (candidate.startsWith('evt_123_')) aimed.push(candidate);
    }
    const last = aimed.pop() ?? '';
    for (const each of aimed) expect((await put(eventBody(), cleo, each)).status).toBe(201);
    const refused = await put(eventBody(), cleo, last);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await put(eventBody(), cleo, chosenEventId(cleo.id, 'elsewhere'))).status).toBe(201);
  }, 60_000);

  test('201 for what has begun or is over: an import brings that, too', async () => {
    const past = { startsAt: '1000-01-01T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' };
    const { status, body } = await put(eventBody(past), ada, chosenEventId(ada.id, 'history'));
    expect([status, body.startsAt]).toEqual([201, '1000-01-01T00:00:00.000Z']);
  });

  test('422 for a sale that begins when all is over', async () => {
    const { status, body } = await put(
      eventBody({ onSaleAt: '2031-06-01T00:00:00Z' }),
      ada,
      chosenEventId(ada.id, 'late'),
    );
    expect([status, body.errors]).toEqual([422, [{ path: 'onSaleAt', message: expect.any(String) }]]);
  });

  test('200 for the same with its zone by another name, which is kept by the one that IANA prefers', async () => {
    const at = chosenEventId(ada.id, 'a zone');
    const inZone = (timeZone: string) =>
      put(eventBody({ venue: { name: 'V', city: 'C', country: 'D', timeZone } }), ada, at);
    const first = await inZone('us/pacific');
    expect([first.status, first.body.venue.timeZone]).toEqual([201, 'America/Los_Angeles']);
    await system
      .database(shardOf(at))
      .query(
        "UPDATE events SET fingerprint = UNHEX(REPEAT('00', 32)), venue = REPLACE(venue, 'America/Los_Angeles', 'US/Pacific') WHERE id = ?",
        [at],
      );
    expect((await inZone('US/Pacific')).status).toBe(200);
    expect((await inZone('America/Los_Angeles')).body.version).toBe(1);
  });

  test('404 for an id that is none', async () => {
    expect((await put(eventBody(), ada, 'evt_7ab_x')).status).toBe(404);
    expect((await put(eventBody(), ada, 'evt_xyz_01JDCMX0C1E6S9T4W2VZQK8M5F')).status).toBe(404);
  });
});

describe('changing', () => {
  test('200 the next version; what is left out stays', async () => {
    const id = await publishEvent(system, ada);
    const { status, body } = await change(id, { title: 'Renamed', limitPerBuyer: 4 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      version: 2,
      title: 'Renamed',
      limitPerBuyer: 4,
      category: 'music',
      seatsTotal: 50,
    });
    expect((await system.ask('GET', `/v1/events/${id}`)).body).toEqual(body);
  });

  test('403 not_organizer for anybody else, and nothing changes', async () => {
    const id = await publishEvent(system, ada);
    expect((await change(id, { title: 'Mine now' }, ben)).body).toMatchObject({ status: 403, code: 'not_organizer' });
    expect((await system.ask('POST', `/v1/events/${id}/cancel`, { token: ben.token })).body.code).toBe('not_organizer');
    expect((await system.ask('GET', `/v1/events/${id}`)).body).toMatchObject({
      title: 'An evening of strings',
      status: 'published',
      version: 1,
    });
  });

  test('422 for an empty change, another currency, and a chart that does not fit the prices', async () => {
    const id = await publishEvent(system, ada);
    for (const body of [{}, { currency: 'USD' }, { priceCategories: [{ id: 'P1', name: 'P', priceCents: 1 }] }]) {
      expect((await change(id, body)).body, JSON.stringify(body)).toMatchObject({ status: 422, code: 'invalid' });
    }
  });

  test('422 for a beginning or an end that is moved into the past, and a sale that would begin after the end, by the merged result', async () => {
    const id = await publishEvent(system, ada, { onSaleAt: '2031-05-14T20:00:00Z' });
    const past = { startsAt: '2026-05-14T18:30:00Z', endsAt: '2026-05-14T22:00:00Z' };
    const changes: [change: Record<string, unknown>, paths: string[]][] = [
      [{ startsAt: past.startsAt }, ['startsAt']],
      [{ ...past, onSaleAt: null }, ['startsAt', 'endsAt']],
      [{ onSaleAt: '2031-05-14T22:00:00Z' }, ['onSaleAt']],
      [{ endsAt: '2031-05-14T20:00:00Z' }, ['onSaleAt']],
      [{ endsAt: '2031-05-14T18:00:00Z', onSaleAt: null }, ['endsAt']],
    ];
    for (const [body, paths] of changes) {
      const reply = await change(id, body);
      expect([reply.status, reply.body.errors?.map(({ path }: { path: string }) => path)]).toEqual([422, paths]);
    }
    expect((await system.ask('GET', `/v1/events/${id}`)).body.version).toBe(1);
  });

  test('200 for anything else of an event that has begun, its end among it', async () => {
    const id = await publishEvent(system, ada, { startsAt: '2026-05-14T18:30:00Z' });
    expect((await change(id, { title: 'It goes on', endsAt: '2031-06-01T00:00:00Z' })).status).toBe(200);
    expect((await change(id, { startsAt: '2026-05-14T20:30:00+02:00', title: 'And on' })).status).toBe(200);
  });

  test('200 for a change of what broke a rule before there was one', async () => {
    const id = await publishEvent(system, ada);
    await system.database(shardOf(id)).query("UPDATE events SET on_sale_at = '2032-01-01' WHERE id = ?", [id]);
    expect((await change(id, { title: 'Still possible' })).status).toBe(200);
    expect((await change(id, { onSaleAt: '2032-02-01T00:00:00Z' })).status).toBe(422);
  });

  test('409 chart_locked once a seat is sold; before that the chart can be replaced, and holds of the old one are gone', async () => {
    const id = await publishEvent(system, ada);
    const chart = { sections: [{ id: 'N', name: 'New', kind: 'general', priceCategory: 'P1', capacity: 7 }] };
    const held = await system.ask('POST', `/v1/events/${id}/holds`, { token: ben.token, body: { seats: ['A-1-1'] } });
    expect(held.status).toBe(201);
    expect((await change(id, { chart })).body).toMatchObject({ seatsTotal: 7, version: 2 });
    const stale = await system.ask('POST', `/v1/events/${id}/orders`, {
      token: ben.token,
      key: 'old',
      body: { holdId: held.body.id },
    });
    expect(stale.body).toMatchObject({ status: 409, code: 'hold_expired' });
    const order = await system.ask('POST', `/v1/events/${id}/orders`, {
      token: ben.token,
      key: 'new',
      body: { seats: ['N-1'] },
    });
    expect([order.status, order.body.items]).toEqual([201, [{ seat: 'N-1', priceCents: 5000, status: 'confirmed' }]]);
    const other = { sections: [{ ...chart.sections[0], capacity: 6 }] };
    expect((await change(id, { chart: other })).body).toMatchObject({ status: 409, code: 'chart_locked' });
    expect((await change(id, { title: 'Still possible' })).status).toBe(200);
  });

  test('no seat is sold from a chart that is being replaced', async () => {
    const id = await publishEvent(system, ada);
    const chart = { sections: [{ id: 'N', name: 'New', kind: 'general', priceCategory: 'P1', capacity: 7 }] };
    const [changed, ...orders] = await Promise.all([
      change(id, { chart }),
      ...Array.from({ length: 15 }, (_, index) =>
        system.ask('POST', `/v1/events/${id}/orders`, {
          token: ben.token,
          key: `r${index}`,
          body: { seats: [`A-2-${(index % 10) + 1}`] },
        }),
      ),
    ]);
    const sold = orders.filter(({ status }) => status === 201);
    // One of the two came first: either the chart was replaced and nothing of the old one is sold, or it was locked.
    expect(changed.status === 200 ? sold.length : changed.body.code).toBe(changed.status === 200 ? 0 : 'chart_locked');
  });
});

test('cancelling twice changes nothing; a cancelled event cannot be changed', async () => {
  const id = await publishEvent(system, ada);
  const cancel = () => system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token });
  const first = await cancel();
  expect(first.body).toMatchObject({ status: 'cancelled', version: 2 });
  expect((await cancel()).body).toEqual(first.body);
  expect((await change(id, { title: 'Back' })).body).toMatchObject({ status: 409, code: 'event_cancelled' });
});

test('404 event_not_found, and 421 for a slot of another shard', async () => {
  const missing = 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F';
  expect((await change(missing, { title: 'X' })).body).toMatchObject({ status: 404, code: 'event_not_found' });
  const wrong = await system.inside('publish-e1', 'PATCH', `/v1/events/${missing}`, {
    token: ada.token,
    body: { title: 'X' },
  });
  expect(wrong.body).toMatchObject({ status: 421, code: 'misdirected', owner: 'e0' });
});

test('what was published is told exactly once: the outbox is empty, and browsing finds it', async () => {
  const id = await publishEvent(system, ada, { title: 'Zanzibarian nocturne' });
  await system.until('it is found', async () => {
    const { body } = await system.ask('GET', '/v1/events?q=zanzibarian');
    return body.items.length === 1 && body.items[0].id === id;
  });
  await system.until('the outbox is empty', async () => {
    const [rows] = await system.database(shardOf(id)).query('SELECT * FROM outbox');
    return (rows as unknown[]).length === 0;
  });
});
