import { randomUUID } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../shared/identity/network.ts';
import { slotName, slotOfEmail } from '../shared/slots.ts';
import { TICK } from '../shared/messages/ticks.ts';
import {
  count,
  email,
  password,
  PER_MINUTE,
  register,
  spy,
  startWithRegistrations,
  system,
  USERS,
} from './fixtures/registrations.ts';

startWithRegistrations();

const told = () => system.until('the outboxes are empty', async () => (await count('outbox')) === 0);

/** Past the gateway, which would say whom it sees. */
const from = (address: string, body: unknown) =>
  system.inside('register', 'POST', '/v1/users', { body, headers: { 'x-envoy-external-address': address } });

const attempt = (index: number) => ({ email: `${index}.${email}`, password, name: 'Ada' });

async function leaveBehind(shard: string): Promise<string> {
  const id = `usr_${shard === 'u0' ? '000' : 'fff'}_${ulid()}`;
  const data = { userId: id, name: 'Ada', registeredAt: new Date().toISOString() };
  await system.database(shard).query(
    `INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data)
       VALUES (?, 'dev.seatmesh.user.registered.v1', ?, ?, UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE, ?, ?)`,
    [
      ulid(),
      id,
      shard === 'u0' ? 0 : 0xfff,
      `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`,
      JSON.stringify(data),
    ],
  );
  return id;
}

/** How often each was heard of, once all were. */
async function timesTold(ids: string[]): Promise<number[]> {
  await told();
  await system.until('all arrived', async () => ids.every((id) => spy.heard(id).length > 0));
  return ids.map((id) => spy.heard(id).length);
}

test('201 with an account in the shard of its e-mail, and nothing that was secret', async () => {
  const { status, body } = await register({ email, password, name: 'Ada' });
  expect(status).toBe(201);
  const slot = slotOfEmail(email);
  expect(body).toEqual({
    id: expect.stringMatching(new RegExp(`^usr_${slotName(slot)}_`)),
    email,
    name: 'Ada',
    createdAt: expect.stringMatching(/Z$/),
  });
  const [own, foreign] = slot < 0x800 ? USERS : USERS.toReversed();
  const find = async (shard = '') =>
    (await system.database(shard).query<RowDataPacket[]>('SELECT * FROM users WHERE id = ?', [body.id]))[0];
  expect(await find(foreign)).toEqual([]);
  expect(await find(own)).toEqual([
    {
      id: body.id,
      email,
      name: 'Ada',
      password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
      created_at: new Date(body.createdAt),
      version: 1,
      email_epoch: 1,
      email_verified_at: null,
      updated_at: null,
    },
  ]);
});

test('201 tells user.registered once, without the e-mail, in the trace of the request; the outbox is empty then', async () => {
  const traceId = randomUUID().replaceAll('-', '');
  const { body } = await register(
    { email, password, name: 'Ada' },
    { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  );
  await told();
  await system.until('the event arrives', async () => spy.heard(body.id).length > 0);
  const slot = slotName(slotOfEmail(email));
  expect(spy.heard(body.id)).toEqual([
    {
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      source: `urn:seatmesh:shard:${Number.parseInt(slot, 16) < 0x800 ? 'u0' : 'u1'}`,
      type: 'dev.seatmesh.user.registered.v1',
      subject: body.id,
      time: body.createdAt,
      slot,
      traceparent: expect.stringContaining(traceId),
      proof: expect.stringMatching(/^[\w-]{43}$/),
      data: { userId: body.id, name: 'Ada', registeredAt: body.createdAt },
    },
  ]);
});

test('409 email_taken for the same e-mail in another spelling', async () => {
  expect((await register({ email, password, name: 'Ada' })).status).toBe(201);
  const again = await register({ email: `  ${email.toUpperCase()} `, password, name: 'Eve' });
  expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } });
});

test('201 for every valid local part, and one account for a domain in letters and in its ASCII form', async () => {
  const [name, host] = [`o'hara!${randomUUID().slice(0, 8)}`, 'münchen.example'];
  const first = await register({ email: `${name}@${host}`, password, name: 'Ada' });
  expect([first.status, first.body.email]).toEqual([201, `${name}@xn--mnchen-3ya.example`]);
  for (const same of [`${name}@xn--mnchen-3ya.example`, `${name}@MÜNCHEN。example`]) {
    expect((await register({ email: same, password, name: 'Eve' })).body.code).toBe('email_taken');
    const session = await system.ask('POST', '/v1/auth/login', { body: { email: same, password } });
    expect([session.status, session.body.user?.id]).toEqual([200, first.body.id]);
  }
});

test('201 for a local part in quotation marks, one account however it is quoted', async () => {
  const id = randomUUID().slice(0, 8);
  for (const [first, ...others] of [
    [`"${id} b"`, String.raw`"${id}\ b"`, `"${id.toUpperCase()} B"`],
    [`"${id}@b"`, String.raw`"${id}\@b"`],
    [id, `"${id}"`],
  ]) {
    const opened = await register({ email: `${first}@example.com`, password, name: 'Ada' });
    expect([opened.status, opened.body.email]).toEqual([201, `${first}@example.com`]);
    for (const other of others) {
      const same = `${other}@EXAMPLE.com`;
      expect((await register({ email: same, password, name: 'Eve' })).body.code).toBe('email_taken');
      const session = await system.ask('POST', '/v1/auth/login', { body: { email: same, password } });
      expect([session.status, session.body.user?.id]).toEqual([200, opened.body.id]);
    }
  }
});

