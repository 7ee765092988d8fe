/** The gateway's own answers, by the manifests that are deployed. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';

const keys = await generateKeyPair('EdDSA');
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
const token = (expires: string): Promise<string> =>
  new SignJWT({ iss: 'https://api.example.com', aud: 'seatmesh', sub: 'usr_1' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setExpirationTime(expires)
    .sign(keys.privateKey);

let system: FixtureRun;
beforeAll(async () => {
  const files = ['limits.yaml', 'problems.yaml', 'tokens/authentication.yaml', 'authorization.yaml'];
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, '../../../istio', file), 'utf8')),
  );
  const paths = ['/v1/open', '/v1/users/usr_1'].map((path) => rule(`{ path: { value: ${path} } }`, 'one'));
  const rules =
    paths.join('') +
    rule('{ path: { value: /gone } }', 'nobody') +
    rule('{ path: { value: /v1/broken } }', 'broken') +
    rule('{ path: { value: /broken } }', 'broken');
  system = await run(
    [
      ...edge(rules),
      ...texts.flatMap((text) => parseManifests(text)),
      service('one'),
      service('broken', { folder: 'broken' }),
    ],
    { jwks },
  );
});
afterAll(() => system.stop());

async function send(request: string, ...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  socket.write([`${request} HTTP/1.1`, 'Host: api.example.com', ...lines, 'Connection: close', '', ''].join('\r\n'));
  return readText(socket);
}
/** What need not be a request, on a connection that stays open until the gateway closes it. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  socket.write(Buffer.from(bytes, 'latin1'));
  return readText(socket);
}
const BAD_TOKEN = 'Bearer realm="seatmesh", error="invalid_token"';
const CHALLENGES: Record<string, string> = {
  token_missing: 'Bearer realm="seatmesh"',
  token_invalid: BAD_TOKEN,
  token_expired: BAD_TOKEN,
};
const GUARDED = 'GET /v1/users/usr_1/orders';

test('a browser is shown a page in all languages, where there is none and where none can be had; at the API’s paths and for others, problems', async () => {
  const accept = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8';
  const lost = await send('GET /nowhere/at-all', accept);
  expect(lost).toMatch(/^HTTP\/1.1 404 /);
  expect(lost).toMatch(/content-type: text\/html; charset=utf-8/i);
  expect(lost).toMatch(/content-security-policy: default-src 'none'; style-src 'sha256-/i);
  for (const words of ['Nothing is here', 'Hier ist nichts', 'dir="rtl"', '<a href="/de">'])
    expect(lost).toContain(words);
  const away = await send('GET /broken', accept);
  expect(away).toMatch(/^HTTP\/1.1 503 /);
  expect(away).toMatch(/retry-after: 1/i);
  expect(away).toContain('<a href="">Try again</a>');
  for (const [request, ...lines] of [
    ['GET /v1/nowhere', accept],
    ['GET /.well-known/nothing', accept],
    ['POST /nowhere', accept],
    ['GET /nowhere', 'Accept: */*'],
    ['GET /nowhere', 'Accept: application/json'],
  ] as const)
    expect([request, await send(request, ...lines)]).toEqual([
      request,
      expect.stringMatching(/application\/problem\+json[^]*"code":"route_not_found"/),
    ]);
});

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
  ['503 unavailable', () => send('GET /v1/broken')],
  ['405 method_not_allowed', () => send('DELETE /v1/events')],
  ['400 malformed_request', () => send('GET /v1/open', 'Host: other.example.com')],
  ['400 malformed_request', () => send('GET /v1/open', 'Content-Length: 1', 'Transfer-Encoding: chunked')],
  ['400 malformed_request', () => send('GET /v1/open#x')],
  ['400 malformed_request', () => send('GET /v1/open', 'Transfer-Encoding: gzip, chunked')],
  ['405 method_not_allowed', () => send('CONNECT api.example.com:443')],
  ['405 method_not_allowed', () => send('CONNECT 127.0.0.1:22', 'Proxy-Authorization: Basic eDp5')],
  ['405 method_not_allowed', () => raw('CONNECT api.example.com:443 HTTP/1.0\r\n\r\n')],
  ['405 method_not_allowed', () => raw(`CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${'\0'.repeat(100_000)}`)],
  ['400 malformed_request', () => send('CONNECT /v1/events')],
  ['405 method_not_allowed', () => send('TRACE /v1/events', 'Max-Forwards: 0')],
  ['405 method_not_allowed', () => send('PROPFIND /v1/events')],
  ['404 route_not_found', () => send('PURGE /nowhere')],
  ['404 route_not_found', () => raw('GET /nowhere HTTP/1.0\r\nHost: a\r\n\r\n')],
  // As a real Envoy answers it, at a route and at none; without a word of it in Connection nothing is asked for.
  ['400 malformed_request', () => send('GET /nowhere', 'Connection: Upgrade', 'Upgrade: websocket')],
  ['400 malformed_request', () => send('GET /v1/open', 'Connection: keep-alive, upgrade', 'Upgrade: websocket')],
  [
    '400 malformed_request',
    () => send('POST /v1/events', 'Connection: upgrade', 'Upgrade: irc/6.9, foo', 'Content-Length: 0'),
  ],
  ['404 route_not_found', () => send('GET /nowhere', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13')],
  ['404 route_not_found', () => send('GET /nowhere', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c')],
  ['400 malformed_request', () => raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['405 method_not_allowed', () => raw('BREW /v1/events HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['405 method_not_allowed', () => raw('get /v1/events?q=x HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['405 method_not_allowed', () => raw('FLUSH http://api.example.com/v1/events HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['404 route_not_found', () => raw('BREW /v1/open HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['400 malformed_request', () => raw('BREW v1/events HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['400 malformed_request', () => raw('BR@W /v1/events HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['400 malformed_request', () => raw('GET /v1/open\r\n\r\n')],
  ['400 malformed_request', () => raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')],
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
  expect(JSON.parse(body)).toMatchObject({
    code,
    status: Number(status),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(head).toMatch(/^x-request-id: [\w-]{36}\r?$/im);
  const { traceId } = JSON.parse(body) as { traceId: string };
  expect(head).toMatch(new RegExp(`^traceresponse: 00-${traceId}-[0-9a-f]{16}-0[01]\\r?$`, 'im'));
  expect(head).toMatch(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r?$/im);
  const challenge = /^www-authenticate: (.*)$/im.exec(head)?.[1];
  expect(challenge).toBe(CHALLENGES[code]);
});

const EVENT = '/v1/events/evt_0a7_01HZ0000000000000000000000';
const headOf = (answer: string): string => answer.split('\r\n\r\n')[0] ?? '';
const allowIn = (answer: string): string | undefined => /^allow: (.*?)\r?$/im.exec(headOf(answer))?.[1];

test('405 with what a path takes, for a method that no route of it has; 404 where there is no such path', async () => {
  for (const [request, allow] of [
    ['DELETE /v1/events', 'GET, HEAD, POST, OPTIONS'],
    ['TRACE /v1/events?q=x', 'GET, HEAD, POST, OPTIONS'],
    [`POST ${EVENT}`, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['GET /v1/auth/login', 'POST, OPTIONS'],
    ['HEAD /v1/auth/login', 'POST, OPTIONS'],
    [`PATCH ${EVENT}/chart`, 'GET, HEAD, OPTIONS'],
    [`get ${EVENT}/chart`, 'GET, HEAD, OPTIONS'],
    [`FOO ${EVENT}/../${EVENT.slice(11)}`, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['CONNECT 127.0.0.1:443', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ] as const) {
    const answer = await send(request);
    expect([request, answer.slice(0, 12), allowIn(answer)]).toEqual([request, 'HTTP/1.1 405', allow]);
  }
  for (const request of [
    'DELETE /v1/event',
    'DELETE /v1/events/',
    'DELETE /v1/events/evt_0a7_x/chart',
    `DELETE ${EVENT}/charts`,
    `DELETE /v2${EVENT}`,
    `DELETE ${EVENT}/chart/x`,
    'OPTIONS /nowhere',
    'FOO /nowhere',
    'get /nowhere',
  ])
    expect([request, (await send(request)).slice(0, 12)]).toEqual([request, 'HTTP/1.1 404']);
});

test('204 with what a path takes, for OPTIONS of it, without a token and without a function', async () => {
  for (const [path, allow] of [
    ['/v1/events', 'GET, HEAD, POST, OPTIONS'],
    [`${EVENT}/holds/hld_0a7_01HZ0000000000000000000000`, 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['/v1/users', 'POST, OPTIONS'],
    ['*', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ] as const) {
    const answer = await send(`OPTIONS ${path}`);
    expect([path, answer.slice(0, 12), allowIn(answer)]).toEqual([path, 'HTTP/1.1 204', allow]);
    expect(headOf(answer)).not.toMatch(/^content-(?:type|length):/im);
    expect(answer).toMatch(/\r\n\r\n$/);
  }
});

test('a target that is a whole URL is the path in it, of the host in it', async () => {
  for (const url of [
    'http://api.example.com/v1/open',
    'HTTP://api.example.com:80/v1/open?x',
    'https://api.example.com/v1/../v1/open',
  ])
    expect([url, (await send(`GET ${url}`)).slice(0, 12)]).toEqual([url, 'HTTP/1.1 200']);
  expect((await send('GET http://api.example.com')).slice(0, 12)).toBe('HTTP/1.1 404');
  expect((await send('GET http://other.example.com/v1/open')).slice(0, 12)).toBe('HTTP/1.1 404');
  for (const url of [
    'http://user@api.example.com/v1/open',
    'http:///v1/open',
    'ftp://api.example.com/v1/open',
    'http://a b/',
    'v1/open',
  ])
    expect([url, (await send(`GET ${url}`)).slice(0, 12)]).toEqual([url, 'HTTP/1.1 400']);
});

test('the answer of a function names its request, by the name that the caller gave it', async () => {
  expect(await send('GET /v1/open', 'X-Request-Id: my-own-name-1')).toMatch(/^x-request-id: my-own-name-1\r?$/im);
  expect(await send('GET /v1/open')).toMatch(/^x-request-id: [\w-]{36}\r?$/im);
});

test('200 for a token whose scheme is written in any case', async () => {
  const good = await token('5m');
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'beareR', 'BeArEr'])
    expect((await send(GUARDED, `Authorization: ${scheme} ${good}`)).slice(0, 12), scheme).toBe('HTTP/1.1 200');
  for (const value of [`Bearer${good}`, `Basic ${good}`, good, `Bearers ${good}`])
    expect((await send(GUARDED, `Authorization: ${value}`)).slice(0, 12), value).toBe('HTTP/1.1 401');
});
