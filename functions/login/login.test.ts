import { createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { revokedKey } from '../shared/identity/tokens.ts';

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());
beforeEach(async () => {
  await system.redis.flushdb(); // limits
  ada = await system.user('Ada');
});

const post = (path: string, body: unknown) => system.ask('POST', path, { body });
const logIn = () => post('/v1/auth/login', { email: ada.email, password: ada.password });
const refresh = (refreshToken: string) => post('/v1/auth/refresh', { refreshToken });
const logOut = (refreshToken: string) => post('/v1/auth/logout', { refreshToken });
const isActive = async (token: string): Promise<boolean> => (await post('/v1/auth/verify', { token })).body.active;
const outcome = ({ status, body }: Reply): unknown[] => [status, body?.code];
const REFUSED = [401, 'refresh_token_invalid'];

const database = () => system.database(Number.parseInt(ada.id.slice(4, 7), 16) < 0x800 ? 'u0' : 'u1');
async function select(sql: string, values: unknown[]): Promise<RowDataPacket[]> {
  return (await database().query<RowDataPacket[]>(sql, values))[0];
}
const hashOf = (token: string) => createHash('sha256').update(token).digest();
const sessionOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid;

describe('POST /v1/auth/login', () => {
  test('200 with tokens that nobody may store on the way, and who it is', async () => {
    const { status, headers, body } = await post('/v1/auth/login', {
      email: ` ${ada.email.toUpperCase()}`,
      password: ada.password,
    });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(new RegExp(`^rft_${ada.id.slice(4, 7)}_[\\w-]{43}$`)),
      user: { id: ada.id, email: ada.email, name: 'Ada' },
    });
    expect(sessionOf(body.accessToken)).toMatch(new RegExp(`^ses_${ada.id.slice(4, 7)}_`));
    expect(await isActive(body.accessToken)).toBe(true);
    const claims = (await post('/v1/auth/verify', { token: body.accessToken })).body;
    const refreshed = (await post('/v1/auth/verify', { token: (await refresh(body.refreshToken)).body.accessToken }))
      .body;
    const [row] = await select('SELECT created_at FROM users WHERE id = ?', [ada.id]);
    expect([claims.since, refreshed.since]).toEqual(Array(2).fill(Math.floor(row?.['created_at'] / 1000)));
  });

  test('the refresh token is kept as its hash only, for 30 days, in a session of 90', async () => {
    const found = await select(
      `SELECT t.*, s.user_id, DATEDIFF(t.expires_at, t.issued_at) AS token_days, DATEDIFF(s.expires_at, s.created_at) AS session_days
       FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ?`,
      [hashOf(ada.refreshToken)],
    );
    expect(found).toEqual([
      expect.objectContaining({ user_id: ada.id, used_at: null, token_days: 30, session_days: 90 }),
    ]);
    expect(JSON.stringify(found)).not.toContain(ada.refreshToken);
  });

  test('401 credentials_wrong for a wrong password and for an unknown e-mail, word for word the same', async () => {
    const wrong = await post('/v1/auth/login', { email: ada.email, password: `${ada.password}!` });
    const unknown = await post('/v1/auth/login', { email: `nobody.${ada.email}`, password: ada.password });
    expect(outcome(wrong)).toEqual([401, 'credentials_wrong']);
    expect(unknown).toMatchObject({ status: wrong.status, body: { ...wrong.body, traceId: expect.any(String) } });
  });

  test("401 credentials_wrong for one's own e-mail with somebody else's password", async () => {
    const eve = await system.user('Eve');
    expect(outcome(await post('/v1/auth/login', { email: ada.email, password: eve.password }))).toEqual([
      401,
      'credentials_wrong',
    ]);
  });

  test.each([
    ['no password', { password: undefined }],
    ['a password that is an object', { password: { $ne: '' } }],
    ['a password of 201 characters', { password: 'x'.repeat(201) }],
    ['an e-mail that is none', { email: 'ada' }],
    ['an unknown field', { remember: true }],
  ])('422 invalid for %s', async (_, change) => {
    const body = { email: ada.email, password: ada.password, ...change };
    expect(outcome(await post('/v1/auth/login', body))).toEqual([422, 'invalid']);
  });

  test('400 malformed_json, 413 for 2 MB', async () => {
    expect(outcome(await system.ask('POST', '/v1/auth/login', { raw: '{"email":' }))).toEqual([400, 'malformed_json']);
    expect((await post('/v1/auth/login', { email: 'x'.repeat(2_000_000) })).status).toBe(413);
  });

  test('what is over is forgotten when the next session begins, what goes on is not', async () => {
    const [old, current] = [(await logIn()).body, (await logIn()).body];
    const oldSession = sessionOf(old.accessToken);
    await database().query('UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [oldSession]);
    await logIn();
    expect(await select('SELECT 1 FROM sessions WHERE id = ?', [oldSession])).toEqual([]);
    expect(await select('SELECT 1 FROM refresh_tokens WHERE session_id = ?', [oldSession])).toEqual([]);
    expect((await refresh(current.refreshToken)).status).toBe(200);
  });
});

