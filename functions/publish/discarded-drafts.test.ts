/** Drafts that are thrown away: as if they had never been there, but for their versions. */
import { describe, expect, test } from 'vitest';
import { eventBody, publishEvent, shardOf } from '../../scripts/testing/events.ts';
import type { Person } from '../../scripts/testing/test-system.ts';
import { ada, ask, ben, draft, startWithDrafts, system } from './fixtures/drafts-of-ada.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

startWithDrafts();

const listed = async (id: string) => {
  const { body } = await ask('GET', `/v1/events?organizerId=${ada.id}&limit=100`, ada);
  return body.items.some((item: { id: string }) => item.id === id);
};
const discard = (id: string, who: Person, headers: Record<string, string> = {}) =>
  ask('DELETE', `/v1/events/${id}`, who, undefined, headers);

describe('throwing a draft away', () => {
  test('204 it is gone, with what was blocked of it, also from its organizer’s listing; then 404', async () => {
    const id = await draft();
    await system.until('it is listed', () => listed(id));
    const block = await system.ask('POST', `/v1/events/${id}/blocks`, {
      token: ada.token,
      key: 'kept',
      body: { seats: ['A-1-1', 'A-1-2'] },
    });
    expect(block.status).toBe(201);
    expect((await discard(id, ben)).body).toMatchObject({ status: 404, code: 'event_not_found' });
    expect((await ask('DELETE', `/v1/events/${id}`)).status).toBe(401);
    expect((await discard(id, ada, { 'if-match': '"e7"' })).status).toBe(412);
    const gone = await discard(id, ada, { 'if-match': '"e1"' });
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    for (const [method, path, body] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PATCH', '', { title: 'Too late' }],
      ['POST', '/publish'],
      ['GET', '/chart'],
      ['GET', '/blocks'],
      ['GET', '/availability'],
    ] as const)
      await system.until(`404 for ${method} ${path}`, async () => {
        return (await ask(method, `/v1/events/${id}${path}`, ada, body)).body.code === 'event_not_found';
      });
    for (const table of [
      'events WHERE id',
      'blocks WHERE event_id',
      'seat_claims WHERE event_id',
      'sales WHERE event_id',
    ]) {
      const [rows] = await system.database(shardOf(id)).query(`SELECT 1 FROM ${table} = ?`, [id]);
      expect([table, rows]).toEqual([table, []]);
    }
    await system.until('it is not listed', async () => !(await listed(id)));
    await expect(
      system.ask('POST', `/v1/events/${id}/blocks`, { token: ada.token, key: 'late', body: { seats: ['A-1-3'] } }),
    ).resolves.toMatchObject({ status: 404 });
  });

  test('409 event_published for what was published or cancelled, 403 for somebody else’s', async () => {
    const id = await publishEvent(system, ada);
    expect((await discard(id, ada)).body).toMatchObject({ status: 409, code: 'event_published' });
    expect((await discard(id, ben)).body).toMatchObject({ status: 403, code: 'not_organizer' });
    expect((await ask('POST', `/v1/events/${id}/cancel`, ada)).status).toBe(200);
    expect((await discard(id, ada)).body).toMatchObject({ status: 409, code: 'event_published' });
    expect((await ask('GET', `/v1/events/${id}`)).body.status).toBe('cancelled');
  });

  test('of ten who throw it away, publish and change it at once, either it is gone or it is published', async () => {
    const id = await draft();
    const replies = await Promise.all([
      ...Array.from({ length: 4 }, () => discard(id, ada)),
      ...Array.from({ length: 4 }, () => ask('POST', `/v1/events/${id}/publish`, ada)),
      ask('PATCH', `/v1/events/${id}`, ada, { title: 'Changed' }),
    ]);
    const gone = replies.slice(0, 4).filter(({ status }) => status === 204).length;
    const published = replies.slice(4, 8).filter(({ status }) => status === 200).length;
    expect([gone, published > 0]).toEqual(published > 0 ? [0, true] : [1, false]);
    expect((await ask('GET', `/v1/events/${id}`, ada)).status).toBe(gone > 0 ? 404 : 200);
  });

  test('an id of one’s choice can be used again, and what is there then is listed', async () => {
    const id = chosenEventId(ada.id, 'again');
    const put = (body: unknown) => ask('PUT', `/v1/events/${id}`, ada, body);
    expect((await put(eventBody({ status: 'draft', title: 'Zuerst' }))).status).toBe(201);
    await ask('PATCH', `/v1/events/${id}`, ada, { title: 'Zweitens' });
    await system.until('it is listed', () => listed(id));
    expect((await discard(id, ada)).status).toBe(204);
    await system.until('it is not listed', async () => !(await listed(id)));
    const again = await put(eventBody({ title: 'Drittens' }));
    expect([again.status, again.body.version, again.body.status]).toEqual([201, 4, 'published']);
    const listing = await system.until('it is listed', async () => {
      const { body } = await ask('GET', '/v1/events?q=drittens');
      return body.items[0];
    });
    expect(listing).toMatchObject({ id, title: 'Drittens', status: 'published' });
    expect(
      (await system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key: 'k', body: { seats: ['A-1-1'] } }))
        .status,
    ).toBe(201);
    // What was told of it before comes late, and again.
    expect((await put(eventBody({ title: 'Drittens' }))).status).toBe(200);
  });
});
