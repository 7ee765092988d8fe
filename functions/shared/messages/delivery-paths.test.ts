/** Whoever is not one of ours is not believed: at the functions' delivery paths, at the Broker's ingress, and when what he says cannot be. */
import { describe, expect, test } from 'vitest';
import { catalog, type EventType, wireType } from '../../../events/catalog.ts';
import type { TestDelivery } from '../../../scripts/testing/test-deliveries.ts';
import { newId, newUlid } from '../ids.ts';
import { TICK } from './ticks.ts';
import { event, forgedOrder, startWithForged, system, tableOf } from './fixtures/forged.ts';

startWithForged();

/** All that an event may change, as text. */
async function everything(): Promise<string> {
  const tables = [
    ...['u0', 'u1'].flatMap((shard) =>
      ['order_records', 'event_facts', 'inbox', 'dead_letters'].map((t) => [shard, t]),
    ),
    ...['e0', 'e1'].flatMap((shard) =>
      ['events', 'orders', 'sales', 'outbox', 'closed_organizers', 'dead_letters'].map((t) => [shard, t]),
    ),
    ...['listings', 'listing_sales', 'inbox', 'dead_letters'].map((t) => ['catalog', t]),
  ] as [string, string][];
  return JSON.stringify(await Promise.all(tables.map(([shard, table]) => tableOf(shard, table))));
}

const DELIVERY_PATHS = [
  'order-record',
  'order-record-u0',
  'event-global',
  'book',
  'book-e0',
  'book-e1',
  'publish',
  'publish-e0',
  'publish-e1',
  'register',
  'account',
];

async function post(delivery: TestDelivery): Promise<number> {
  const { headers, raw } = system.delivery(delivery);
  const ingress = await system.platform.address('seatmesh-broker-ingress');
  const answer = await fetch(ingress, { method: 'POST', headers, body: raw });
  await answer.arrayBuffer();
  return answer.status;
}

describe('without a proof', () => {
  test.each(DELIVERY_PATHS)(
    '403 at both delivery paths of %s, whatever is said, and nothing is changed or kept',
    async (service) => {
      const before = await everything();
      for (const path of ['/cloudevents', '/dead-letters'])
        for (const type of [...(Object.keys(catalog) as EventType[]).map(wireType), TICK]) {
          const headers = {
            'ce-specversion': '1.0',
            'ce-id': newUlid(),
            'ce-source': '/seatmesh/e0',
            'ce-type': type,
            'ce-time': new Date().toISOString(),
            'ce-slot': event.slice(4, 7),
          };
          const reply = await system.inside(service, 'POST', path, { headers, body: forgedOrder() });
          expect([path, type, reply.status, reply.body]).toEqual([path, type, 403, undefined]);
        }
      expect(await everything()).toBe(before);
    },
  );

  test('403 for a body that is said to be something else than JSON', async () => {
    const { headers, raw } = system.delivery({ type: 'order.confirmed.v1', data: forgedOrder(), id: newUlid() });
    for (const type of [
      'text/plain',
      'application/octet-stream',
      'application/xml',
      'application/json; charset=utf-16',
      '',
    ])
      expect([
        type,
        (
          await system.inside('order-record', 'POST', '/cloudevents', {
            headers: { ...headers, 'content-type': type },
            raw,
          })
        ).status,
      ]).toEqual([type, 403]);
  });

  test('403 for a structured event, and for one that says both', async () => {
    const { headers, raw } = {
      headers: system.proven({ 'ce-source': '/seatmesh/e0', 'ce-id': newUlid() }, '{}'),
      raw: '{}',
    };
    const type = 'application/cloudevents+json';
    for (const given of [{ 'content-type': type }, { ...headers, 'content-type': type }])
      expect((await system.inside('order-record', 'POST', '/cloudevents', { headers: given, raw })).status).toBe(403);
  });

  test("403 at the Broker's ingress, and nothing reaches a queue", async () => {
    const before = await everything();
    for (const proof of [undefined, 'AAAA'])
      expect(await post({ type: 'order.confirmed.v1', data: forgedOrder(), proof: proof ?? false })).toBe(403);
    const structured = await fetch(await system.platform.address('seatmesh-broker-ingress'), {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        specversion: '1.0',
        id: 'x',
        source: '/seatmesh/e0',
        type: wireType('order.confirmed.v1'),
      }),
    });
    expect(structured.status).toBe(403);
    await system.platform.idle(30_000);
    expect(await everything()).toBe(before);
  });
});

describe('with a proof that is not right', () => {
  test('503, for a key that is being changed may come yet; nothing is changed or kept', async () => {
    const before = await everything();
    const right: TestDelivery = { type: 'order.confirmed.v1', data: forgedOrder(), id: newUlid() };
    const { headers, raw } = system.delivery(right);
    const wrong: Record<string, string>[] = [
      { 'ce-proof': 'forged' },
      { 'ce-proof': '' },
      { 'ce-proof': 'A'.repeat(43) },
      { 'ce-source': '/seatmesh/e1' },
      { 'ce-source': '/seatmesh/u0' },
      { 'ce-source': '/seatmesh/catalog' },
      { 'ce-source': '__proto__' },
      { 'ce-id': newUlid() },
      { 'ce-type': wireType('order.cancelled.v1') },
      { 'ce-type': TICK },
      { 'ce-subject': newId('ord', 7) },
      { 'ce-slot': '7ff' },
      { 'ce-time': new Date(0).toISOString() },
    ];
    for (const change of wrong)
      for (const path of ['/cloudevents', '/dead-letters']) {
        const reply = await system.inside('order-record', 'POST', path, { headers: { ...headers, ...change }, raw });
        expect([change, reply.status]).toEqual([change, 503]);
      }
    const other = await system.inside('order-record', 'POST', '/cloudevents', {
      headers,
      raw: raw.replace('4500', '1'),
    });
    expect(other.status).toBe(503);
    expect(await everything()).toBe(before);
    expect((await system.deliver('order-record', right)).status).toBe(204); // it was the forgery that was refused
  });

  test('503 for a tick that does not know the word, also one with the proof of another event', async () => {
    for (const service of ['register', 'account', 'book']) {
      const { headers } = system.delivery({ type: 'order.confirmed.v1', data: forgedOrder() });
      const reply = await system.deliver(service, { type: TICK, data: {}, proof: headers['ce-proof'] ?? '' });
      expect(reply.status).toBe(503);
      expect((await system.deliver(service, { type: TICK, data: {} })).status).toBe(204);
    }
  });
});

test('no log line holds a proof or a key', () => {
  const { headers } = system.delivery({ type: 'order.confirmed.v1', data: forgedOrder() });
  const lines = JSON.stringify(system.logs);
  expect(lines).toContain('a message is not believed');
  for (const secret of [...system.eventSecrets, headers['ce-proof'] ?? '']) expect(lines).not.toContain(secret);
});

test('the word that proves a tick is in no dead letter', async () => {
  const { headers, raw } = system.delivery({ type: TICK, source: '/ticks', data: {}, id: newUlid() });
  const word = headers['ce-proof'] ?? '';
  expect(word).not.toBe('');
  expect((await system.inside('register', 'POST', '/dead-letters', { headers, body: JSON.parse(raw) })).status).toBe(
    204,
  );
  const kept = JSON.stringify(await Promise.all(['u0', 'u1'].map((shard) => tableOf(shard, 'dead_letters'))));
  expect(kept).toContain(headers['ce-id']);
  expect(kept).not.toContain(word);
});
