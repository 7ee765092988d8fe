import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type JsonAnswer, type JsonRequest, JsonClient } from './json-client.ts';

let server: Server | undefined;
let client: JsonClient | undefined;
afterEach(() => {
  client?.close();
  server?.closeAllConnections();
  server?.close();
});

async function openAt(answer: RequestListener, idleMs = 5_000): Promise<(ask: JsonRequest) => Promise<JsonAnswer>> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const opened = new JsonClient({ url, sockets: 2, idleMs, scheduling: 'fifo' });
  client = opened;
  return (ask) => new Promise((resolve) => void opened.send(ask, resolve));
}

const get = { method: 'GET', path: '/' } as const;

test('token, key and body are sent; status, body and Retry-After come back', async () => {
  const seen: IncomingMessage['headers'][] = [];
  const ask = await openAt((incoming, response) => {
    seen.push(incoming.headers);
    incoming.pipe(response.writeHead(503, { 'retry-after': '2' }));
  });
  const answer = await ask({ method: 'POST', path: '/', token: 't', key: 'k', body: { seat: 'é' } });
  expect(answer).toEqual({ status: 503, failure: undefined, body: { seat: 'é' }, retryAfterS: 2 });
  expect(seen[0]).toMatchObject({
    authorization: 'Bearer t',
    'idempotency-key': 'k',
    'content-type': 'application/json',
    'content-length': '13',
  });
});

test('a body that is no JSON is none', async () => {
  const ask = await openAt((_, response) => void response.end('<html>'));
  expect(await ask(get)).toMatchObject({ status: 200, body: undefined, failure: undefined });
});

test.each<[string, RequestListener]>([
  ['before an answer', (_, response) => void response.destroy()],
  [
    'within an answer',
    (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
  ],
  ['by silence', () => {}],
])('a connection that is cut %s is an answer with status 0', async (_name, answer) => {
  const ask = await openAt(answer, 100);
  expect(await ask(get)).toEqual({ status: 0, failure: 'cut', body: undefined, retryAfterS: undefined });
});

test('nobody there: nothing can have happened', async () => {
  const ask = await openAt(() => {});
  await new Promise((resolve) => server?.close(resolve));
  expect(await ask(get)).toMatchObject({ status: 0, failure: 'unsent' });
});
