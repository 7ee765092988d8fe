import { randomBytes } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EventSpy, openEventSpy } from '../../scripts/testing/event-spy.ts';
import { publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { slotOfEmail } from '../shared/slots.ts';

let system: TestSystem;
let spy: EventSpy;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  spy = await openEventSpy('user.deleted.v1');
  system = await startTestSystem({ patch: spy.patch });
}, 120_000);
afterAll(async () => {
  await system.close();
  await spy.close();
});
beforeEach(async () => {
  await system.redis.flushdb(); // limits
  [ada, eve] = await Promise.all([system.user('Ada'), system.user('Eve')]);
});

const outcome = ({ status, body }: Reply): unknown[] => [status, body?.code];
const path = (who: Person) => `/v1/users/${who.id}`;
const patch = (who: Person, body: unknown, token = who.token) => system.ask('PATCH', path(who), { token, body });
const logIn = (email: string, password: string) => system.ask('POST', '/v1/auth/login', { body: { email, password } });
const refresh = (refreshToken: string) => system.ask('POST', '/v1/auth/refresh', { body: { refreshToken } });
const isActive = async (token: string): Promise<boolean> =>
  (await system.ask('POST', '/v1/auth/verify', { body: { token } })).body.active;
const orders = (who: Person, token = who.token) => system.ask('GET', `${path(who)}/orders`, { token });

const shardOfSlot = (slot: number) => (slot < 0x800 ? 'u0' : 'u1');
const shardOf = (who: Person) => shardOfSlot(Number.parseInt(who.id.slice(4, 7), 16));
async function select(shard: string, sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  return (await system.database(shard).query<RowDataPacket[]>(sql, values))[0];
}

/** An address that nobody has, whose hash is of this shard, or of the other one. */
function addressIn(shard: string, isThere = true): string {
  for (;;) {
    const email = `${randomBytes(8).toString('hex')}@example.org`;
    if ((shardOfSlot(slotOfEmail(email)) === shard) === isThere) return email;
  }
}
const claimsOf = async (email: string) =>
  select(shardOfSlot(slotOfEmail(email)), 'SELECT user_id, is_settled FROM email_claims WHERE email = ?', [email]);

