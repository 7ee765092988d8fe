/** An event that is published, or drafted, under an Idempotency-Key: once, in whichever shard. */
import { expect, test } from 'vitest';
import { eventBody, shardOf } from '../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';
import { slotOf } from '../shared/ids.ts';
import { eventIdUnderKey } from './publishing-once.ts';

startWithAdaAndBen();

const publish = (key: string, body: unknown = eventBody(), who = ada) =>
  system.ask('POST', '/v1/events', { token: who.token, key, body });
const inDatabase = async (id: string) => {
  const [rows] = await system.database(shardOf(id)).query('SELECT id FROM events WHERE id = ?', [id]);
  return (rows as unknown[]).length;
};

test('201 once, then 200 with the same event, however many ask at once; in both shards', async () => {
  const shards = new Set<string>();
  for (const key of ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8']) {
    const replies = await Promise.all(Array.from({ length: 4 }, () => publish(key)));
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['200', '200', '200', '201']);
    for (const { body, headers } of replies) expect([body, headers.get('etag')]).toEqual([replies[0]?.body, '"e1"']);
    const made = replies.find(({ status }) => status === 201);
    expect(made?.headers.get('location')).toBe(`/v1/events/${made?.body.id}`);
    expect(await inDatabase(made?.body.id)).toBe(1);
    shards.add(shardOf(made?.body.id));
  }
  expect(shards).toEqual(new Set(['e0', 'e1']));
});

test('a key is its organizer’s own, with and without its quotes; another key makes another event', async () => {
  const first = await publish('mine');
  expect((await publish('"mine"')).body.id).toBe(first.body.id);
  const others = [await publish('mine', eventBody(), ben), await publish('Mine')];
  expect(others.map(({ status }) => status)).toEqual([201, 201]);
  expect(new Set([first, ...others].map(({ body }) => body.id)).size).toBe(3);
});

test('422 idempotency_key_reused for another event under the key, and nothing changes', async () => {
  const { body } = await publish('reused');
  for (const changes of [{ title: 'Another' }, { status: 'draft' }, { limitPerOrder: 3 }])
    expect((await publish('reused', eventBody(changes))).body).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
  expect((await system.ask('GET', `/v1/events/${body.id}`)).body).toEqual(body);
});

const hall = (row: object) => ({
  chart: {
    sections: [
      { id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats: 4, ...row }] },
      { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 5 },
    ],
  },
});

test('200 for the same event in other words', async () => {
  const first = await publish('said', eventBody(hall({ otherPrices: [{ priceCategory: 'P2', places: [1, 2] }] })));
  expect(first.status).toBe(201);
  const other = eventBody(hall({ priceCategory: 'P1', otherPrices: [{ priceCategory: 'P2', places: [2, 1] }] }));
  expect(await publish('said', other)).toMatchObject({ status: 200, body: first.body });
  await publish('plain', eventBody(hall({})));
  expect((await publish('plain', eventBody(hall({ otherPrices: [] })))).status).toBe(200);
});

test.each(['', ' ', '""'])('400 malformed_request for the key %j', async (key) => {
  expect((await publish(key)).body).toMatchObject({ status: 400, code: 'malformed_request' });
});

test('200 as it is by now, after it was changed, cancelled, or has begun', async () => {
  const { body } = await publish('later');
  const path = `/v1/events/${body.id}`;
  await system.ask('PATCH', path, { token: ada.token, body: { title: 'Renamed' } });
  expect(await publish('later')).toMatchObject({ status: 200, body: { id: body.id, title: 'Renamed', version: 2 } });
  await system.ask('POST', `${path}/cancel`, { token: ada.token });
  expect(await publish('later')).toMatchObject({ status: 200, body: { id: body.id, status: 'cancelled' } });
  // A repeat whose event has begun meanwhile says the times of then.
  const past = { startsAt: '2026-01-14T18:30:00.000Z', endsAt: '2026-01-14T22:00:00.000Z' };
  const begun = await system.ask('PUT', `/v1/events/${eventIdUnderKey(ada.id, 'begun')}`, {
    token: ada.token,
    body: eventBody(past),
  });
  expect(begun.status).toBe(201);
  expect(await publish('begun', eventBody(past))).toMatchObject({ status: 200, body: { id: begun.body.id } });
});

