/** What one caller may take of the edge, with the manifests' own limits made small. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service, until } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';

const istio = (file: string): Promise<string> => readFile(join(import.meta.dirname, '../../../istio', file), 'utf8');
const SMALL: [string, string][] = [
  ['request_timeout: 30s', 'request_timeout: 1500ms'],
  ['request_headers_timeout: 10s', 'request_headers_timeout: 500ms'],
];
const IDLE: [string, string] = ['stream_idle_timeout: 60s', 'stream_idle_timeout: 1s'];
let limits: string;
let problems: string;
let system: FixtureRun | undefined;
const sockets: Socket[] = [];

beforeAll(async () => {
  [limits, problems] = await Promise.all([istio('limits.yaml'), istio('problems.yaml')]);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await system?.stop();
  system = undefined;
});

async function start(...changes: [string, string][]): Promise<FixtureRun> {
  const text = changes.reduce((at, [from, to]) => {
    expect(at).toContain(from);
    return at.replace(from, to);
  }, limits);
  system = await run([
    ...edge(rule('{ path: { value: /any } }', 'one')),
    ...parseManifests(text),
    ...parseManifests(problems),
    service('one'),
  ]);
  return system;
}

interface Caller {
  socket: Socket;
  answer: () => string;
  isClosed: () => boolean;
}

/** Sends something from an address of this machine. */
async function send({ url }: FixtureRun, raw: string, localAddress = '127.0.0.1'): Promise<Caller> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress });
  sockets.push(socket);
  let text = '';
  let closed = false;
  socket.on('data', (data: Buffer) => (text += data.toString()));
  socket.on('error', () => undefined);
  socket.once('close', () => (closed = true));
  await once(socket, 'connect');
  socket.write(raw);
  return { socket, answer: () => text, isClosed: () => closed };
}

const head = (path: string, ...lines: string[]): string =>
  [`${path} HTTP/1.1`, 'Host: api.example.com', ...lines, '', ''].join('\r\n');
const codeOf = (answer: string): string | undefined => /"code":"(\w+)"/.exec(answer)?.[1];
const started = (of: FixtureRun): number => of.lines.filter(({ msg }) => msg === 'started').length;

test('408 for bodies that do not arrive: two hundred callers of a byte each start no process', async () => {
  const edgeOf = await start(...SMALL);
  const callers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      send(
        edgeOf,
        i % 2 === 0
          ? `${head('POST /any/upload', 'Content-Length: 1000')}x`
          : `${head('PUT /any/upload', 'Transfer-Encoding: chunked')}1\r\nx\r\n`,
      ),
    ),
  );
  await until(() => callers.every(({ isClosed }) => isClosed()), 'all of them to be given up');
  for (const { answer } of callers) {
    expect(answer()).toMatch(/^HTTP\/1\.1 408 [^]*\r\nconnection: close\r\n/);
    expect(codeOf(answer())).toBe('request_timeout');
  }
  expect([started(edgeOf), edgeOf.replicas()]).toEqual([0, { one: 0 }]);
});

test('408 for headers that do not arrive, and for a connection that says nothing', async () => {
  const edgeOf = await start(...SMALL);
  const callers = await Promise.all([send(edgeOf, 'GET /any HTTP/1.1\r\nHost: x\r\nX: '), send(edgeOf, '')]);
  await until(() => callers.every(({ isClosed }) => isClosed()), 'both to be given up');
  expect(callers.map(({ answer }) => codeOf(answer()))).toEqual(['request_timeout', 'request_timeout']);
});

test('408 for a body on which nothing moves', async () => {
  const edgeOf = await start(IDLE);
  const caller = await send(edgeOf, `${head('POST /any/upload', 'Content-Length: 1000')}x`);
  await until(caller.isClosed, 'it to be given up');
  expect(codeOf(caller.answer())).toBe('request_timeout');
});

test('503 for more bytes of unfinished bodies than one address may have; another address has room, and so has it when they are gone', async () => {
  const edgeOf = await start();
  const unfinished = head('POST /any/upload', 'Content-Length: 262144') + 'x'.repeat(262_143);
  const callers = await Promise.all(Array.from({ length: 80 }, () => send(edgeOf, unfinished)));
  const refused = (): Caller[] => callers.filter(({ answer }) => answer() !== '');
  await until(() => refused().length >= 80 - 64, 'those that are too many to be refused');
  for (const { answer } of refused()) {
    expect([codeOf(answer()), answer().slice(0, 12)]).toEqual(['unavailable', 'HTTP/1.1 503']);
    expect(answer()).toContain('retry-after: 1');
  }
  expect(started(edgeOf)).toBe(0);
  const whole = `${unfinished}x`;
  const other = await send(edgeOf, whole, '127.0.0.2');
  await until(() => other.answer().includes('{"bytes":262144}'), 'the other address to be served');
  for (const { socket } of callers) socket.destroy();
  await until(async () => {
    const again = await send(edgeOf, whole);
    await until(() => again.answer() !== '', 'an answer');
    return again.answer().includes('{"bytes":262144}');
  }, 'room again');
});