describe('PATCH /v1/users/{id}', () => {
  test('200 with another name, without a password; nothing else changes', async () => {
    const { status, headers, body } = await patch(ada, { name: '  Ada King ' });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      id: ada.id,
      email: ada.email,
      name: 'Ada King',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect((await logIn(ada.email, ada.password)).body.user).toEqual({
      id: ada.id,
      email: ada.email,
      name: 'Ada King',
    });
  });

  test('200 with its tag; 412 precondition_failed for another one, and nothing is done', async () => {
    const send = (method: string, body: unknown, tag: string) =>
      system.ask(method, path(ada), { token: ada.token, body, headers: { 'if-match': tag } });
    const first = await send('PATCH', { name: 'Augusta' }, '"a1"');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"a2"']);
    for (const [method, body] of [
      ['PATCH', { name: 'Byron' }],
      ['DELETE', { currentPassword: ada.password }],
    ] as const)
      expect(outcome(await send(method, body, '"a1"'))).toEqual([412, 'precondition_failed']);
    expect((await send('PATCH', { name: 'Augusta' }, '"a2"')).headers.get('etag')).toBe('"a2"');
    expect((await logIn(ada.email, ada.password)).body.user.name).toBe('Augusta');
  });

  test('of four changes at once with one tag one is 200, and the others are 412, not 409', async () => {
    for (let round = 0; round < 5; round++) {
      const tag = `"a${round + 1}"`;
      const send = (name: string) =>
        system.ask('PATCH', path(ada), { token: ada.token, body: { name }, headers: { 'if-match': tag } });
      const replies = await Promise.all(['A', 'B', 'C', 'D'].map((name) => send(`${name}${round}`)));
      const refused = replies.filter(({ status }) => status !== 200);
      expect(refused.map(outcome)).toEqual(Array.from({ length: 3 }, () => [412, 'precondition_failed']));
    }
  });

  test('200 for what it is already, and nothing is changed: no version, no session', async () => {
    const other = (await logIn(ada.email, ada.password)).body;
    const same = {
      name: 'Ada',
      email: ` ${ada.email.toUpperCase()} `,
      password: ada.password,
      currentPassword: ada.password,
    };
    const { status, body } = await patch(ada, same);
    expect([status, body.updatedAt]).toEqual([200, null]);
    expect(await select(shardOf(ada), 'SELECT version FROM users WHERE id = ?', [ada.id])).toEqual([{ version: 1 }]);
    expect(await isActive(other.accessToken)).toBe(true);
  });

  test('200 with another password: all other sessions are over at once, the own one goes on', async () => {
    const other = (await logIn(ada.email, ada.password)).body;
    expect((await orders(ada, other.accessToken)).status).toBe(200);
    const password = 'a staple, a battery';
    expect((await patch(ada, { password, currentPassword: ada.password })).status).toBe(200);
    expect(await isActive(other.accessToken)).toBe(false);
    expect(outcome(await orders(ada, other.accessToken))).toEqual([401, 'token_invalid']);
    expect(outcome(await patch(ada, { name: 'Eve' }, other.accessToken))).toEqual([401, 'token_invalid']);
    expect(outcome(await refresh(other.refreshToken))).toEqual([401, 'refresh_token_invalid']);
    expect([(await orders(ada)).status, (await refresh(ada.refreshToken)).status]).toEqual([200, 200]);
    expect(outcome(await logIn(ada.email, ada.password))).toEqual([401, 'credentials_wrong']);
    expect((await logIn(ada.email, password)).status).toBe(200);
    expect(await select(shardOf(ada), 'SELECT * FROM follow_ups')).toEqual([]);
  });

  test('a login with the old password that races the change has no session afterwards', async () => {
    const password = 'a staple, a battery';
    const racing = Array.from({ length: 8 }, () => logIn(ada.email, ada.password));
    const changed = patch(ada, { password, currentPassword: ada.password });
    const sessions = (await Promise.all(racing)).filter(({ status }) => status === 200);
    expect((await changed).status).toBe(200);
    for (const { body } of sessions) expect(await isActive(body.accessToken)).toBe(false);
  });

  test.each([
    ['nothing', {}, ''],
    ['a password without the current one', { password: 'a staple, a battery' }, 'currentPassword'],
    ['an e-mail address without the password', { email: 'x@example.com' }, 'currentPassword'],
    ['a blank name', { name: ' ' }, 'name'],
    ['a field that there is not', { role: 'admin' }, 'role'],
    ['an id', { id: 'usr_000_01JDCMWZ7V5K3Q8Y2RNB4TXHGA', name: 'x' }, 'id'],
    ['a short password', { password: 'short', currentPassword: 'x' }, 'password'],
    ['an e-mail address that is none', { email: 'ada', currentPassword: 'x' }, 'email'],
  ])('422 invalid for %s', async (_, body, at) => {
    const reply = await patch(ada, body);
    expect(outcome(reply)).toEqual([422, 'invalid']);
    expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(at);
  });

  test('422 password_common for a password out of the list, and for the new name', async () => {
    for (const change of [{ password: 'P@ssw0rd2024!' }, { name: 'Marmaduke', password: 'marmaduke-12' }])
      expect(outcome(await patch(ada, { ...change, currentPassword: ada.password }))).toEqual([422, 'password_common']);
    expect((await logIn(ada.email, ada.password)).status).toBe(200);
  });

  test('403 password_wrong, counted as failures to log in are, and nothing changes', async () => {
    const change = { email: addressIn('u0'), name: 'Eve', currentPassword: 'not the password' };
    for (let tries = 0; tries < 10; tries++) expect(outcome(await patch(ada, change))).toEqual([403, 'password_wrong']);
    expect(outcome(await patch(ada, { ...change, currentPassword: ada.password }))).toEqual([429, 'too_many_requests']);
    expect(await select(shardOf(ada), 'SELECT email, name FROM users WHERE id = ?', [ada.id])).toEqual([
      { email: ada.email, name: 'Ada' },
    ]);
  });

  test('404 user_not_found for the account of anybody else, 401 without a token', async () => {
    for (const [method, at] of [
      ['PATCH', path(eve)],
      ['POST', `${path(eve)}/sessions/end`],
      ['GET', `${path(eve)}/export`],
      ['DELETE', path(eve)],
      ['POST', `${path(eve)}/email-verification`],
    ] as const) {
      const body = method === 'PATCH' ? { name: 'Ada' } : undefined;
      expect(outcome(await system.ask(method, at, { token: ada.token, body }))).toEqual([404, 'user_not_found']);
      expect(outcome(await system.ask(method, at, { body }))).toEqual([401, 'token_missing']);
    }
    expect((await orders(eve)).status).toBe(200);
  });
});

const move = (who: Person, email: string) => patch(who, { email, currentPassword: who.password });

