/** Who is refused leaves a line, wherever that happens; no line has a secret in it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expiredToken, forgeries } from '../../../scripts/testing/forgeries.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { decodeJwt } from 'jose';

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(() => system.close());

const genuine = () => ({ jwk: system.signingKey, claims: decodeJwt(ada.token) });

/** Lines that functions wrote, as objects, beside the platform's own. */
const lines = (): Record<string, unknown>[] =>
  system.logs.map(({ line, ...own }) =>
    typeof line === 'string' && line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : { line, ...own },
  );

test('401 and 403 at the gateway leave a line each: method, path, reason and address; an accepted token leaves none', async () => {
  const path = `/v1/users/${ada.id}/orders`;
  const expired = await expiredToken(genuine());
  const refused: [string, string | undefined, number, RegExp][] = [
    [`${path}?n=1`, expired, 401, /^jwt_authn_access_denied\{Jwt_is_expired\}$/],
    [`${path}?n=2`, 'not.a.token', 401, /^jwt_authn_access_denied\{/],
    [`${path}?n=3`, undefined, 401, /^rbac_access_denied/],
  ];
  for (const [url, token, status] of refused)
    expect((await system.ask('GET', url, token === undefined ? {} : { token })).status).toBe(status);
  await system.ask('GET', `${path}?access_token=${expired}`);
  expect((await system.ask('GET', path, { token: ada.token })).status).toBe(200);
  const told = lines().filter(({ msg }) => msg === 'refused at the gateway');
  expect(told).toHaveLength(4);
  for (const [number, [, , , reason]] of refused.entries())
    expect(told[number]).toMatchObject({
      level: 'info',
      method: 'GET',
      path,
      reason: expect.stringMatching(reason),
      address: '127.0.0.1',
      id: expect.any(String),
    });
});

test('401 and 403 of a function leave their code and the address, at level info', async () => {
  const headers = { 'x-envoy-external-address': '198.51.100.7' };
  const forged = await Promise.all(Object.values(forgeries).map((forge) => forge(genuine())));
  for (const token of forged) await system.inside('publish-e0', 'POST', '/v1/events', { token, headers, body: {} });
  const eve = await system.user('Eve');
  await system.inside('order-record-u0', 'GET', `/v1/users/${ada.id}/orders`, { token: eve.token, headers });
  await system.inside('order-record-u1', 'GET', `/v1/users/${ada.id}/orders`, { token: eve.token, headers });
  const told = await system.until('the lines are written', async () => {
    const found = lines().filter(({ msg, address }) => msg === 'answered' && address === '198.51.100.7');
    return found.length > forged.length && found;
  });
  for (const line of told) {
    expect([401, 403]).toContain(line['status']);
    expect(line).toMatchObject({ level: 'info', code: expect.stringMatching(/^(token_\w+|not_yours)$/) });
  }
  expect(told.some(({ code }) => code === 'not_yours')).toBe(true);
});

test('no line of the whole run has a token, a password or a URL with one in it', async () => {
  for (const service of ['login', 'verify'])
    await system.inside(service, 'POST', '/v1/auth/verify', { raw: `{"token":"${ada.token}",` });
  await system.ask('POST', '/v1/auth/login', { body: { email: ada.email, password: 'wrong horse battery' } });
  await system.ask('POST', '/v1/auth/refresh', { body: { refreshToken: ada.refreshToken } });
  const everything = JSON.stringify(system.logs);
  for (const secret of [ada.token, ada.token.split('.')[2], ada.password, ada.refreshToken, ada.email, 'wrong horse'])
    expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(/:\/\/[^\s/"\\…]+@/);
  expect(everything).not.toMatch(/eyJ[\w-]{10,}\./);
});
