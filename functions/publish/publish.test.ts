import { describe, expect, test } from 'vitest';
import { eventBody, publishEvent, shardOf } from '../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

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
      [{ endsAt: '2031-05-14T20:00:00Z' }, ['endsAt']],
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
    expect(order.status).toBe(201);
    expect(order.body.items).toEqual([
      { seat: 'N-1', priceCents: 5000, status: 'confirmed', shown: { section: 'New', seat: '1' } },
    ]);
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
