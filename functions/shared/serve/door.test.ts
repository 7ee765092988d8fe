import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(() => system.close());

const post = (path: string, raw: string, headers: Record<string, string> = {}) =>
  system.ask('POST', path, { token: ada.token, raw, headers });

test('400 malformed_json for a body that is none', async () => {
  for (const raw of ['{', '{"a":}', 'title=x', '']) {
    expect((await post('/v1/events', raw)).body, raw).toMatchObject({
      status: 400,
      code: 'malformed_json',
      type: 'urn:seatmesh:problem:malformed_json',
    });
  }
});

test('415 media_type_unsupported for a body that is not said to be JSON', async () => {
  expect((await post('/v1/events', '{}', { 'content-type': 'text/plain' })).body).toMatchObject({
    status: 415,
    code: 'media_type_unsupported',
  });
});

test('413 body_too_large for 2 MB, with and without a length, and the function lives on', async () => {
  const big = JSON.stringify({ title: 'x'.repeat(2_000_000) });
  expect((await post('/v1/events', big)).body).toMatchObject({ status: 413, code: 'body_too_large' });
  const address = new URL(await system.platform.address('publish-e0'));
  const answer = await chunked(address, 2_000_000);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(answer).toContain('"code":"body_too_large"');
  expect((await system.ask('POST', '/v1/events', { token: ada.token, body: {} })).status).toBe(422);
});

test('404 route_not_found and 405 method_not_allowed', async () => {
  expect((await system.ask('GET', '/v1/nothing')).body).toMatchObject({ status: 404, code: 'route_not_found' });
  expect((await system.inside('login', 'GET', '/v1/auth/login')).body).toMatchObject({
    status: 405,
    code: 'method_not_allowed',
  });
});

test('events cannot be delivered from outside: no route leads to where they arrive', async () => {
  for (const path of ['/cloudevents', '/dead-letters', '/v1/cloudevents']) {
    expect(
      (
        await system.ask('POST', path, {
          body: {},
          headers: { 'ce-id': '1', 'ce-type': 'x', 'ce-source': '/', 'ce-specversion': '1.0' },
        })
      ).status,
    ).toBe(404);
  }
});

test('a trace id follows a request through its function and its event to its consumer', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const reply = await system.ask('POST', '/v1/users', {
    body: { email: `trace.${Date.now()}@example.com`, password: 'correct horse battery', name: 'T' },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  expect(reply.status).toBe(201);
  const event = await publishEvent(system, ada);
  const ordered = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ada.token,
    key: 'traced',
    body: { seats: ['A-1-1'] },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  expect(ordered.status).toBe(201);
  await system.until('register, book and order-record logged the trace', async () => {
    const services = new Set(
      system.logs
        .filter(({ line }) => String(line).includes(traceId))
        .map(({ service }) => String(service).replace(/-[eu]\d$/, '')),
    );
    return ['register', 'book', 'order-record', 'event-global'].every((service) => services.has(service));
  });
});

test('secrets stand in no log line', async () => {
  await system.ask('POST', '/v1/auth/login', { body: { email: ada.email, password: 'a wrong password' } });
  const text = system.logs.map((line) => JSON.stringify(line)).join('\n');
  for (const secret of [ada.password, ada.token, ada.refreshToken, 'a wrong password', JSON.parse(system.signingKey).d])
    expect(text).not.toContain(secret);
});

/** Sends a body of so many bytes in chunks, never saying how long it is. */
function chunked(address: URL, bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname);
    let answer = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', (error) => (answer ? resolve(answer) : reject(error)));
    socket.on('close', () => resolve(answer));
    socket.write(
      `POST /v1/events HTTP/1.1\r\nhost: ${address.host}\r\nauthorization: Bearer ${ada.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`,
    );
    for (let sent = 0; sent < bytes; sent += 50_000) socket.write(`c350\r\n${'x'.repeat(50_000)}\r\n`);
    socket.write('0\r\n\r\n');
  });
}