test('422 invalid leaves the key free', async () => {
  const past = eventBody({ startsAt: '2026-01-14T18:30:00Z' });
  for (const body of [past, eventBody({ title: '' })])
    expect((await publish('free', body)).body).toMatchObject({ status: 422, code: 'invalid' });
  expect((await publish('free')).status).toBe(201);
});

test('a draft is drafted once, and found when it was published meanwhile; 409 event_discarded once it was thrown away', async () => {
  const body = eventBody({ status: 'draft' });
  const { body: draft, status } = await publish('draft', body);
  expect([status, draft.status]).toEqual([201, 'draft']);
  expect((await publish('draft', body)).body).toEqual(draft);
  await system.ask('POST', `/v1/events/${draft.id}/publish`, { token: ada.token });
  expect(await publish('draft', body)).toMatchObject({ status: 200, body: { id: draft.id, status: 'published' } });

  const { body: thrown } = await publish('thrown', body);
  expect((await system.ask('DELETE', `/v1/events/${thrown.id}`, { token: ada.token })).status).toBe(204);
  for (const repeat of [body, eventBody(), eventBody({ startsAt: '2026-01-14T18:30:00Z' })])
    expect((await publish('thrown', repeat)).body).toMatchObject({ status: 409, code: 'event_discarded' });
  expect(await inDatabase(thrown.id)).toBe(0);

  // There is an event again: what was said to discard is over.
  const put = { token: ada.token, body: eventBody() };
  expect((await system.ask('PUT', `/v1/events/${thrown.id}`, put)).status).toBe(201);
  expect(await publish('thrown')).toMatchObject({ status: 200, body: { id: thrown.id, status: 'published' } });
  expect((await publish('thrown', eventBody({ title: 'Another' }))).body.code).toBe('idempotency_key_reused');
});

test('201 or 409, never an earlier version, for a repeat while the draft is thrown away', async () => {
  const body = eventBody({ status: 'draft' });
  for (let round = 0; round < 6; round++) {
    const { body: draft } = await publish(`race-${round}`, body);
    const [repeated, discarded] = await Promise.all([
      publish(`race-${round}`, body),
      system.ask('DELETE', `/v1/events/${draft.id}`, { token: ada.token }),
    ]);
    expect(discarded.status).toBe(204);
    expect([200, 409]).toContain(repeated.status);
    expect(await inDatabase(draft.id)).toBe(0);
  }
});

test('421 at the Service of another shard', async () => {
  const key = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].find((one) => slotOf(eventIdUnderKey(ada.id, one)) >= 0x800);
  const asked = { token: ada.token, headers: { 'idempotency-key': key ?? '' }, body: eventBody() };
  const reply = await system.inside('publish-e0', 'POST', '/v1/events', asked);
  expect(reply.body).toMatchObject({ status: 421, code: 'misdirected', owner: 'e1' });
});

test('429 for the 21st key that leads to one slot within an hour, for it was aimed; a repeat is not counted', async () => {
  const cleo = await system.user('Cleo');
  const aimed: string[] = [];
  for (let tries = 0; aimed.length < 21; tries++)
    if (eventIdUnderKey(cleo.id, String(tries)).startsWith('evt_123_')) aimed.push(String(tries));
  const last = aimed.pop() ?? '';
  for (const key of aimed) expect((await publish(key, eventBody(), cleo)).status).toBe(201);
  expect((await publish(last, eventBody(), cleo)).body.code).toBe('too_many_requests');
}, 60_000);
