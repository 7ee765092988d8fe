import { randomUUID } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';
import { slotOfEmail } from '../shared/slots.ts';
import { TICK } from '../shared/messages/ticks.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ env: { register: { MYSQL_U0: 'mysql://root@127.0.0.1:1/nowhere' } } });
}, 120_000);
afterAll(() => system.close());

/** An e-mail whose slot is in the lower half (u0) or the upper (u1). */
function emailOf(shard: 'u0' | 'u1'): string {
  for (;;) {
    const email = `${randomUUID()}@example.com`;
    if (slotOfEmail(email) < 0x800 === (shard === 'u0')) return email;
  }
}

const register = (email: string) =>
  system.ask('POST', '/v1/users', { body: { email, password: 'correct horse battery', name: 'Ada' } });

test('with one users shard down only its slots get 503 unavailable, with Retry-After', async () => {
  const down = await register(emailOf('u0'));
  expect([down.status, down.body.code]).toEqual([503, 'unavailable']);
  expect(down.headers.get('retry-after')).toBe('1');
  expect((await register(emailOf('u1'))).status).toBe(201);
});

test('500 for the tick while a shard is down, so that it is delivered again; the shards behind it are swept', async () => {
  const left = ulid();
  await system.database('u1').query(
    `INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data)
     VALUES (?, 'dev.seatmesh.user.registered.v1', 'usr_fff_x', 4095, UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE, ?, '{}')`,
    [left, `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`],
  );
  await system.until('it is swept', async () => {
    expect((await system.deliver('register', { type: TICK, data: {} })).status).toBe(500);
    const sql = 'SELECT 1 FROM outbox WHERE event_id = ?';
    const [rows] = await system.database('u1').query<RowDataPacket[]>(sql, [left]);
    return rows.length === 0;
  });
});
