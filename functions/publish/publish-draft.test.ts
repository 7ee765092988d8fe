/** From a draft to an event on sale. */
import { describe, expect, test } from 'vitest';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { ada, ask, ben, draft, hold, publish, spy, startWithDrafts, system } from './fixtures/drafts-of-ada.ts';

startWithDrafts();

describe('changing and publishing a draft', () => {
  test('200 everything may change, the currency and the chart too, and nobody hears of it before it is published', async () => {
    const id = await draft();
    const chart = { sections: [{ id: 'N', name: 'New', kind: 'general', priceCategory: 'P1', capacity: 7 }] };
    const changed = await ask('PATCH', `/v1/events/${id}`, ada, { currency: 'CHF', chart, title: 'Another' });
    expect(changed.body).toMatchObject({ status: 'draft', version: 2, currency: 'CHF', seatsTotal: 7 });
    const published = await publish(id);
    expect([published.status, published.headers.get('etag')]).toEqual([200, '"e3"']);
    expect(published.body).toMatchObject({ status: 'published', version: 3, title: 'Another', organizerId: ada.id });
    expect((await ask('GET', `/v1/events/${id}`)).body).toEqual(published.body);
    await system.until('it is told', async () => spy.heard(id).some(({ type }) => type.endsWith('event.published.v1')));
    expect(
      spy
        .heard(id)
        .filter(({ type }) => !type.includes('availability'))
        .map(({ data }) => data.version),
    ).toEqual([3]);
    expect((await ask('PATCH', `/v1/events/${id}`, ada, { currency: 'EUR' })).body).toMatchObject({
      status: 422,
      code: 'invalid',
      errors: [{ path: 'currency' }],
    });
    expect((await ask('PATCH', `/v1/events/${id}`, ada, { currency: 'CHF' })).body.version).toBe(3);
  });

  test('200 again and again, and at once: it is published once', async () => {
    const id = await draft();
    const replies = await Promise.all(Array.from({ length: 12 }, () => publish(id)));
    for (const { status, body } of replies) expect([status, body.status, body.version]).toEqual([200, 'published', 2]);
    expect((await publish(id)).body).toEqual(replies[0]?.body);
    expect((await publish(id, {}, ben)).body.code).toBe('not_organizer');
    await system.until('it is told', async () => spy.heard(id).length > 0);
    expect(spy.heard(id).filter(({ type }) => type.endsWith('event.published.v1'))).toHaveLength(1);
  });

  test('412 under a condition that is not so: what is published is what was seen', async () => {
    const id = await draft();
    await ask('PATCH', `/v1/events/${id}`, ada, { title: 'Newer' });
    expect((await publish(id, { 'if-match': '"e1"' })).body.code).toBe('precondition_failed');
    expect((await ask('GET', `/v1/events/${id}`)).status).toBe(404);
    expect((await publish(id, { 'if-match': '"e2"' })).body.status).toBe('published');
  });

  test('422 for a draft that has begun meanwhile, until it is moved; nobody hears of it', async () => {
    const past = { startsAt: '2020-05-14T18:30:00Z', endsAt: '2020-05-14T22:00:00Z' };
    const id = await draft(past);
    expect((await publish(id)).body).toMatchObject({ status: 422, code: 'invalid', errors: [{ path: 'startsAt' }] });
    expect((await ask('GET', `/v1/events/${id}`)).status).toBe(404);
    const { startsAt, endsAt } = eventBody();
    await ask('PATCH', `/v1/events/${id}`, ada, { startsAt, endsAt });
    expect((await publish(id)).body).toMatchObject({ status: 'published', version: 3 });
  });

  test('409 event_cancelled for what was cancelled since', async () => {
    const id = await publishEvent(system, ada);
    expect((await publish(id)).body.version).toBe(1);
    await ask('POST', `/v1/events/${id}/cancel`, ada);
    expect((await publish(id)).body.code).toBe('event_cancelled');
  });

  test('published, it is there for those at once who were refused before', async () => {
    const id = await draft();
    const paths = ['', '/chart', '/availability'];
    for (const path of paths) {
      expect((await ask('GET', `/v1/events/${id}${path}`, ada)).status).toBe(200);
      expect((await ask('GET', `/v1/events/${id}${path}`, ben)).status).toBe(404);
    }
    expect((await hold(id, ben)).status).toBe(404);
    expect((await hold(id, ada)).status).toBe(409);
    expect((await publish(id)).status).toBe(200);
    for (const path of paths) expect((await ask('GET', `/v1/events/${id}${path}`)).status).toBe(200);
    expect((await hold(id, ben)).status).toBe(201);
  });
});
