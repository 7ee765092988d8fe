import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';

const keys = await generateKeyPair('EdDSA');
const foreign = await generateKeyPair('EdDSA');
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
const token = (claims: Record<string, unknown> = {}, key = keys.privateKey): Promise<string> =>
  new SignJWT({ iss: 'https://seatmesh.dev', aud: 'seatmesh', sub: 'usr_1', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setExpirationTime((claims['exp'] as number | undefined) ?? '5m')
    .sign(key);

const security = parseManifests(`
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: users, namespace: seatmesh }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]
  jwtRules: [{ issuer: "https://seatmesh.dev", audiences: [seatmesh], forwardOriginalToken: true }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: users-only, namespace: seatmesh }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]
  action: DENY
  rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }], to: [{ operation: { paths: ["/private", "/private/{**}"] } }] }]
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: problems, namespace: seatmesh }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]
  configPatches:
    - applyTo: NETWORK_FILTER
      patch:
        operation: MERGE
        value:
          typed_config:
            local_reply_config:
              body_format: { content_type: application/problem+json, json_format: { status: "%RESPONSE_CODE%", detail: "%LOCAL_REPLY_BODY%" } }
    - applyTo: HTTP_FILTER
      patch: { operation: INSERT_BEFORE, value: { name: envoy.filters.http.buffer, typed_config: { max_request_bytes: 100000 } } }
`);
const weighted = `
    - matches: [{ path: { value: /weighted } }]
      backendRefs:
        - { name: knative-local-gateway, namespace: istio-system, port: 80, weight: 3, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: Host, value: one.seatmesh.svc.cluster.local }] } }] }
        - { name: knative-local-gateway, namespace: istio-system, port: 80, weight: 1, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: Host, value: two.seatmesh.svc.cluster.local }] } }] }
        - { name: knative-local-gateway, namespace: istio-system, port: 80, weight: 0 }
    - matches: [{ path: { value: /granted-nowhere } }]
      backendRefs: [{ name: secret, namespace: elsewhere, port: 80 }]
    - matches: [{ path: { value: /old } }]
      filters: [{ type: RequestRedirect, requestRedirect: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /new }, statusCode: 301 } }]
    - matches: [{ path: { value: /shaped } }]
      filters:
        - { type: URLRewrite, urlRewrite: { hostname: one.seatmesh.svc.cluster.local, path: { type: ReplacePrefixMatch, replacePrefixMatch: /inner } } }
        - { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-Set, value: gateway }], add: [{ name: X-Add, value: b }], remove: [x-secret] } }
        - { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: X-From, value: gateway }], remove: [content-type] } }
      backendRefs: [{ name: knative-local-gateway, namespace: istio-system, port: 80 }]`;

let system: FixtureRun;
beforeAll(async () => {
  const rules =
    rule('{ path: { type: RegularExpression, value: "/events/evt_[0-7][0-9a-f]{2}(/.*)?" } }', 'one') +
    rule('{ path: { type: RegularExpression, value: "/events/evt_[89a-f][0-9a-f]{2}(/.*)?" } }', 'two') +
    rule('{ path: { value: /private } }', 'one') +
    rule('{ path: { value: /any } }', 'one') +
    rule('{ path: { value: /hurried } }', 'one', 'timeouts: { request: 50ms }') +
    rule('{ path: { value: /brief } }', 'one', 'timeouts: { request: 700ms }') +
    rule('{ path: { value: /gone } }', 'nobody') +
    weighted;
  system = await run([...edge(rules), ...security, service('one'), service('two')], { jwks });
});
afterAll(() => system.stop());

interface Echo {
  service: string;
  path: string;
  method: string;
  headers: Record<string, string>;
}
const ask = async (path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; echo: Echo }> => {
  const answer = await fetch(system.url + path, init);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    echo: (text.startsWith('{') ? JSON.parse(text) : text) as Echo,
  };
};

test('a slot in the path chooses the Service; the process sees its cluster host, and the path and query as sent', async () => {
  const [one, two] = await Promise.all([ask('/events/evt_3ff?a=1&b'), ask('/events/evt_9ff/holds')]);
  expect([one.echo.service, one.echo.path, one.echo.headers['host']]).toEqual([
    'one',
    '/events/evt_3ff?a=1&b',
    'one.seatmesh.svc.cluster.local',
  ]);
  expect([two.echo.service, two.echo.path]).toEqual(['two', '/events/evt_9ff/holds']);
  expect(system.host).toBe('api.example.com');
});

test('404 for a path without a route, another host, and a Service that does not exist; 500 for a backend that nobody granted', async () => {
  const { port } = new URL(system.url);
  const [{ statusCode }] = (await once(
    get({ host: '127.0.0.1', port, path: '/any', headers: { host: 'other.example.com' } }),
    'response',
  )) as [IncomingMessage];
  expect(statusCode).toBe(404);
  expect((await ask('/nowhere')).status).toBe(404);
  expect((await ask('/gone')).status).toBe(404);
  const ungranted = await ask('/granted-nowhere');
  expect([ungranted.status, ungranted.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
  expect(system.unsupported.filter((line) => line.startsWith('HTTPRoute'))).toEqual([
    'HTTPRoute: host nobody.seatmesh.svc.cluster.local is no Service of these manifests: 404 (routes)',
    'HTTPRoute: no ReferenceGrant lets it use elsewhere/secret: 500, as on the cluster (routes)',
  ]);
});

test('401 for a token that is bad, 403 for another audience’s, even where none is needed; 403 without one where one is; all as problems', async () => {
  const withToken = (jwt: string, path = '/any'): ReturnType<typeof ask> =>
    ask(path, { headers: { authorization: `Bearer ${jwt}` } });
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"iss":"https://seatmesh.dev"}').toString('base64url')}.`;
  const bad = await Promise.all([
    withToken('rubbish'),
    withToken(none),
    withToken(await token({ iss: 'https://evil.example' })),
    withToken(await token({ aud: 'other' })),
    withToken(await token({ exp: 1 })),
    withToken(await token({}, foreign.privateKey)),
  ]);
  expect(bad.map(({ status }) => status)).toEqual([401, 401, 401, 403, 401, 401]);
  expect(bad.map(({ echo }) => (echo as unknown as { detail: string }).detail)).toContain('Jwt is expired');
  expect(bad[0]?.headers.get('www-authenticate')).toContain('error="invalid_token"');
  const without = await ask('/private/x');
  expect([without.status, without.echo]).toEqual([403, { status: 403, detail: 'RBAC: access denied' }]);
  const good = await token();
  expect((await ask('/any/../private', {})).status).toBe(403);
  const allowed = await withToken(good, '/private/x');
  expect([allowed.status, allowed.echo.headers['authorization']]).toEqual([200, `Bearer ${good}`]);
  expect((await withToken(good, '/private/y')).status).toBe(200);
});

test('forwarding headers are the gateway’s: the peer is appended, the scheme replaced, a trace continued or begun', async () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const sent = await ask('/any', {
    headers: {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-envoy-internal': 'true',
      'x-envoy-external-address': '6.6.6.6',
      traceparent: trace,
      te: 'trailers',
    },
  });
  expect(sent.echo.headers).toMatchObject({
    'x-envoy-external-address': '127.0.0.1',
    'x-forwarded-for': '6.6.6.6,127.0.0.1',
    'x-forwarded-proto': 'http',
    traceparent: trace,
  });
  expect(sent.echo.headers).not.toHaveProperty('x-envoy-internal');
  expect(sent.echo.headers).not.toHaveProperty('te');
  const begun = await ask('/any', { headers: { traceparent: 'nonsense' } });
  expect(begun.echo.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(begun.echo.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('filters of a route change path, request and answer; a redirect keeps the rest of the path', async () => {
  const shaped = await ask('/shaped/x?y', { headers: { 'x-secret': '1', 'x-set': 'client', 'x-add': 'a' } });
  expect(shaped.echo.path).toBe('/inner/x?y');
  expect(shaped.echo.headers).toMatchObject({ 'x-set': 'gateway', 'x-add': 'a, b' });
  expect(shaped.echo.headers).not.toHaveProperty('x-secret');
  expect([shaped.headers.get('x-from'), shaped.headers.get('content-type')]).toEqual(['gateway', null]);
  const moved = await ask('/old/x?y', { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([301, 'http://api.example.com/new/x?y']);
});

test('weights share the requests out, by the Host that each backend sets', async () => {
  const services = await Promise.all(
    Array.from({ length: 200 }, () => ask('/weighted').then(({ echo }) => echo.service)),
  );
  const ones = services.filter((name) => name === 'one').length;
  // 150 of 200 are expected; five standard deviations are 31.
  expect(ones).toBeGreaterThan(119);
  expect(ones).toBeLessThan(181);
});

const stream = (bytes: number): ReadableStream => new Blob([Buffer.alloc(bytes)]).stream();
const post = (body: Buffer | ReadableStream): Promise<{ status: number; echo: unknown }> =>
  ask('/any/upload', { method: 'POST', body: body as BodyInit, duplex: 'half' } as RequestInit);

test('413 for a body over the limit, with its length told or not, and nothing of it reaches the process', async () => {
  expect((await post(Buffer.alloc(100_001))).status).toBe(413);
  expect((await post(stream(300_000))).status).toBe(413);
  expect((await post(Buffer.alloc(100_000))).echo).toEqual({ bytes: 100_000 });
  expect((await post(stream(90_000))).echo).toEqual({ bytes: 90_000 });
});

test('504 when a route’s time is over', async () => {
  await ask('/any');
  const late = await ask('/hurried/slow?ms=5000');
  expect([late.status, late.echo]).toEqual([504, { status: 504, detail: 'upstream request timeout' }]);
});

test('an answer that goes on when the route’s time is over is cut', async () => {
  await ask('/any');
  const cut = await fetch(`${system.url}/brief/stream`);
  expect(cut.status).toBe(200);
  await expect(cut.text()).rejects.toThrow('terminated');
});

test('an event stream arrives as it is written, even before its first event, and ends at the process when the client leaves', async () => {
  const { port } = new URL(system.url);
  const streaming = get({ host: '127.0.0.1', port, path: '/any/stream' });
  const [answer] = (await once(streaming, 'response')) as [IncomingMessage];
  const [chunk] = (await once(answer, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('data: 1\n\n');
  streaming.destroy();
  await system.logged((line) => line['line'] === 'stream closed');
  const quiet = get({ host: '127.0.0.1', port, path: '/any/quiet' });
  const [begun] = (await once(quiet, 'response', { signal: AbortSignal.timeout(5000) })) as [IncomingMessage];
  expect(begun.headers['content-type']).toBe('text/event-stream');
  quiet.destroy();
});

test('400 for what is no HTTP, 431 for headers beyond 60 KiB, as problems too', async () => {
  const long = await ask('/any', { headers: { 'x-long': 'x'.repeat(62_000) } });
  expect([long.status, long.echo]).toEqual([431, { status: 431, detail: 'Request Header Fields Too Large' }]);
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  socket.end('GET /any HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(await readText(socket)).toMatch(/^HTTP\/1\.1 400 .*\{"status":400,"detail":"Bad Request"\}/s);
});
