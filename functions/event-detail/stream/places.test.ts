import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishOn } from '../../../scripts/testing/events.ts';
import { until } from '../../../scripts/testing/until.ts';
import { startTestSystem, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let event: string;
const asked: ClientRequest[] = [];

beforeAll(async () => {
  system = await startTestSystem({ env: { 'event-detail-e0': { STREAMS_PER_NETWORK: '2' } } });
  event = await publishOn(system, await system.user('Ada'), 'e0');
});
afterAll(async () => {
  for (const one of asked) one.destroy();
  await system.close();
});

async function open(localAddress: string, id = event): Promise<{ answer: IncomingMessage; leave: () => void }> {
  const one = get(`${system.url}/v1/events/${id}/availability/stream`, { localAddress, agent: false });
  asked.push(one);
  const [answer] = (await once(one, 'response')) as [IncomingMessage];
  one.on('error', () => undefined);
  answer.on('error', () => undefined);
  return { answer, leave: () => one.destroy() };
}

test('429 too_many_requests for a stream more than one network may have; another has room, and it again when one is closed', async () => {
  const none = 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F';
  for (let i = 0; i < 3; i++) expect((await open('127.0.0.1', none)).answer.statusCode).toBe(404);
  const first = await open('127.0.0.1');
  expect(first.answer.headers['ratelimit-policy']).toMatch(/(^|, )"streams";q=2;qu="concurrent-requests"/);
  expect(first.answer.headers['ratelimit']).toMatch(/(^|, )"streams";r=1(,|$)/);
  expect([first.answer.statusCode, (await open('127.0.0.1')).answer.statusCode]).toEqual([200, 200]);
  const { answer: refused } = await open('127.0.0.1');
  expect(refused.headers['retry-after']).toBe('30');
  expect(refused.headers['ratelimit']).toBe('"streams";r=0;t=30');
  expect(await json(refused)).toMatchObject({
    status: 429,
    code: 'too_many_requests',
    'violated-policies': ['streams'],
  });
  expect((await open('127.0.0.2')).answer.statusCode).toBe(200);
  first.leave();
  await until('there is room', async () => (await open('127.0.0.1')).answer.statusCode === 200);
});
