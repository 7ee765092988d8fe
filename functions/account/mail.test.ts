import { createHash } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { issueMailToken, type Purpose, useMailToken } from './mail-tokens.ts';

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

const outcome = ({ status, body }: Reply): unknown[] => [status, body?.code];
const post = (path: string, body?: unknown, token?: string) =>
  system.ask('POST', path, { body, ...(token !== undefined && { token }) });
const database = () => system.database(Number.parseInt(ada.id.slice(4, 7), 16) < 0x800 ? 'u0' : 'u1');
const issue = (purpose: Purpose, now = new Date()) =>
  issueMailToken(database(), { userId: ada.id, email: ada.email }, purpose, now);
const confirm = (token: string, password = 'a staple, a battery') =>
  post('/v1/auth/password-reset/confirm', { token, password });
const verify = (token: string) => post('/v1/auth/email-verification/confirm', { token });
const INVALID = [422, 'mail_token_invalid'];

describe('while no mailer is configured', () => {
  test('501 mail_not_configured, word for word the same whether there is an account or not', async () => {
    const known = await post('/v1/auth/password-reset', { email: ada.email });
    const unknown = await post('/v1/auth/password-reset', { email: `nobody.${ada.email}` });
    expect(outcome(known)).toEqual([501, 'mail_not_configured']);
    expect(unknown).toMatchObject({ status: known.status, body: { ...known.body, traceId: expect.any(String) } });
    expect(outcome(await post(`/v1/users/${ada.id}/email-verification`, undefined, ada.token))).toEqual([
      501,
      'mail_not_configured',
    ]);
    const [rows] = await database().query<RowDataPacket[]>('SELECT 1 FROM mail_tokens WHERE user_id = ?', [ada.id]);
    expect(rows).toEqual([]);
  });

  test('501 is no error of ours: its line in the log is one of information, without a stack', async () => {
    await post('/v1/auth/password-reset', { email: ada.email });
    const lines = await system.until('it was logged', async () => {
      const found = system.logs.filter((line) => JSON.stringify(line).includes('mail_not_configured'));
      return found.length > 0 && found;
    });
    for (const { line } of lines) expect(JSON.parse(String(line))).toMatchObject({ level: 'info', msg: 'answered' });
  });
});

describe('a link to choose a new password', () => {
  test('204 once: every session is over, the new password opens one', async () => {
    const token = await issue('reset');
    expect((await confirm(token)).status).toBe(204);
    expect((await post('/v1/auth/verify', { token: ada.token })).body).toEqual({ active: false });
    expect((await post('/v1/auth/refresh', { refreshToken: ada.refreshToken })).status).toBe(401);
    expect((await post('/v1/auth/login', { email: ada.email, password: ada.password })).status).toBe(401);
    expect((await post('/v1/auth/login', { email: ada.email, password: 'a staple, a battery' })).status).toBe(200);
    expect(outcome(await confirm(token, 'another staple, a battery'))).toEqual(INVALID);
  });

  test('of ten who present it at once one gets 204', async () => {
    const token = await issue('reset');
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => confirm(token, `a staple, a battery ${n}`)));
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  test('422 password_common leaves the link good', async () => {
    const token = await issue('reset');
    expect(outcome(await confirm(token, 'password123'))).toEqual([422, 'password_common']);
    expect((await confirm(token)).status).toBe(204);
  });

  test('422 after half an hour, after the address has changed, and for the other purpose', async () => {
    expect(outcome(await confirm(await issue('reset', new Date(Date.now() - 30 * 60_000 - 1_000))))).toEqual(INVALID);
    expect(outcome(await confirm(await issue('verify')))).toEqual(INVALID);
    const token = await issue('reset');
    const body = { email: `new.${ada.email}`, currentPassword: ada.password };
    expect((await system.ask('PATCH', `/v1/users/${ada.id}`, { token: ada.token, body })).status).toBe(200);
    expect(outcome(await confirm(token))).toEqual(INVALID);
  });

  test.each(['x', `mlt_000_${'A'.repeat(43)}`, `mlt_fff_${'A'.repeat(43)}`, "' OR 1=1"])(
    '422 for %s',
    async (token) => {
      expect(outcome(await confirm(token))).toEqual(INVALID);
      expect(outcome(await verify(token))).toEqual(INVALID);
    },
  );
});

test('a link that verifies: 204 once, and the export tells since when', async () => {
  const token = await issue('verify');
  expect((await verify(token)).status).toBe(204);
  const exported = await system.ask('GET', `/v1/users/${ada.id}/export`, { token: ada.token });
  expect(exported.body.account.emailVerifiedAt).toMatch(/Z$/);
  expect(outcome(await verify(token))).toEqual(INVALID);
});

test('another address is not verified by what verified the one before', async () => {
  expect((await verify(await issue('verify'))).status).toBe(204);
  const body = { email: `other.${ada.email}`, currentPassword: ada.password };
  const changed = await system.ask('PATCH', `/v1/users/${ada.id}`, { token: ada.token, body });
  expect([changed.status, changed.body.emailVerifiedAt]).toEqual([200, null]);
  const renamed = await system.ask('PATCH', `/v1/users/${ada.id}`, { token: ada.token, body: { name: 'Ada L' } });
  expect([renamed.status, renamed.body.emailVerifiedAt]).toEqual([200, null]);
});

describe('the token store', () => {
  test('knows a token by its hash only, and at most five of an account', async () => {
    const tokens: string[] = [];
    for (let n = 0; n < 7; n++) tokens.push(await issue('reset', new Date(Date.now() + n * 1_000)));
    const [rows] = await database().query<RowDataPacket[]>('SELECT hash FROM mail_tokens WHERE user_id = ?', [ada.id]);
    const hashes = rows.map(({ hash }) => (hash as Buffer).toString('hex'));
    const last = tokens.slice(2).map((token) => createHash('sha256').update(token).digest('hex'));
    expect(hashes.toSorted()).toEqual(last.toSorted());
  });

  test('keeps no address of an account that was closed', async () => {
    await issue('reset');
    await issue('verify');
    const body = { currentPassword: ada.password };
    expect((await system.ask('DELETE', `/v1/users/${ada.id}`, { token: ada.token, body })).status).toBe(204);
    const [rows] = await database().query<RowDataPacket[]>('SELECT 1 FROM mail_tokens WHERE user_id = ?', [ada.id]);
    expect(rows).toEqual([]);
  });

  test('a token that is used takes all others of its purpose along', async () => {
    const [one, other, kept] = [await issue('reset'), await issue('reset'), await issue('verify')];
    expect(await useMailToken(database(), one, 'reset', new Date())).toEqual({ userId: ada.id, email: ada.email });
    expect(await useMailToken(database(), other, 'reset', new Date())).toBeUndefined();
    expect(await useMailToken(database(), kept, 'verify', new Date())).toBeDefined();
  });
});
