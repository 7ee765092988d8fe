import { describe, expect, test } from 'vitest';
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
  startWithAccounts,
  system,
} from './fixtures/ada-and-eve.ts';

startWithAccounts();

const sendIf = (method: string, body: unknown, tag: string) =>
  system.ask(method, path(ada), { token: ada.token, body, headers: { 'if-match': tag } });

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
      emailVerifiedAt: null,
    });
    expect((await logIn(ada.email, ada.password)).body.user).toEqual({
      id: ada.id,
      email: ada.email,
      name: 'Ada King',
    });
  });

  test('200 with its tag; 412 precondition_failed for another one, and nothing is done', async () => {
    const first = await sendIf('PATCH', { name: 'Augusta' }, '"a1"');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"a2"']);
    for (const [method, body] of [
      ['PATCH', { name: 'Byron' }],
      ['DELETE', { currentPassword: ada.password }],
    ] as const)
      expect(outcome(await sendIf(method, body, '"a1"'))).toEqual([412, 'precondition_failed']);
    expect((await sendIf('PATCH', { name: 'Augusta' }, '"a2"')).headers.get('etag')).toBe('"a2"');
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

test('no log line holds a password, a token, a name or an e-mail address', async () => {
  const email = addressIn('u0');
  await patch(ada, { email, name: 'Augusta', password: 'a staple, a battery', currentPassword: ada.password });
  await system.ask('DELETE', path(ada), { token: ada.token, body: { currentPassword: 'a staple, a battery' } });
  await system.until('it was logged', async () => JSON.stringify(system.logs).includes(ada.id));
  const lines = JSON.stringify(system.logs);
  for (const secret of [ada.password, 'a staple', ada.email, email, ada.token, 'Augusta'])
    expect(lines).not.toContain(secret);
});
