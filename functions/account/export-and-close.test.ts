import { describe, expect, test } from 'vitest';
import { publishEvent } from '../../scripts/testing/events.ts';
import type { Person } from '../../scripts/testing/test-system.ts';
import {
  ada,
  addressIn,
  eve,
  isActive,
  logIn,
  orders,
  outcome,
  patch,
  path,
  refresh,
  select,
  shardOf,
  spy,
  startWithAccounts,
  system,
} from './fixtures/ada-and-eve.ts';

startWithAccounts();

const close = (who: Person, body?: unknown, token = who.token) => system.ask('DELETE', path(who), { token, body });

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
          items: [
            {
              seat: 'A-1-1',
              priceCents: 5000,
              status: 'confirmed',
              shown: { section: 'Stalls', row: '1', seat: '1' },
            },
          ],
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
