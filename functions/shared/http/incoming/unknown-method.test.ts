import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ParserFault, readUnknownMethod, type RequestLine } from './unknown-method.ts';

const found: (RequestLine | undefined)[] = [];
const server = createServer((_, response) => void response.end());
const arrivals = new Map<number | undefined, { bytesRead: number }>();
server.on('connection', (socket) => {
  const arriving = socket;
  arrivals.set(arriving.remotePort, arriving);
});
server.on('clientError', (error: Error & ParserFault, socket) => {
  readUnknownMethod(error, socket as Socket, (line) => {
    found.push(line);
    socket.destroy();
  });
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** What is found in bytes that Node's parser refuses, when they come in these pieces and the connection is then closed to more. */
async function lineIn(...pieces: string[]): Promise<RequestLine | undefined> {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {}).resume();
  await once(socket, 'connect');
  let sent = 0;
  for (const piece of pieces) {
    socket.write(Buffer.from(piece, 'latin1'));
    sent += piece.length;
    while ((arrivals.get(socket.localPort)?.bytesRead ?? 0) < sent && !socket.destroyed) await turn();
  }
  socket.end();
  if (!socket.closed) await once(socket, 'close');
  return found.pop();
}

const REST = '\r\nHost: a\r\n\r\n';

test.each([
  'FOO',
  'get',
  'Get',
  'GETT',
  'G',
  'POSTER',
  'BREW',
  "!#$%&'*+-.^_`|~0",
  'DESCRIBE',
  'FLUSH',
  'x'.repeat(64),
])('%s is a method, whatever it is of', async (method) => {
  expect(await lineIn(`${method} /a?b=c HTTP/1.1${REST}`)).toEqual({ method, target: '/a?b=c' });
  expect(await lineIn(`${method} http://a/b HTTP/1.0${REST}`)).toEqual({ method, target: 'http://a/b' });
  const second = `GET /first HTTP/1.1${REST}${method} /second HTTP/1.1${REST}`;
  expect(await lineIn(second)).toEqual({ method, target: '/second' });
});

const LINES = 'BREW /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n';

test('a line that comes in pieces is the same line, wherever it is cut', async () => {
  for (let at = 1; at < LINES.indexOf('\n') + 1; at++) {
    const line = await lineIn(LINES.slice(0, at), LINES.slice(at));
    expect([at, line?.target]).toEqual([at, '/a?b=c']);
    const second = await lineIn(`GET /first HTTP/1.1${REST}${LINES.slice(0, at)}`, LINES.slice(at));
    expect([at, second?.target]).toEqual([at, '/a?b=c']);
  }
  expect(await lineIn(...LINES.split(''))).toMatchObject({ target: '/a?b=c' });
  expect(await lineIn('FOO', ' /a HTTP/1.1', '\r\n')).toEqual({ method: 'FOO', target: '/a' });
});

test.each([
  ['FO', 'O\x00 /a HTTP/1.1\r\n'],
  ['FOO /a', ' b HTTP/1.1\r\n'],
  ['FOO /a HTTP', '/2.0\r\n'],
  ['FOO /a HTTP/1.1'],
  ['F'],
  ['FO', 'x'.repeat(63), ' /a HTTP/1.1\r\n'],
  ['FOO /', ...Array.from({ length: 17 }, () => 'x'.repeat(1_000)), ' HTTP/1.1\r\n'],
])('%j in pieces, and then no more, is no request with a method', async (...pieces) => {
  expect(await lineIn(...pieces)).toBeUndefined();
});

test.each([
  'G@T /a HTTP/1.1\r\n',
  'FOO /a\r\n',
  'FOO  /a HTTP/1.1\r\n',
  'FOO /a HTTP/2.0\r\n',
  'FOO /a b HTTP/1.1\r\n',
  'FOO /\xe9 HTTP/1.1\r\n',
  'FOO /a RTSP/1.0\r\n',
  `${'x'.repeat(65)} /a HTTP/1.1\r\n`,
  'GET /a FOO/1.1\r\n',
  'FOO /a HTTP/1.1',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n',
  'GET /a HTTP/1.1\r\nHost : a\r\n\r\n',
])('%j is no request with a method', async (bytes) => {
  expect(await lineIn(bytes)).toBeUndefined();
});
