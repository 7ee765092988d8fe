/** The smoke test against a whole system, and against what is none. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from '../../testing/test-system.ts';
import { connectionOf } from './edge-client.ts';
import { bake, smokeTest, SMOKE_CHECKS } from './smoke-test.ts';

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
  const outcome = await bake(brokenPlace(), { seconds: 60, mostFailed: 2 }, never);
  expect(outcome).toMatchObject({ asked: 3, failed: 3, example: expect.stringContaining('no healthy upstream') });
});

test.each([
  ['10.0.0.7', { host: '10.0.0.7', port: 443 }],
  ['10.0.0.7:8443', { host: '10.0.0.7', port: 8443 }],
  ['fd00::7', { host: 'fd00::7', port: 443 }],
  ['[fd00::7]:8443', { host: 'fd00::7', port: 8443 }],
  ['lb.example.com', { host: 'lb.example.com', port: 443 }],
])('--to %s', (given, expected) => expect(connectionOf(given, new URL('https://api.example.com'))).toEqual(expected));

test('--to takes no path', () => expect(() => connectionOf('a/b', new URL('https://x'))).toThrow('not a/b'));
