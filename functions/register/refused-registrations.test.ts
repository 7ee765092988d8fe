import { describe, expect, test } from 'vitest';
import { count, email, password, register, startWithRegistrations, system } from './fixtures/registrations.ts';

startWithRegistrations();

describe('422 invalid names the path and leaves nothing behind:', () => {
  test.each([
    ['no e-mail', 'email', { email: undefined }],
    ['an e-mail without @', 'email', { email: 'ada.example.com' }],
    ['an e-mail of 300 characters', 'email', { email: `${'a'.repeat(290)}@example.com` }],
    ['an e-mail with a line end in it', 'email', { email: 'ada\r\n@example.com' }],
    ['an e-mail with a local part of 65 octets', 'email', { email: `${'a'.repeat(65)}@example.com` }],
    ['an e-mail that is a list', 'email', { email: ['ada@example.com'] }],
    ['a password of nine characters', 'password', { password: '123456789' }],
    ['a password of 201 characters', 'password', { password: 'x'.repeat(201) }],
    ['a password that is a number', 'password', { password: 1_234_567_890 }],
    ['a blank name', 'name', { name: '   ' }],
    ['a name of 81 characters', 'name', { name: 'x'.repeat(81) }],
    ['a name that is null', 'name', { name: null }],
    ['an unknown field', 'role', { role: 'admin' }],
    ['an id of their own', 'id', { id: 'usr_000_01JDCMWZ7V5K3Q8Y2RNB4TXHGA' }],
  ])('%s', async (_, path, change) => {
    const before = await count('users');
    const { status, headers, body } = await register({ email, password, name: 'Ada', ...change });
    expect([status, body.code]).toEqual([422, 'invalid']);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
    expect(await count('users')).toBe(before);
  });

  test.each([
    ['one of those that many use', 'P@ssw0rd2024!'],
    ['the name of this service', 'Seatmesh 2026'],
    ['the own e-mail address', undefined],
  ])('password_common: %s', async (_, chosen) => {
    const before = await count('users');
    const { status, body } = await register({ email, password: chosen ?? email, name: 'Ada' });
    expect([status, body.code]).toEqual([422, 'password_common']);
    expect(body.errors).toEqual([{ path: 'password', message: expect.any(String) }]);
    expect(await count('users')).toBe(before);
  });

  test.each(['null', '[]', '"x"', '7'])('a body that is %s', async (raw) => {
    const { status, body } = await system.ask('POST', '/v1/users', { raw });
    expect([status, body.code]).toEqual([422, 'invalid']);
  });
});

test.each(['{', '', '{"email":"ada@example.com",}', '\u0000'])('400 malformed_json for the body %j', async (raw) => {
  const { status, body } = await system.ask('POST', '/v1/users', {
    raw,
    headers: { 'content-type': 'application/json' },
  });
  expect([status, body.code]).toEqual([400, 'malformed_json']);
});

test('415 media_type_unsupported for a form', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, body } = await system.ask('POST', '/v1/users', { raw: 'email=ada', headers });
  expect([status, body.code]).toEqual([415, 'media_type_unsupported']);
});

test('413 body_too_large for 2 MB', async () => {
  const reply = await register({ email, password, name: 'x'.repeat(2_000_000) });
  expect([reply.status, reply.body.code]).toEqual([413, 'body_too_large']);
});

test('413 body_too_large for 2 MB of a length not told', async () => {
  const response = await fetch(`${system.url}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Blob(['x'.repeat(2_000_000)]).stream(),
    duplex: 'half', // Node's fetch wants it said; the types of browsers do not know it
  } as RequestInit);
  expect([response.status, await response.json()]).toMatchObject([413, { code: 'body_too_large' }]);
});

test('405 method_not_allowed and 404 route_not_found past the gateway', async () => {
  expect(await system.inside('register', 'GET', '/v1/users')).toMatchObject({
    status: 405,
    body: { code: 'method_not_allowed' },
  });
  expect(await system.inside('register', 'POST', '/v1/users/x')).toMatchObject({
    status: 404,
    body: { code: 'route_not_found' },
  });
});
