import { beforeAll, describe, expect, test } from 'vitest';
import { eventBody, shardOf } from '../../scripts/testing/events.ts';
import { formerEventIdFor } from '../../scripts/operate/import/event-id.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

const change = (id: string, body: unknown, who = ada) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: who.token, body });

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