describe('another e-mail address', () => {
  test.each([
    ['of the same shard', true],
    ['of the other shard', false],
  ])('200 %s: the same account by the new address, none by the old one, which is free', async (_, isThere) => {
    const email = addressIn(shardOf(ada), isThere);
    const moved = await move(ada, email.toUpperCase());
    expect([moved.status, moved.body.id, moved.body.email]).toEqual([200, ada.id, email]);
    expect((await logIn(email, ada.password)).body.user).toEqual({ id: ada.id, email, name: 'Ada' });
    expect((await refresh(ada.refreshToken)).body.user.email).toBe(email);
    expect(outcome(await logIn(ada.email, ada.password))).toEqual([401, 'credentials_wrong']);
    expect(await claimsOf(email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
    expect(await claimsOf(ada.email)).toEqual([]);
    const again = { email: ada.email, password: 'a staple, a battery', name: 'Grace' };
    expect((await system.ask('POST', '/v1/users', { body: again })).status).toBe(201);
    expect(outcome(await system.ask('POST', '/v1/users', { body: { ...again, email } }))).toEqual([409, 'email_taken']);
    expect(outcome(await move(eve, email))).toEqual([409, 'email_taken']);
    expect((await logIn(ada.email, again.password)).body.user.name).toBe('Grace');
  });

  test('200 back and forth, again and again', async () => {
    const email = addressIn(shardOf(ada), false);
    for (const next of [email, ada.email, email, ada.email]) expect((await move(ada, next)).status).toBe(200);
    expect((await logIn(ada.email, ada.password)).body.user.id).toBe(ada.id);
    expect([await claimsOf(email), await claimsOf(ada.email)]).toEqual([[], [{ user_id: ada.id, is_settled: 1 }]]);
  });

  test('of accounts in both shards, and one to be opened, that want an address at once, exactly one gets it', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, index) => system.user(`P${index}`)));
    for (let round = 0; round < 5; round++) {
      await system.redis.flushdb();
      const email = addressIn(round % 2 ? 'u0' : 'u1');
      const opened = { email, password: 'a staple, a battery', name: 'Grace' };
      const replies = await Promise.all([
        ...people.map((person) => move(person, email)),
        system.ask('POST', '/v1/users', { body: opened }),
      ]);
      const lost = replies.filter(({ status }) => status === 409).map(({ body }) => body.code);
      expect(lost).toEqual(Array.from({ length: 6 }, () => 'email_taken'));
      const won = replies.find(({ status }) => status < 300)?.body.id;
      const named = await Promise.all(
        ['u0', 'u1'].map((shard) => select(shard, 'SELECT id FROM users WHERE email = ?', [email])),
      );
      expect(named.flat().map(({ id }) => id)).toEqual([won]);
      expect((await claimsOf(email)).map(({ user_id: id }) => id)).toEqual([won]);
    }
  }, 60_000);

  test('of the same change sent eight times at once, the address is the account’s afterwards, and nobody else can have it', async () => {
    for (let round = 0; round < 3; round++) {
      await system.redis.flushdb();
      const email = addressIn(shardOf(ada), round % 2 === 0);
      const replies = await Promise.all(Array.from({ length: 8 }, () => move(ada, email)));
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      expect(await claimsOf(email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
      expect(outcome(await move(eve, email))).toEqual([409, 'email_taken']);
      expect((await logIn(email, ada.password)).body.user.id).toBe(ada.id);
    }
  });

  test('of changes of one account to ten addresses at once one is done, and the other addresses are free', async () => {
    const wanted = Array.from({ length: 10 }, () => addressIn('u0'));
    const replies = await Promise.all(wanted.map((email) => move(ada, email)));
    const won = replies.filter(({ status }) => status === 200);
    expect(won.length).toBeGreaterThan(0);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expect([
        [409, 'account_changed'],
        [429, 'too_many_requests'],
      ]).toContainEqual(outcome(reply));
    const [row] = await select(shardOf(ada), 'SELECT email FROM users WHERE id = ?', [ada.id]);
    const claimed = (await Promise.all(wanted.map(claimsOf))).flat();
    expect(claimed).toEqual([{ user_id: ada.id, is_settled: 1 }]);
    expect((await logIn(row?.['email'], ada.password)).body.user.id).toBe(ada.id);
  });
});

