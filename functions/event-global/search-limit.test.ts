import { afterAll, beforeAll, expect, test } from 'vitest';
import { askFrom } from '../../scripts/testing/neighbours.ts';
import { startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';

const SEARCHES = 5;
const OWN_SEARCHES = 3;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({
    env: { 'event-global': { SEARCHES_PER_MINUTE: String(SEARCHES), SEARCHES_PER_ACCOUNT: String(OWN_SEARCHES) } },
    // One process: each counts for itself.
    annotations: { 'event-global': { 'autoscaling.knative.dev/max-scale': '1' } },
  });
}, 60_000);
afterAll(() => system.close());

const search = (address: string, words: string) => askFrom(system, address, 'GET', `/v1/events?q=${words}`);

test('429 too_many_requests to a network that asks the database more often than people do; others are answered', async () => {
  const replies = [];
  for (let turn = 0; turn < SEARCHES + 2; turn++) replies.push(await search('127.0.3.1', `word${turn}`));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  const refused = replies.at(-1);
  expect(refused?.body).toMatchObject({ code: 'too_many_requests', status: 429 });
  expect(refused?.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused?.retryAfterSeconds).toBeLessThanOrEqual(60);
  expect((await search('127.0.3.2', 'word')).status).toBe(200);
});

test('who has an account is counted by it once the network has had its searches: neighbours do not refuse each other', async () => {
  for (let turn = 0; turn < SEARCHES + 1; turn++) await search('127.0.3.4', `more${turn}`);
  const [ada, ben] = [await system.user('Ada'), await system.user('Ben')];
  const ask = (who: { token: string }, words: string) =>
    askFrom(system, '127.0.3.4', 'GET', `/v1/events?q=${words}`, { token: who.token });
  const replies = [];
  for (let turn = 0; turn < OWN_SEARCHES + 1; turn++) replies.push((await ask(ada, `ada${turn}`)).status);
  expect(replies).toEqual([200, 200, 200, 429]);
  expect((await ask(ben, 'ben')).status).toBe(200);
  expect((await search('127.0.3.4', 'anonymous')).status).toBe(429);
  expect((await ask({ token: 'no token' }, 'anonymous')).status).toBe(401);
});

test('what many ask at the same moment is asked once, and counted once', async () => {
  for (let turn = 0; turn < SEARCHES - 1; turn++) await search('127.0.3.3', `other${turn}`);
  const crowd = await Promise.all(Array.from({ length: 20 }, () => search('127.0.3.3', 'same')));
  expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([200]));
});