test('409 email_taken for all but one of 20 who register the same e-mail at once, and one event', async () => {
  const before = await count('users');
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => register({ email, password, name: `Ada ${index}` })),
  );
  const [winner, ...more] = replies.filter((reply) => reply.status === 201);
  expect(more).toEqual([]);
  const losers = replies.filter((reply) => reply !== winner).map(({ status, body }) => [status, body.code]);
  expect(losers).toEqual(Array.from({ length: 19 }, () => [409, 'email_taken']));
  expect(await count('users')).toBe(before + 1);
  await told();
  const events = await system.until('the event arrives', async () => {
    const heard = spy.heard().filter((event) => event.slot === slotName(slotOfEmail(email)));
    return heard.length > 0 && heard;
  });
  expect(events.map((event) => event.subject)).toEqual([winner?.body.id]);
});

test('500 internal and no account when the event cannot be kept', async () => {
  const shard = slotOfEmail(email) < 0x800 ? 'u0' : 'u1';
  await system.database(shard).query('RENAME TABLE outbox TO outbox_away');
  const reply = await register({ email, password, name: 'Ada' });
  await system.database(shard).query('RENAME TABLE outbox_away TO outbox');
  expect([reply.status, reply.body.code]).toEqual([500, 'internal']);
  expect(JSON.stringify(reply.body)).not.toContain('outbox');
  expect((await register({ email, password, name: 'Ada' })).status).toBe(201);
});

describe('429 too_many_requests', () => {
  test('once an address has registered too often, with the seconds to wait; others go on', async () => {
    const replies = await Promise.all(
      Array.from({ length: PER_MINUTE + 5 }, (_, index) => from('198.51.100.7', attempt(index))),
    );
    const refused = replies.filter((reply) => reply.status !== 201);
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 5 }, () => [429, 'too_many_requests']),
    );
    const seconds = Number(refused[0]?.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await from('198.51.100.8', attempt(-1))).status).toBe(201);
  });

  test('for all of an IPv6 /64 together', async () => {
    const addresses = Array.from({ length: PER_MINUTE + 1 }, (_, index) => `2001:db8:0:7::${index.toString(16)}`);
    expect(new Set(addresses.map(networkOf)).size).toBe(1);
    const replies = await Promise.all(addresses.map((address, index) => from(address, attempt(index))));
    expect(replies.filter((reply) => reply.status === 429).length).toBe(1);
  });

  test('and for the /48 around it five times as many', async () => {
    const addresses = Array.from({ length: 5 * PER_MINUTE + 1 }, (_, index) => `2001:db8:5:${index.toString(16)}::1`);
    const statuses: number[] = [];
    for (const [index, address] of addresses.entries()) statuses.push((await from(address, attempt(index))).status);
    expect(statuses.slice(0, -1)).not.toContain(429);
    expect(statuses.at(-1)).toBe(429);
  });

  test('whatever address a caller claims to have, at the gateway', async () => {
    const replies = await Promise.all(
      Array.from({ length: PER_MINUTE + 1 }, (_, index) =>
        register(attempt(index), {
          'x-envoy-external-address': `203.0.113.${index}`,
          'x-forwarded-for': `203.0.113.${index}`,
        }),
      ),
    );
    expect(replies.filter((reply) => reply.status === 429).length).toBe(1);
  });
});

describe('what a process left in the outbox before it died', () => {
  test('is told by the next tick, on every users shard, once', async () => {
    await register({ email, password, name: 'Ada' }); // it runs: what follows is the tick's doing
    const ids = await Promise.all(USERS.map(leaveBehind));
    const tick = await system.deliver('register', { type: TICK, source: '/apis/v1/pingsources/sweep', data: {} });
    expect(tick.status).toBe(204);
    expect(await timesTold(ids)).toEqual([1, 1]);
  });

  test('is told when the next process starts', async () => {
    await system.until('register is at zero', async () => system.platform.pids('register').length === 0, 60_000);
    const ids = await Promise.all(USERS.map(leaveBehind));
    await system.inside('register', 'GET', '/v1/users');
    expect(await timesTold(ids)).toEqual([1, 1]);
  }, 90_000);
});

test('503 for an event that register never asked for, and nothing is kept of it', async () => {
  const id = ulid();
  const reply = await system.deliver('register', { type: 'order.confirmed.v1', id, data: {} });
  // It listens to nobody but the PingSource, so it has nobody's key, and whoever says something else is not believed.
  expect(reply).toMatchObject({ status: 503, body: undefined });
  const [letters] = await system.database('u0').query<RowDataPacket[]>('SELECT * FROM dead_letters');
  expect(letters).toEqual([]);
});

test('no log line holds a password or an e-mail', async () => {
  const secret = `S3cret ${randomUUID()}`;
  await register({ email, password: secret, name: 'Ada' });
  await register({ email, password: secret, name: 'Ada' });
  await register({ email, password: secret });
  await system.ask('POST', '/v1/users', { raw: `{"email":"${email}","password":"${secret}"` });
  await system.until('it was logged', async () =>
    system.logs.some((line) => JSON.stringify(line).includes('answered')),
  );
  const lines = JSON.stringify(system.logs);
  expect(lines).not.toContain(secret);
  expect(lines).not.toContain(email);
});
