/** What is the same request under one Idempotency-Key: named seats are a set, and a key may stand in quotes. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fingerprintOf } from '../../shared/fingerprint.ts';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let event: string;

const send = (kind: 'orders' | 'blocks', key: string, body: unknown) =>
  system.ask('POST', `/v1/events/${event}/${kind}`, { token: ada.token, key, body });

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(() => system.close());
beforeEach(async () => {
  event = await publishEvent(system, ada);
});

test.each(['orders', 'blocks'] as const)(
  '200 for the same seats in another order of names, 422 for others: %s',
  async (kind) => {
    const first = await send(kind, 'k1', { seats: ['GA-3', 'A-1-10', 'A-1-2'] });
    expect(first.status).toBe(201);
    for (const seats of [
      ['A-1-2', 'A-1-10', 'GA-3'],
      ['A-1-10', 'GA-3', 'A-1-2'],
    ]) {
      const again = await send(kind, 'k1', { seats });
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    for (const seats of [['A-1-2', 'A-1-10'], ['A-1-2', 'A-1-10', 'GA-4'], ['A-1-3']])
      expect((await send(kind, 'k1', { seats })).body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  },
);

test.each(['orders', 'blocks'] as const)('200 for a key with and without its quotes: %s', async (kind) => {
  const body = { section: 'GA', quantity: 2 };
  const first = await send(kind, '"k1"', body);
  expect(first.status).toBe(201);
  for (const key of ['k1', '"k1"']) {
    const again = await send(kind, key, body);
    expect([key, again.status, again.body]).toEqual([key, 200, first.body]);
  }
  expect((await send(kind, '"K1"', body)).status).toBe(201);
  for (const key of ['"k1', '"k1"x', '"k 1"'])
    expect((await send(kind, key, body)).body).toMatchObject({ status: 400, code: 'malformed_request' });
  expect((await send(kind, '""', body)).body).toMatchObject({ status: 400, code: 'idempotency_key_missing' });
});

test('200 for an order that was placed before its seats were taken for a set', async () => {
  const body = { seats: ['A-2-2', 'A-2-1'] };
  const placed = await send('orders', 'before', body);
  await system
    .database(shardOf(event))
    .query('UPDATE orders SET fingerprint = ? WHERE id = ?', [fingerprintOf(body), placed.body.id]);
  const again = await send('orders', 'before', body);
  expect([again.status, again.body]).toEqual([200, placed.body]);
});
