import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type RunningProgram, shared, writeProgram } from '../../../../scripts/testing/test-program.ts';
import { type RawAnswer, rawRequest } from '../../../../scripts/testing/raw-request.ts';

/** A function that tells how often it was asked, and by whom. */
const program = `
  import { on } from ${shared('http/call.ts')};
  import { serve } from ${shared('serve/endpoint.ts')};
  import { route } from ${shared('http/route.ts')};
  import * as z from 'zod';
  let asked = 0;
  const routes = [
    route({ name: 'ask', summary: '', method: 'GET', path: '/ask', access: 'user',
      answers: { 200: z.number() }, problems: [] }),
    route({ name: 'asked', summary: '', method: 'GET', path: '/asked', access: 'public',
      answers: { 200: z.number() }, problems: [] }),
    route({ name: 'tell', summary: '', method: 'POST', path: '/tell', access: 'public', body: z.strictObject({}),
      answers: { 200: z.number() }, problems: [] }),
  ];
  serve({ name: 'count', authenticate: async (token) => ({ userId: token, sessionId: '', expiresAt: 0 }), routes: [
    on(routes[0], async () => ({ status: 200, body: ++asked })),
    on(routes[1], async () => ({ status: 200, body: asked })),
    on(routes[2], async () => ({ status: 200, body: ++asked })),
  ] });`;

let written: Awaited<ReturnType<typeof writeProgram>>;
beforeAll(async () => {
  written = await writeProgram(program);
});
afterAll(() => written.remove());

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `x-${index}: 1`);

/** A problem document on a connection that ends with it. */
const refused = (status: number, code: string) => ({
  status,
  closed: true,
  head: expect.stringMatching(/^content-type: application\/problem\+json\r?$/m),
  body: expect.stringContaining(`"code":"${code}"`),
});

