import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ParserFault, type RequestLine, unknownMethodIn } from './unknown-method.ts';

const found: (RequestLine | undefined)[] = [];
const server = createServer((_, response) => void response.end());
server.on('clientError', (error: Error & ParserFault, socket) => {
  found.push(unknownMethodIn(error));
  socket.destroy();
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** What is found in bytes that Node's parser refuses. */
async function lineIn(bytes: string): Promise<RequestLine | undefined> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(Buffer.from(bytes, 'latin1'));
  socket.resume();
  await once(socket, 'close');
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
