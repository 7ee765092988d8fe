/** The gateway's own answers, by the manifests that are deployed. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edge, type Run, rule, run, service } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';

const keys = await generateKeyPair('EdDSA');
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
const token = (expires: string): Promise<string> =>
  new SignJWT({ iss: 'https://api.example.com', aud: 'seatmesh', sub: 'usr_1' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setExpirationTime(expires)
    .sign(keys.privateKey);

let system: Run;
beforeAll(async () => {
  const files = ['limits.yaml', 'problems.yaml', 'authentication.yaml', 'authorization.yaml'];
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, '../../../istio', file), 'utf8')),
  );
  const rules = rule('{ path: { value: /v1 } }', 'one') + rule('{ path: { value: /gone } }', 'nobody');
  system = await run([...edge(rules), ...texts.flatMap((text) => parseManifests(text)), service('one')], { jwks });
});
afterAll(() => system.stop());

async function send(request: string, ...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  socket.write([`${request} HTTP/1.1`, 'Host: api.example.com', ...lines, 'Connection: close', '', ''].join('\r\n'));
  return readText(socket);
}
const BAD_TOKEN = 'Bearer realm="seatmesh", error="invalid_token"';
const CHALLENGES: Record<string, string> = {
  token_missing: 'Bearer realm="seatmesh"',
  token_invalid: BAD_TOKEN,
  token_expired: BAD_TOKEN,
};
const GUARDED = 'GET /v1/users/usr_1/orders';

test.each([
  ['404 route_not_found', () => send('GET /nowhere')],
  ['404 route_not_found', () => send('GET /gone')],
  ['401 token_missing', () => send(GUARDED)],
  ['401 token_invalid', () => send(GUARDED, 'Authorization: Bearer rubbish')],
  ['401 token_invalid', () => send('GET /v1/open', 'Authorization: bearer rubbish')],
  ['401 token_expired', async () => send(GUARDED, `Authorization: Bearer ${await token('-10m')}`)],
  ['413 body_too_large', () => send('POST /v1/open', 'Content-Length: 262145')],
  ['431 headers_too_large', () => send('GET /v1/open', ...Array.from({ length: 100 }, () => 'X: 1'))],
  ['431 headers_too_large', () => send('GET /v1/open', `X: ${'x'.repeat(62_000)}`)],
  ['400 malformed_request', () => send('GET /v1/open', 'Host: other.example.com')],
  ['400 malformed_request', () => send('GET /v1/open', 'Content-Length: 1', 'Transfer-Encoding: chunked')],
  ['400 malformed_request', () => send('GET /v1/open#x')],
  ['400 malformed_request', () => send('GET /v1/open', 'Transfer-Encoding: gzip, chunked')],
])('%s is a problem that nobody may keep, guess the type of, or get in the clear again', async (expected, ask) => {
  const answer = await ask();
  const [status, code] = expected.split(' ') as [string, string];
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head.toLowerCase().split('\r\n')).toEqual(
    expect.arrayContaining([
      'content-type: application/problem+json',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'strict-transport-security: max-age=31536000',
      'connection: close',
    ]),
  );
  expect(JSON.parse(body)).toMatchObject({ code, status: Number(status) });
  const challenge = /^www-authenticate: (.*)$/im.exec(head)?.[1];
  expect(challenge).toBe(CHALLENGES[code]);
});

test('200 for a token whose scheme is written in any case', async () => {
  const good = await token('5m');
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'beareR', 'BeArEr'])
    expect((await send(GUARDED, `Authorization: ${scheme} ${good}`)).slice(0, 12), scheme).toBe('HTTP/1.1 200');
  for (const value of [`Bearer${good}`, `Basic ${good}`, good, `Bearers ${good}`])
    expect((await send(GUARDED, `Authorization: ${value}`)).slice(0, 12), value).toBe('HTTP/1.1 401');
});