describe.each(KINDS)('from %s', (kind) => {
  let running: RunningProgram;
  beforeAll(async () => {
    running = await written.start(kind);
  });
  afterAll(() => running.stop());

  const send = (first: string, headers: string[], body = ''): Promise<RawAnswer> =>
    rawRequest(running.port, `${[first, ...headers].join('\r\n')}\r\n\r\n${body}`);
  const ask = (...headers: string[]) => send('GET /ask HTTP/1.1', ['host: x', ...headers]);
  const asked = async () => Number((await send('GET /asked HTTP/1.1', ['host: x'])).body);

  test('200 for a bearer token, its scheme in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer ', 'bearer  '])
      expect([scheme, (await ask(`authorization: ${scheme} abc.def-_~+/==`)).status]).toEqual([scheme, 200]);
  });

  test('401 with a challenge that says which realm, and what was wrong with a token if there was one', async () => {
    for (const line of ['x: y', 'authorization: Basic abc', 'authorization: Bearer', 'authorization: Bearerabc']) {
      const { status, head } = await ask(line);
      expect([line, status, head]).toEqual([
        line,
        401,
        expect.stringMatching(/^www-authenticate: Bearer realm="seatmesh"\r?$/m),
      ]);
    }
    for (const token of ['a b', 'a=b', 'é', 'a,b', '"a"']) {
      const { status, head } = await ask(`authorization: Bearer ${token}`);
      expect([token, status, head]).toEqual([
        token,
        401,
        expect.stringMatching(
          /^www-authenticate: Bearer realm="seatmesh", error="invalid_token", error_description="[^"]+"\r?$/m,
        ),
      ]);
    }
  });

  test.each([
    ['no Host', []],
    ['an empty Host', ['host:']],
    ['a Host that is none', ['host: a b']],
    ['a Host with a path', ['host: a/b']],
    ['two Hosts', ['host: x', 'Host: y']],
    ['two Hosts that are the same', ['host: x', 'host: x']],
  ])('400 malformed_request for %s, and nobody is asked', async (_, headers) => {
    const before = await asked();
    expect(await send('GET /ask HTTP/1.1', [...headers, 'authorization: Bearer a'])).toMatchObject(
      refused(400, 'malformed_request'),
    );
    expect(await send('GET /healthz HTTP/1.1', headers)).toMatchObject(refused(400, 'malformed_request'));
    expect(await asked()).toBe(before);
  });

  test.each([
    'authorization: Bearer a',
    'Content-Type: application/json',
    'Content-Encoding: identity',
    'idempotency-key: a',
    'If-Modified-Since: Fri, 14 May 2027 18:30:00 GMT',
    'if-unmodified-since: Fri, 14 May 2027 18:30:00 GMT',
    'origin: https://x.example',
    'Access-Control-Request-Method: GET',
    'last-event-id: 1',
    'X-Envoy-External-Address: 192.0.2.1',
    'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ])('400 malformed_request for a second line of %s, and nobody is asked', async (line) => {
    const before = await asked();
    const [name = ''] = line.split(':');
    const token = name === 'authorization' ? [] : ['authorization: Bearer a'];
    expect((await ask(...token, line)).status).toBe(200);
    for (const second of [line, `${name.toUpperCase()}: other`])
      expect(await ask(...token, line, ...lines(20), second)).toMatchObject(refused(400, 'malformed_request'));
    expect(await asked()).toBe(before + 1);
  });

  test('a list may come in several lines', async () => {
    expect(
      (await ask('authorization: Bearer a', 'accept: a/b', 'accept: c/d', 'if-none-match: "a"', 'if-none-match: "b"'))
        .status,
    ).toBe(200);
  });

  test('200 for as many header lines as allowed, 431 headers_too_large for one more, and for more than Node counts', async () => {
    expect((await ask('authorization: Bearer a', ...lines(198))).status).toBe(200);
    for (const count of [199, 1_500, 2_500])
      expect(await ask('authorization: Bearer a', ...lines(count))).toMatchObject(refused(431, 'headers_too_large'));
  });

  test('431 headers_too_large for headers and targets of too many bytes, however many', async () => {
    for (const bytes of [16_400, 60_000, 100_000, 3_000_000]) {
      expect(await ask(`x: ${'a'.repeat(bytes)}`)).toMatchObject(refused(431, 'headers_too_large'));
      expect(await send(`GET /ask?${'a'.repeat(bytes)} HTTP/1.1`, ['host: x'])).toMatchObject(
        refused(431, 'headers_too_large'),
      );
    }
  });

  test.each([
    ['what is no HTTP', 'hello\r\n\r\n'],
    ['a space before the colon', 'GET /ask HTTP/1.1\r\nhost : x\r\n\r\n'],
    ['a folded line', 'GET /ask HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n'],
    ['a line feed alone', 'GET /ask HTTP/1.1\nhost: x\n\n'],
    ['NUL in a header', 'GET /ask HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n'],
    ['two lengths', 'POST /tell HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST /tell HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
    ],
    ['a length with a sign', 'POST /tell HTTP/1.1\r\nhost: x\r\ncontent-length: +2\r\n\r\n{}'],
    [
      'chunks that are none',
      'POST /tell HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    ],
    ['a target that is not ASCII', 'GET /asked?é HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['half a percent sign', 'GET /asked?a=%4 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a query that is not UTF-8', 'GET /asked?a=%ff HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['half a surrogate pair in a query', 'GET /asked?a=%ed%a0%80 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('400 malformed_request for %s, and nobody is asked', async (_, bytes) => {
    const before = await asked();
    expect(await rawRequest(running.port, bytes)).toMatchObject(refused(400, 'malformed_request'));
    expect(await asked()).toBe(before);
  });

  test('417 expectation_failed for any expectation but 100-continue, and nobody is asked', async () => {
    const before = await asked();
    for (const expectation of ['200-ok', 'x', '100']) {
      const answer = await ask('authorization: Bearer a', `expect: ${expectation}`);
      expect(answer).toMatchObject(refused(417, 'expectation_failed'));
    }
    expect(await asked()).toBe(before);
  });

  test('408 request_timeout for a head that does not come to its end', async () => {
    expect(await rawRequest(running.port, 'GET /ask HTTP/1.1\r\nhost: x\r\n')).toMatchObject(
      refused(408, 'request_timeout'),
    );
  }, 30_000);

  test('probes are GET and HEAD without query or body; anything else is refused', async () => {
    const kubelet = ['host: 10.0.0.1:8080', 'user-agent: kube-probe/1.34', 'accept: */*', 'connection: close'];
    for (const path of ['/healthz', '/readyz']) {
      expect(await send(`GET ${path} HTTP/1.1`, kubelet)).toMatchObject({
        status: 200,
        body: expect.stringContaining('ok\n'),
      });
      expect((await send(`HEAD ${path} HTTP/1.1`, ['host: x'])).status).toBe(200);
      expect((await send(`GET ${path}?x HTTP/1.1`, ['host: x'])).status).toBe(404);
      expect((await send(`GET ${path}/ HTTP/1.1`, ['host: x'])).status).toBe(404);
      expect((await send(`POST ${path} HTTP/1.1`, ['host: x'])).status).toBe(405);
      expect((await send(`GET ${path} HTTP/1.1`, ['host: x', 'content-length: 2'], '{}')).body).toContain(
        '"path":"body"',
      );
    }
  });

  test('every answer says that it is what it says, and asks for TLS; what is not said to be public is not to be stored', async () => {
    const answers = await Promise.all([
      ask('authorization: Bearer a'),
      ask(),
      send('GET /nothing HTTP/1.1', ['host: x']),
      send('POST /tell HTTP/1.1', ['host: x', 'content-type: application/json', 'content-length: 2'], '{}'),
      send('GET /healthz HTTP/1.1', ['host: x']),
      send('GET /ask HTTP/1.1', []),
      rawRequest(running.port, 'no\r\n\r\n'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 200, 200, 400, 400]);
    for (const { head } of answers)
      for (const line of [
        'x-content-type-options: nosniff',
        'strict-transport-security: max-age=31536000',
        'cache-control: no-store',
      ])
        expect(head.split('\r\n')).toContain(line);
  });
});
