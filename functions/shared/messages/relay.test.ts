/** What is left in an outbox, swept: all of it, with what follows, and nothing that the broker does not have. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { until } from '../../../scripts/testing/until.ts';
import { newUlid } from '../ids.ts';
import { rows, write } from '../mysql/statements.ts';
import { outboxInsert, type OutboxEvent } from './outbox.ts';
import { eventKey } from './proof.ts';
import { openRelay, type Relay } from './relay.ts';

/** More than are swept at a time, twice. */
const LEFT = 150;

let shard: TestShard;
let relay: Relay;
/** What has come to the broker, and of what it does not take. */
let published: string[] = [];
let refused = new Set<string>();
/** Of what was swept, whatever follows. */
let followed: string[] = [];

const broker = createServer(({ headers }, response) => {
  const id = String(headers['ce-id']);
  if (!refused.has(id)) published.push(id);
  response.writeHead(refused.has(id) ? 503 : 202).end();
});

beforeAll(async () => {
  shard = await openShard();
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const sink = `http://127.0.0.1:${(broker.address() as AddressInfo).port}/`;
  const keys = new Map([[shard.name, [eventKey('of e0, for this test and no other')]]]);
  relay = openRelay({ sink, keys }, async (_db, events) => void followed.push(...events.map(({ id }) => id)));
});
afterAll(async () => {
  await relay.close();
  broker.close();
  broker.closeAllConnections();
  await shard.close();
});
beforeEach(async () => {
  [published, refused, followed] = [[], new Set(), []];
  await write(shard.pool, 'DELETE FROM outbox');
});

/** Rows that a process has left which died before it had published them, or (of a time to come) will publish themselves. */
async function left(count: number, ageMs: number): Promise<string[]> {
  return (await stored(count, ageMs)).map(({ id }) => id).toSorted();
}

async function stored(count: number, ageMs: number): Promise<OutboxEvent[]> {
  const events = Array.from({ length: count }, (): OutboxEvent => ({
    id: newUlid(),
    type: 'dev.seatmesh.order.confirmed.v1',
    subject: 'ord_001_x',
    slot: 1,
    time: new Date(Date.now() - ageMs),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: '{}',
  }));
  const { sql, values } = outboxInsert(events);
  await write(shard.pool, sql, values);
  return events;
}

const inOutbox = async (): Promise<string[]> =>
  (await rows<{ id: string }>(shard.pool, 'SELECT event_id AS id FROM outbox ORDER BY event_id')).map(({ id }) => id);

test('all that is left is published once, with what follows it, however much it is; what is new is its process’s own', async () => {
  const [old, young] = [await left(LEFT, 60_000), await left(3, -60_000)];
  expect(await relay.sweep(shard)).toBe(LEFT);
  expect(published.toSorted()).toEqual(old);
  expect(followed.toSorted()).toEqual(old);
  expect(await inOutbox()).toEqual(young);
});

test('what the broker does not take stays, and nothing follows it; the others are not held up', async () => {
  const [first = '', ...others] = await left(5, 60_000);
  refused = new Set([first]);
  await expect(relay.sweep(shard)).rejects.toThrow('1 events wait for the broker');
  expect([published.toSorted(), followed.toSorted(), await inOutbox()]).toEqual([others, others, [first]]);
});

test('of sweeps at once each event is deleted by one; who met another’s locks may have published it before, as consumers know', async () => {
  const old = await left(LEFT, 60_000);
  const counts = await Promise.all([relay.sweep(shard), relay.sweep(shard), relay.sweep(shard)]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(LEFT);
  expect([...new Set(published)].toSorted()).toEqual(old);
  expect(await inOutbox()).toEqual([]);
});

test('what the broker did not take is swept as soon as it may be, also what was left shortly before a sweep', async () => {
  const announce = async (): Promise<string> => {
    const events = await stored(1, 0);
    const [{ id } = { id: '' }] = events;
    refused.add(id);
    relay.announce(shard, events);
    return id;
  };
  const first = await announce();
  await wait(2_000);
  const second = await announce();
  await wait(500);
  refused.clear();
  await until('both are swept', async () => (await inOutbox()).length === 0, 15_000);
  expect(published).toEqual([first, second]);
}, 20_000);