describe('POST /v1/users/{id}/sessions/end', () => {
  test('204: every session is over, this one too; one may log in again', async () => {
    const other = (await logIn(ada.email, ada.password)).body;
    const { status, body } = await system.ask('POST', `${path(ada)}/sessions/end`, { token: ada.token });
    expect([status, body]).toEqual([204, undefined]);
    for (const token of [ada.token, other.accessToken]) {
      expect(await isActive(token)).toBe(false);
      expect(outcome(await orders(ada, token))).toEqual([401, 'token_invalid']);
      expect(outcome(await patch(ada, { name: 'x' }, token))).toEqual([401, 'token_invalid']);
    }
    for (const token of [ada.refreshToken, other.refreshToken]) expect((await refresh(token)).status).toBe(401);
    expect((await logIn(ada.email, ada.password)).status).toBe(200);
    expect((await orders(eve)).status).toBe(200);
  });
});

describe('GET /v1/users/{id}/export', () => {
  test('200 account, sessions, events and orders, nothing that opens anything, for nobody to keep on the way', async () => {
    const eventId = await publishEvent(system, ada);
    await system.ask('POST', `/v1/events/${eventId}/orders`, {
      token: ada.token,
      key: 'one',
      body: { seats: ['A-1-1'] },
    });
    await patch(ada, { name: 'Ada King' });
    const reply = await system.until('all is told', async () => {
      const exported = await system.ask('GET', `${path(ada)}/export`, { token: ada.token });
      return exported.body.orders?.length === 1 && exported.body.events?.length === 1 && exported;
    });
    expect([reply.status, reply.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(reply.body).toEqual({
      exportedAt: expect.stringMatching(/Z$/),
      account: expect.objectContaining({ id: ada.id, email: ada.email, name: 'Ada King', emailVerifiedAt: null }),
      sessions: [expect.objectContaining({ id: expect.stringMatching(/^ses_/), endedAt: null })],
      events: [expect.objectContaining({ id: eventId, title: 'An evening of strings', status: 'published' })],
      orders: [
        expect.objectContaining({
          eventId,
          status: 'confirmed',
          items: [{ seat: 'A-1-1', priceCents: 5000, status: 'confirmed' }],
          event: expect.objectContaining({ id: eventId, endsAt: expect.any(String), venue: expect.any(Object) }),
        }),
      ],
      next: null,
    });
    const text = JSON.stringify(reply.body);
    for (const secret of [ada.password, ada.refreshToken, ada.token, 'argon2', eve.email])
      expect(text).not.toContain(secret);
  });

  test('200 page by page where orders are many: each once, newest first', async () => {
    await system
      .database(shardOf(ada))
      .query(
        "INSERT IGNORE INTO event_facts (event_id, version, title, starts_at) VALUES ('evt_000_X', 1, 'Old', NOW())",
      );
    const rows = Array.from({ length: 1_203 }, (_, index) => [
      ada.id,
      `ord_000_01JDCMX9RB0N6D3H7KPF5Z${String(index).padStart(4, '0')}`,
      'evt_000_X',
      1,
      'confirmed',
      '[{"seat":"A-1-1","priceCents":1}]',
      1,
      'EUR',
      new Date(1_700_000_000_000 + Math.floor(index / 3)),
    ]);
    await system
      .database(shardOf(ada))
      .query(
        `INSERT INTO order_records (user_id, order_id, event_id, version, status, items, total_cents, currency, created_at) VALUES ?`,
        [rows],
      );
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages++) {
      const query: string = cursor ? `?cursor=${cursor}` : '';
      const { status, body } = await system.ask('GET', `${path(ada)}/export${query}`, { token: ada.token });
      expect([status, 'account' in body, pages < 3]).toEqual([200, pages === 0, true]);
      seen.push(...body.orders.map(({ id }: { id: string }) => id));
      cursor = body.next;
    }
    expect(seen).toEqual(rows.map((row) => row[1]).toReversed());
  });
});

const close = (who: Person, body?: unknown, token = who.token) => system.ask('DELETE', path(who), { token, body });

describe('DELETE /v1/users/{id}', () => {
  test('204: no login, no token, no name; orders stay without one; the address is free; one event tells of it', async () => {
    const eventId = await publishEvent(system, eve);
    await system.ask('POST', `/v1/events/${eventId}/orders`, {
      token: ada.token,
      key: 'one',
      body: { seats: ['A-1-1'] },
    });
    await system.until('the order is recorded', async () => (await orders(ada)).body.items?.length === 1);
    const email = addressIn(shardOf(ada), false);
    await patch(ada, { email, currentPassword: ada.password });
    expect((await close(ada, { currentPassword: ada.password })).status).toBe(204);
    expect(outcome(await orders(ada))).toEqual([401, 'token_invalid']);
    expect(await isActive(ada.token)).toBe(false);
    expect(outcome(await refresh(ada.refreshToken))).toEqual([401, 'refresh_token_invalid']);
    expect(outcome(await logIn(email, ada.password))).toEqual([401, 'credentials_wrong']);
    for (const shard of ['u0', 'u1'])
      for (const [table, column, value] of [
        ['users', 'id', ada.id],
        ['sessions', 'user_id', ada.id],
        ['email_claims', 'user_id', ada.id],
        ['email_claims', 'email', email],
        ['mail_tokens', 'user_id', ada.id],
      ])
        expect(await select(shard, `SELECT 1 FROM ${table} WHERE ${column} = ?`, [value])).toEqual([]);
    const kept = await select(shardOf(ada), 'SELECT * FROM order_records WHERE user_id = ?', [ada.id]);
    expect(kept).toHaveLength(1);
    for (const word of ['Ada', email, ada.email]) expect(JSON.stringify(kept)).not.toContain(word);
    await system.until('the event arrives', async () => spy.heard(ada.id).length > 0);
    expect(spy.heard(ada.id)).toEqual([
      expect.objectContaining({
        type: 'dev.seatmesh.user.deleted.v1',
        data: { userId: ada.id, deletedAt: expect.stringMatching(/Z$/) },
      }),
    ]);
    const again = { email, password: 'a staple, a battery', name: 'Grace' };
    const opened = await system.ask('POST', '/v1/users', { body: again });
    expect([opened.status, opened.body.id === ada.id]).toEqual([201, false]);
  });

  test('204 again with the same token, whatever the body; 401 for anything else', async () => {
    const body = { currentPassword: ada.password };
    const replies = await Promise.all([close(ada, body), close(ada, body), close(ada, body)]);
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204]);
    for (const sent of [body, undefined, { currentPassword: 'x' }]) expect((await close(ada, sent)).status).toBe(204);
    expect(outcome(await patch(ada, { name: 'x' }))).toEqual([401, 'token_invalid']);
    expect(outcome(await system.ask('GET', `${path(ada)}/export`, { token: ada.token }))).toEqual([
      401,
      'token_invalid',
    ]);
    expect(await select(shardOf(ada), 'SELECT 1 FROM closed_accounts WHERE user_id = ?', [ada.id])).toHaveLength(1);
    await system.until('the event arrives', async () => spy.heard(ada.id).length > 0);
    expect(spy.heard(ada.id)).toHaveLength(1);
  });

  test('204 without a body just after the login; 403 login_too_old ten minutes later, unless the password is given', async () => {
    expect((await close(eve)).status).toBe(204);
    await system
      .database(shardOf(ada))
      .query('UPDATE sessions SET created_at = created_at - INTERVAL 601 SECOND WHERE user_id = ?', [ada.id]);
    expect(outcome(await close(ada))).toEqual([403, 'login_too_old']);
    expect(outcome(await close(ada, { currentPassword: 'not the password' }))).toEqual([403, 'password_wrong']);
    expect(outcome(await close(ada, { password: ada.password }))).toEqual([422, 'invalid']);
    expect((await orders(ada)).status).toBe(200);
    expect((await close(ada, { currentPassword: ada.password })).status).toBe(204);
  });

  test('409 events_to_come while an event of the account is on sale; 204 once it is cancelled', async () => {
    const eventId = await publishEvent(system, ada);
    const refused = await system.until('the index has the event', async () => {
      const found = await system.ask('GET', `${path(ada)}/export`, { token: ada.token });
      return found.body.events.length > 0 && close(ada, { currentPassword: ada.password });
    });
    expect(outcome(refused)).toEqual([409, 'events_to_come']);
    expect(refused.body.detail).toContain(eventId);
    await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: ada.token });
    await system.until('the index has it cancelled', async () => {
      const found = await system.ask('GET', `${path(ada)}/export`, { token: ada.token });
      return found.body.events[0]?.status === 'cancelled';
    });
    expect((await close(ada, { currentPassword: ada.password })).status).toBe(204);
  });
});

test('no log line holds a password, a token, a name or an e-mail address', async () => {
  const email = addressIn('u0');
  await patch(ada, { email, name: 'Augusta', password: 'a staple, a battery', currentPassword: ada.password });
  await system.ask('DELETE', path(ada), { token: ada.token, body: { currentPassword: 'a staple, a battery' } });
  await system.until('it was logged', async () => JSON.stringify(system.logs).includes(ada.id));
  const lines = JSON.stringify(system.logs);
  for (const secret of [ada.password, 'a staple', ada.email, email, ada.token, 'Augusta'])
    expect(lines).not.toContain(secret);
});