test('a body cut into single bytes takes no more memory than one that is not', async () => {
  const edgeOf = await start();
  const cut = '1\r\nx\r\n'.repeat(200_000);
  const sent = await send(edgeOf, `${head('POST /any/upload', 'Transfer-Encoding: chunked')}${cut}0\r\n\r\n`);
  await until(() => sent.answer().includes('{"bytes":200000}'), 'the answer');
});

test('connections of one address are an eighth of all at most: it is turned away, others are not', async () => {
  const edgeOf = await start(['max_connections: 8192', 'max_connections: 160']);
  const ask = head('GET /any/x');
  const callers = await Promise.all(Array.from({ length: 30 }, () => send(edgeOf, ask)));
  await until(
    () => callers.every(({ answer, isClosed }) => isClosed() || answer() !== ''),
    'all to be answered or closed',
  );
  expect(callers.filter(({ answer }) => answer().startsWith('HTTP/1.1 200'))).toHaveLength(20);
  await edgeOf.logged(({ msg, address }) => msg === 'connections turned away: too many' && address === '127.0.0.1');
  const other = await send(edgeOf, ask, '127.0.0.2');
  await until(() => other.answer().startsWith('HTTP/1.1 200'), 'the other address to be served');
  for (const { socket } of callers) socket.destroy();
  await until(async () => {
    const again = await send(edgeOf, ask);
    await until(() => again.isClosed() || again.answer() !== '', 'an end');
    return again.answer().startsWith('HTTP/1.1 200');
  }, 'room again');
});

test('connections of all addresses are bounded together', async () => {
  const edgeOf = await start(['max_connections: 8192', 'max_connections: 16']);
  const ask = head('GET /any/x');
  const addresses = Array.from({ length: 20 }, (_, i) => `127.0.1.${i + 1}`);
  const callers = await Promise.all(addresses.map((address) => send(edgeOf, ask, address)));
  await until(
    () => callers.every(({ answer, isClosed }) => isClosed() || answer() !== ''),
    'all to be answered or closed',
  );
  expect(callers.filter(({ answer }) => answer().startsWith('HTTP/1.1 200'))).toHaveLength(16);
});

test('429 for a stream more than half of its address’s connections; another address is served, and it again when one has ended', async () => {
  const edgeOf = await start(['max_connections: 8192', 'max_connections: 160']);
  const ask = head('GET /any/stream');
  const streams = await Promise.all(Array.from({ length: 10 }, () => send(edgeOf, ask)));
  await until(() => streams.every(({ answer }) => answer().includes('data: 1')), 'the streams to begin');
  const eleventh = await send(edgeOf, ask);
  await until(() => eleventh.answer() !== '', 'an answer');
  expect([codeOf(eleventh.answer()), eleventh.answer().slice(0, 12)]).toEqual(['too_many_requests', 'HTTP/1.1 429']);
  const other = await send(edgeOf, ask, '127.0.0.2');
  await until(() => other.answer().includes('data: 1'), 'the other address to be served');
  streams[0]?.socket.destroy();
  await until(async () => {
    const again = await send(edgeOf, ask);
    await until(() => again.answer() !== '', 'an answer');
    return again.answer().includes('200 OK');
  }, 'room again');
});

test('a client that does not read its answer is cut, and lets the process go', async () => {
  const edgeOf = await start(IDLE);
  await edgeOf.call('one', '/'); // to start takes longer than the silence that is allowed here
  const { port } = new URL(edgeOf.url);
  const asked = get({ host: '127.0.0.1', port, path: '/any/flood', headers: { host: 'api.example.com' } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  asked.on('error', () => undefined);
  answer.pause();
  answer.on('error', () => undefined);
  expect(await edgeOf.logged(({ line }) => line === 'flood closed')).toMatchObject({ service: 'one' });
  asked.destroy();
});

test('431 for more than a hundred headers or 60 KiB of them, in the problem’s form; not for as many as there may be', async () => {
  const edgeOf = await start();
  const ask = async (...lines: string[]): Promise<string> => {
    const sent = await send(edgeOf, head('GET /any/x', 'Connection: close', ...lines));
    return await readText(sent.socket).catch(() => sent.answer());
  };
  const lines = Array.from({ length: 98 }, (_, i) => `X-${i}: 1`);
  expect(await ask(...lines)).toMatch(/^HTTP\/1\.1 200 /);
  for (const refused of [
    await ask(...lines, 'X: 1'),
    await ask(...lines.flatMap((line) => [line, line, line])),
    await ask(`X: ${'x'.repeat(62_000)}`),
  ]) {
    expect(refused).toMatch(/^HTTP\/1\.1 431 [^]*\r\ncontent-type: application\/problem\+json\r\n/);
    expect(codeOf(refused)).toBe('headers_too_large');
  }
});

test('headers of nothing but spaces and commas hold nobody up', async () => {
  const edgeOf = await start();
  const values = [`a${' '.repeat(55_000)}b`, ','.repeat(55_000), `${' ,'.repeat(27_000)}x`];
  const names = [
    'Connection',
    'Connection: keep-alive\r\nTE',
    'X-Forwarded-For',
    'Traceparent',
    'Accept',
    'Expect',
    'Cookie',
  ];
  const callers = await Promise.all(
    names.flatMap((name) => values.map((value) => send(edgeOf, head('GET /any/x', `${name}: ${value}`)))),
  );
  await until(() => callers.every(({ answer }) => answer() !== ''), 'all to be answered');
});
