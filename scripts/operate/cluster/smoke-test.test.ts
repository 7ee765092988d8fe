/** The smoke test against a whole system, and against what is none. */
import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from '../../testing/test-system.ts';
import { connectionOf } from './edge-client.ts';
import { bake, mostFailedOf, smokeTest, SMOKE_CHECKS } from './smoke-test.ts';

let system: TestSystem;
let broken: Server;
const addressOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
const place = () => ({ url: new URL('http://api.example.com'), connectTo: addressOf(system.url) });
const brokenPlace = () => ({
  url: new URL('http://api.example.com'),
  connectTo: { host: '127.0.0.1', port: (broken.address() as AddressInfo).port },
});
const never = new AbortController().signal;

beforeAll(async () => {
  system = await startTestSystem();
  broken = createServer((_, res) => res.writeHead(503, { 'content-type': 'text/plain' }).end('no healthy upstream'));
  await once(broken.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  broken.close();
  await system.close();
});

test('a system that is whole passes, by its host at another address', { timeout: 60_000 }, async () => {
  const told: string[] = [];
  const results = await smokeTest(place(), ({ name }) => told.push(name));
  expect(results.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
  expect(told).toHaveLength(SMOKE_CHECKS.length);
});

test('each check tells what is wrong with a system that is not there', async () => {
  const results = await smokeTest(brokenPlace(), () => {});
  expect(results.map(({ wrong }) => wrong)).toEqual(
    SMOKE_CHECKS.map(() =>
      expect.stringMatching(/^should answer \d+ .*answered 503 text\/plain: no healthy upstream$/),
    ),
  );
  const nobody = { ...brokenPlace(), connectTo: { host: '127.0.0.1', port: 1 } };
  const [first] = await smokeTest(nobody, () => {});
  expect(first?.wrong).toMatch(/^gave no answer: .*ECONNREFUSED/);
});

test('requests that fail end a bake early', async () => {
  const outcome = await bake(brokenPlace(), { seconds: 60, mostFailedPercent: 1 }, never);
  expect(outcome.worst).toMatchObject({ failed: 4, example: expect.stringContaining('no healthy upstream') });
  expect(outcome.asked).toBe(outcome.failed);
});

test('one function of several that is wrong one time in ten is noticed, and named', { timeout: 60_000 }, async () => {
  let asked = 0;
  const spoiling = createServer((incoming, outgoing) => {
    const isSpoiled = incoming.url?.startsWith('/v1/events?') && (asked += 1) % 10 === 0;
    if (isSpoiled) return outgoing.writeHead(500, { 'content-type': 'application/problem+json' }).end('{}');
    const { port } = addressOf(system.url);
    const passed = request({
      port,
      host: '127.0.0.1',
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    });
    passed.on('response', (answer) => answer.pipe(outgoing.writeHead(answer.statusCode ?? 0, answer.headers)));
    return incoming.pipe(passed);
  });
  await once(spoiling.listen(0, '127.0.0.1'), 'listening');
  const { port } = spoiling.address() as AddressInfo;
  const spoiled = { ...place(), connectTo: { host: '127.0.0.1', port } };
  const { worst, failed } = await bake(spoiled, { seconds: 40, mostFailedPercent: 1 }, never);
  spoiling.close();
  expect(worst).toMatchObject({ name: 'events (event-global, catalog)', failed: 3 });
  expect(failed).toBe(3);
});

test('of a check as many may fail as the share says, and one at least', () => {
  expect([mostFailedOf(1, 1), mostFailedOf(60, 1), mostFailedOf(600, 1)]).toEqual([1, 3, 30]);
});

test.each([
  ['10.0.0.7', { host: '10.0.0.7', port: 443 }],
  ['10.0.0.7:8443', { host: '10.0.0.7', port: 8443 }],
  ['fd00::7', { host: 'fd00::7', port: 443 }],
  ['[fd00::7]:8443', { host: 'fd00::7', port: 8443 }],
  ['lb.example.com', { host: 'lb.example.com', port: 443 }],
])('--to %s', (given, expected) => expect(connectionOf(given, new URL('https://api.example.com'))).toEqual(expected));

test('--to takes no path', () => expect(() => connectionOf('a/b', new URL('https://x'))).toThrow('not a/b'));