describe('POST /v1/auth/refresh', () => {
  test('200 with new tokens of the same session; the old access token goes on', async () => {
    const { status, headers, body } = await refresh(ada.refreshToken);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, user: { id: ada.id, email: ada.email } });
    expect(body.refreshToken).not.toBe(ada.refreshToken);
    expect(sessionOf(body.accessToken)).toBe(sessionOf(ada.token));
    expect([await isActive(ada.token), await isActive(body.accessToken)]).toEqual([true, true]);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  test('401 at every function within seconds once the session has ended', async () => {
    const orders = () => system.ask('GET', `/v1/users/${ada.id}/orders`, { token: ada.token });
    expect((await orders()).status).toBe(200);
    await logOut(ada.refreshToken);
    const refused = await system.until('the token is refused', async () => {
      const reply = await orders();
      return reply.status !== 200 && reply;
    });
    expect(outcome(refused)).toEqual([401, 'token_invalid']);
  });

  test("the user's other sessions go on", async () => {
    const other = (await logIn()).body;
    await refresh((await refresh(ada.refreshToken)).body.refreshToken);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect((await refresh(other.refreshToken)).status).toBe(200);
    expect(await isActive(other.accessToken)).toBe(true);
  });

  test('401 for a token that expired unused, which ends nothing', async () => {
    const hash = hashOf(ada.refreshToken);
    await database().query('UPDATE refresh_tokens SET expires_at = UTC_TIMESTAMP(3) WHERE hash = ?', [hash]);
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect(await isActive(ada.token)).toBe(true);
  });

  test('401 once the session has lasted its 90 days; a token does not outlive it', async () => {
    const session = sessionOf(ada.token);
    await database().query('UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY WHERE id = ?', [
      session,
    ]);
    const next = (await refresh(ada.refreshToken)).body;
    const [days] = await select('SELECT DATEDIFF(expires_at, issued_at) AS days FROM refresh_tokens WHERE hash = ?', [
      hashOf(next.refreshToken),
    ]);
    expect(days?.['days']).toBe(1);
    await database().query('UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [session]);
    expect(outcome(await refresh(next.refreshToken))).toEqual(REFUSED);
    expect(await isActive(next.accessToken)).toBe(false);
  });

  test('used tokens are forgotten when they would have expired', async () => {
    const next = (await refresh(ada.refreshToken)).body;
    const hash = hashOf(ada.refreshToken);
    await database().query('UPDATE refresh_tokens SET expires_at = UTC_TIMESTAMP(3) WHERE hash = ?', [hash]);
    expect((await refresh(next.refreshToken)).status).toBe(200);
    expect(await select('SELECT 1 FROM refresh_tokens WHERE hash = ?', [hash])).toEqual([]);
  });

  test.each([
    ['an unknown token', `rft_000_${'A'.repeat(43)}`],
    ['an access token', 'eyJhbGciOiJFZERTQSJ9.e30.c2ln'],
    ['a word', 'x'],
    ['SQL', "' OR 1=1 -- "],
  ])('401 refresh_token_invalid for %s', async (_, token) => {
    expect(outcome(await refresh(token))).toEqual(REFUSED);
  });

  test("401 for one's own token under another slot", async () => {
    const moved = ada.refreshToken.replace(/^rft_.../, ada.refreshToken.startsWith('rft_0') ? 'rft_fff' : 'rft_000');
    expect(outcome(await refresh(moved))).toEqual(REFUSED);
    expect((await refresh(ada.refreshToken)).status).toBe(200);
  });

  test.each([
    ['no token', {}],
    ['an empty token', { refreshToken: '' }],
    ['a token that is a number', { refreshToken: 7 }],
    ['an unknown field', { refreshToken: 'x', grant_type: 'refresh_token' }],
  ])('422 invalid for %s', async (_, body) => {
    expect(outcome(await post('/v1/auth/refresh', body))).toEqual([422, 'invalid']);
  });
});

describe('POST /v1/auth/logout', () => {
  test('204 without a body; refresh and access tokens of the session are over', async () => {
    expect(await logOut(ada.refreshToken)).toMatchObject({ status: 204, body: undefined });
    expect(outcome(await refresh(ada.refreshToken))).toEqual(REFUSED);
    expect(await isActive(ada.token)).toBe(false);
    expect(await system.redis.exists(revokedKey(sessionOf(ada.token)))).toBe(1);
  });

  test('204 with a token that was used already: its session ends, newer tokens with it', async () => {
    const next = (await refresh(ada.refreshToken)).body;
    expect((await logOut(ada.refreshToken)).status).toBe(204);
    expect(outcome(await refresh(next.refreshToken))).toEqual(REFUSED);
  });

  test('204 again, and for a token nobody has; other sessions go on', async () => {
    const other = (await logIn()).body;
    const tokens = [ada.refreshToken, ada.refreshToken, `rft_000_${'A'.repeat(43)}`, 'x'];
    for (const token of tokens) expect((await logOut(token)).status).toBe(204);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  test('a logout that races a refresh wins: whatever the refresh gave is over', async () => {
    const [, refreshed] = await Promise.all([logOut(ada.refreshToken), refresh(ada.refreshToken)]);
    expect([[200, undefined], REFUSED]).toContainEqual(outcome(refreshed));
    const newest = refreshed.status === 200 ? refreshed.body.refreshToken : ada.refreshToken;
    expect(outcome(await refresh(newest))).toEqual(REFUSED);
    expect(await isActive(refreshed.body.accessToken ?? ada.token)).toBe(false);
  });
});

test('no log line holds a password, a token or an e-mail', async () => {
  await post('/v1/auth/login', { email: ada.email, password: `${ada.password}!` });
  await refresh((await refresh(ada.refreshToken)).body.refreshToken);
  await refresh(ada.refreshToken);
  await system.until('it was logged', async () => JSON.stringify(system.logs).includes('session ended'));
  const lines = JSON.stringify(system.logs);
  for (const secret of [ada.password, ada.email, ada.refreshToken, ada.token]) expect(lines).not.toContain(secret);
});
