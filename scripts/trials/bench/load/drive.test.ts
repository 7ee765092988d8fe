import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drive } from './drive.ts';
import { ID_TO_COME, packRequests, requestBytes, unpackRequests } from './job.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatmesh-drive-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function against<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const orders = Array.from({ length: 400 }, (_, index) =>
  requestBytes('POST', '/orders', { 'x-number': `${index}` }, { index }),
);
const load = (port: number) => ({
  port,
  requests: orders,
  callers: 4,
  expect: 201,
  warmMs: 0,
  ms: 20_000,
  folder,
  watch: {},
});

test('every request is sent once, and every answer counted; nothing is left behind', async () => {
  const seen: string[] = [];
  const result = await against(
    async (request, response) => {
      seen.push(`${request.method} ${request.url} ${String(request.headers['x-number'])} ${await text(request)}`);
      response.writeHead(201).end('{}');
    },
    (port) => drive({ ...load(port), ahead: 3 }),
  );
  expect(seen.toSorted()).toEqual(orders.map((_, index) => `POST /orders ${index} {"index":${index}}`).toSorted());
  expect(result.acknowledged).toBe(400);
  expect(result.answered).toBeLessThanOrEqual(400);
  expect(readdirSync(folder)).toEqual([]);
});

const idOf = (index: string): string => `hld_0a7_${index.padStart(26, '0')}`;

test('of a pair the second has the id that the first was answered, and counts once; callers apart have addresses of their own', async () => {
  const pairs = Array.from({ length: 100 }, (_, index) => [
    requestBytes('POST', '/holds', {}, { index: String(index) }),
    requestBytes('POST', '/orders', {}, { index: String(index), holdId: ID_TO_COME }),
  ]);
  const ordered: string[] = [];
  const addresses = new Set<string | undefined>();
  const result = await against(
    async (request, response) => {
      addresses.add(request.socket.remoteAddress);
      const { index, holdId } = JSON.parse(await text(request)) as { index: string; holdId?: string };
      if (request.url === '/orders') {
        if (holdId === idOf(index)) ordered.push(index);
      }
      response.writeHead(201).end(JSON.stringify({ id: idOf(index) }));
    },
    (port) => drive({ ...load(port), requests: pairs.flat(), ahead: 2, inPairs: true, apart: true }),
  );
  expect(new Set(ordered).size).toBe(100);
  expect(result.acknowledged).toBe(100);
  expect(addresses).toEqual(new Set(['127.0.0.1', '127.1.0.1', '127.1.0.2', '127.1.0.3']));
});

test('another status than the expected one fails the run, with what was said', async () => {
  let answered = 0;
  const run = against(
    (request, response) => {
      request.resume();
      response.writeHead(++answered > 50 ? 503 : 201).end('{"code":"unavailable"}');
    },
    (port) => drive(load(port)),
  );
  await expect(run).rejects.toThrow(/answered 503 after \d+ times 201: \{"code":"unavailable"\}/);
});

test('a connection that ends before its answer fails the run', async () => {
  const run = against(
    (request) => request.socket.destroy(),
    (port) => drive(load(port)),
  );
  await expect(run).rejects.toThrow(/closed before the answer|ECONNRESET/);
});

test('requests come out of their file as they went in', () => {
  expect(unpackRequests(packRequests(orders))).toEqual(orders);
});
