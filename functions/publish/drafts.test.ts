/** Drafts: events that only their organizer sees, until they are published. */
import { beforeAll, describe, expect, test } from 'vitest';
import { eventBody, shardOf } from '../../scripts/testing/events.ts';
import type { Person } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';
import { newId, slotOf } from '../shared/ids.ts';
import { ada, ask, ben, draft, hold, publish, spy, startWithDrafts, system } from './fixtures/drafts-of-ada.ts';

startWithDrafts();

/** A path or body with ids of an event's slot. */
const toId = (text: string, of: string): string => {
  const slot = slotOf(of);
  return text
    .replace('HOLD', newId('hld', slot))
    .replace('ORDER', newId('ord', slot))
    .replace('BLOCK', newId('blk', slot));
};

const findQuixotic = async (query: string, who?: Person) => {
  const reply = await ask('GET', `/v1/events?q=quixotic&limit=100${query}`, who);
  expect(reply.status).toBe(200);
  return reply.body.items.map((item: { id: string; status: string }) => [item.id, item.status]);
};

describe('a draft is there for its organizer alone', () => {
  const routes: [method: string, path: string, body?: unknown, headers?: Record<string, string>][] = [
    ['GET', ''],
    ['GET', '/chart'],
    ['GET', '/availability'],
    ['GET', '/availability?seats=compact&since=1'],
    ['GET', '/availability/stream'],
    ['PATCH', '', { title: 'Mine' }],
    ['PATCH', '', { title: 'Mine' }, { 'if-match': '"e1"' }],
    ['POST', '/publish'],
    ['POST', '/cancel'],
    ['POST', '/holds', { seats: ['A-1-1'] }],
    ['POST', '/holds', { section: 'GA', quantity: 2 }],
    ['POST', '/holds', { seats: ['Z-9-9'] }],
    ['GET', '/holds/HOLD'],
    ['PATCH', '/holds/HOLD'],
    ['DELETE', '/holds/HOLD'],
    ['POST', '/orders', { seats: ['A-1-1'] }, { 'idempotency-key': 'k' }],
    ['POST', '/orders', { section: 'GA', quantity: 1 }, { 'idempotency-key': 'k' }],
    ['POST', '/orders', { holdId: 'HOLD' }, { 'idempotency-key': 'k' }],
    ['GET', '/orders/ORDER'],
    ['GET', '/orders'],
    ['GET', '/orders.csv'],
    ['POST', '/orders/ORDER/cancel'],
    ['POST', '/blocks', { seats: ['A-1-1'] }, { 'idempotency-key': 'k' }],
    ['GET', '/blocks'],
    ['DELETE', '/blocks/BLOCK'],
  ];
  let id: string;
  let nowhere: string;
  beforeAll(async () => {
    id = await draft();
    // So that processes have something to remember.
    await ask('GET', `/v1/events/${id}/availability`, ada);
    nowhere = newId('evt', slotOf(id));
  });

  test.each(routes)('%s %s answers a stranger as if there were none', async (method, path, body, headers) => {
    const said = (of: string, who: Person | undefined) =>
      ask(
        method,
        `/v1/events/${of}${toId(path, of)}`,
        who,
        body && JSON.parse(toId(JSON.stringify(body), of)),
        headers,
      );
    for (const who of [ben, undefined]) {
      const [seen, missing] = [await said(id, who), await said(nowhere, who)];
      expect([seen.status, seen.body.code, seen.body.detail]).toEqual([
        missing.status,
        missing.body?.code,
        missing.body?.detail,
      ]);
      expect(seen.headers.get('cache-control')).toBe(missing.headers.get('cache-control'));
      expect(seen.status).toBeGreaterThanOrEqual(400);
    }
  });

  test('PUT by somebody else under its id is refused as under any id that is not theirs', async () => {
    const at = chosenEventId(ada.id, 'a draft');
    const put = (who: Person, of = at) => ask('PUT', `/v1/events/${of}`, who, eventBody({ status: 'draft' }));
    expect([(await put(ada)).status, (await put(ada)).status]).toEqual([201, 200]);
    const [there, nothing] = [await put(ben), await put(ben, chosenEventId(ada.id, 'nothing'))];
    expect([there.status, there.body.code]).toEqual([nothing.status, nothing.body.code]);
  });

  test('401 for a token that is none, whether there is a draft or nothing', async () => {
    for (const of of [id, nowhere])
      for (const path of ['', '/chart', '/availability', '/availability/stream']) {
        const reply = await system.inside(`event-detail-${shardOf(of)}`, 'GET', `/v1/events/${of}${path}`, {
          token: 'not-a-token',
        });
        expect([of, path, reply.status, reply.body.code]).toEqual([of, path, 401, 'token_invalid']);
      }
  });

  test('200 to its organizer, and nobody between keeps it', async () => {
    for (const path of ['', '/chart', '/availability']) {
      const reply = await ask('GET', `/v1/events/${id}${path}`, ada);
      expect([path, reply.status]).toEqual([path, 200]);
      expect(reply.headers.get('cache-control')).toMatch(/private, no-store|no-cache/);
    }
    expect((await ask('GET', `/v1/events/${id}/availability`, ada)).body).toMatchObject({
      status: 'draft',
      counts: { free: 50, held: 0, sold: 0 },
    });
  });

  test('in no listing, but for its organizer’s own', async () => {
    const title = 'Quixotic rehearsal';
    const seen = await draft({ title });
    const own = `&organizerId=${ada.id}`;
    await system.until('it is listed', async () => (await findQuixotic(own, ada)).length > 0);
    expect(await findQuixotic(own, ada)).toEqual([[seen, 'draft']]);
    expect(await findQuixotic(`${own}&from=2020-01-01`, ada)).toEqual([[seen, 'draft']]);
    for (const [query, who] of [
      ['', undefined],
      ['', ada],
      ['&from=2020-01-01', ada],
      [own, undefined],
      [own, ben],
      [`${own}&from=2020-01-01&to=2040-01-01`, ben],
      [`&organizerId=${ben.id}`, ben],
    ] as const)
      expect([query, await findQuixotic(query, who)]).toEqual([query, []]);
    const reply = await ask('GET', `/v1/events?organizerId=${ada.id}`, ada);
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    expect(reply.headers.get('vary')).toContain('authorization');
    expect((await publish(seen)).status).toBe(200);
    await system.until('everybody finds it', async () => (await findQuixotic('')).length > 0);
    expect(await findQuixotic(own, ben)).toEqual([[seen, 'published']]);
  });
});

