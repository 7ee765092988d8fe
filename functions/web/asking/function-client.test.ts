/** What pages show, asked of a function that tells its callers apart. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueTrace } from '../../shared/trace.ts';
import { FunctionClient } from './function-client.ts';

/** Whose requests are refused, and who has asked, in order. */
const BEYOND = '192.0.2.1';
const asked: string[] = [];
const waiting: (() => void)[] = [];
const server = createServer(({ headers }, response) => {
  const address = String(headers['x-envoy-external-address']);
  asked.push(address);
  const answer = (): ServerResponse =>
    response.writeHead(address === BEYOND ? 429 : 200, { 'content-type': 'application/json' }).end('{}');
  // The first is kept waiting, so that others come to it.
  if (asked.length === 1) waiting.push(answer);
  else answer();
});
let functions: FunctionClient;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  functions = new FunctionClient({ addressOf: () => `http://127.0.0.1:${port}` });
});
afterAll(() => {
  functions.close();
  server.close();
});

const read = (address: string) =>
  functions.read('event-global', '/v1/events', { address, trace: continueTrace(undefined) });

test('what one address is refused is told to that one alone, whoever has come to its question meanwhile', async () => {
  const first = read(BEYOND);
  await expect.poll(() => waiting.length).toBe(1);
  const others = [read('198.51.100.7'), read(BEYOND), read('203.0.113.9')];
  for (const answer of waiting) answer();
  expect((await first).status).toBe(429);
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 429, 200]);
  expect(asked.toSorted()).toEqual([BEYOND, '198.51.100.7', '203.0.113.9'].toSorted());
});