describe('nothing is sold of a draft', () => {
  test('409 event_draft to its organizer: no hold, no order, nothing to cancel', async () => {
    const id = await draft();
    const order = { 'idempotency-key': 'k' };
    const replies = [
      await hold(id, ada),
      await ask('POST', `/v1/events/${id}/holds`, ada, { section: 'GA', quantity: 2 }),
      await ask('POST', `/v1/events/${id}/orders`, ada, { seats: ['A-1-1'] }, order),
      await ask('POST', `/v1/events/${id}/orders`, ada, { section: 'A', quantity: 2 }, order),
      await ask('POST', `/v1/events/${id}/cancel`, ada),
    ];
    for (const { status, body } of replies) expect([status, body.code]).toEqual([409, 'event_draft']);
    const [claims] = await system.database(shardOf(id)).query('SELECT * FROM seat_claims WHERE event_id = ?', [id]);
    expect(claims).toEqual([]);
  });

  test('201 its organizer may block seats: they are blocked when it is published, and told of then', async () => {
    const id = await draft();
    const blocked = await ask(
      'POST',
      `/v1/events/${id}/blocks`,
      ada,
      { seats: ['A-1-1', 'A-1-2'] },
      {
        'idempotency-key': 'press',
      },
    );
    expect(blocked.status, JSON.stringify(blocked.body)).toBe(201);
    expect((await ask('GET', `/v1/events/${id}/blocks`, ada)).body.items).toHaveLength(1);
    expect((await publish(id)).status).toBe(200);
    expect((await hold(id, ben)).body.code).toBe('seats_unavailable');
    await system.until('both are told', async () => spy.heard(id).length >= 2);
    const told = spy
      .heard(id)
      .map(({ type, data }) => [type.split('.').slice(2, 4).join('.'), data.version, data.seatsSold]);
    expect(told.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
      ['availability.changed', 2, 2],
      ['event.published', 2, undefined],
    ]);
  });
});
