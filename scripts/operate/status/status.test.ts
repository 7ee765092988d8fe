/** The screen from what was gathered. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';
import { trafficIn } from './request-rates.ts';
import { screenOf, type SystemState, troubleIn } from './status-screen.ts';

const AT = new Date('2026-06-01T12:00:00.000Z');
const line = (more: object, secondsAgo = 1) =>
  JSON.stringify({
    level: 'info',
    time: new Date(AT.getTime() - secondsAgo * 1_000).toISOString(),
    service: 'book-e0',
    pid: 7,
    method: 'POST',
    path: '/v1/events/evt_000_01/orders',
    status: 201,
    ms: 4,
    ...more,
  });

test('rates are of the last minute: orders and holds that were made, refusals by code, processes that answered', () => {
  const lines = [
    line({}),
    line({ pid: 8, ms: 20 }),
    line({}, 61), // before
    line({ path: '/v1/events/evt_000_01/holds' }),
    line({ status: 409, code: 'seats_unavailable' }),
    line({ status: 409, code: 'seats_unavailable' }),
    line({ status: 503, code: 'unavailable', ms: 900 }),
    line({ service: 'web', method: 'GET', path: '/', status: 200 }),
    JSON.stringify({ level: 'info', time: AT.toISOString(), msg: 'ready' }),
    'a stack trace',
    '{"cut off',
  ];
  expect(trafficIn(lines, AT)).toEqual({
    seconds: 60,
    orders: 2,
    holds: 1,
    refusals: [
      ['seats_unavailable', 2],
      ['unavailable', 1],
    ],
    functions: [
      { service: 'book-e0', processes: 2, requests: 6, failures: 1, p50Ms: 4, p95Ms: 900 },
      { service: 'web', processes: 1, requests: 1, failures: 0, p50Ms: 4, p95Ms: 4 },
    ],
  });
});

const STATE: SystemState = {
  place: 'here',
  at: AT,
  services: [],
  unready: [],
  traffic: trafficIn([], AT),
  shards: [{ shard: 'e0', outbox: 2, oldestSeconds: 600, deadLetters: 0 }],
  queues: [{ queue: 'q', messages: 0 }],
  unseen: [],
};

test('what waits for long, dead letters and what is not ready is trouble; what is under way is not', () => {
  expect(troubleIn(STATE)).toEqual([]);
  expect(screenOf(STATE)).toMatch(/^here {2}2026-06-01T12:00:00.000Z {2}all is well\n[^]*1 queues, all empty$/);
  const bad: SystemState = {
    ...STATE,
    services: [{ service: 'book-e0', revision: '00002', traffic: '00001 100 %', replicas: 3, wrong: 'RevisionFailed' }],
    unready: [{ name: 'trigger/x', why: 'BrokerNotReady' }],
    shards: [{ shard: 'e0', outbox: 2, oldestSeconds: 601, deadLetters: 1 }],
    queues: [{ queue: 'q', messages: 4 }],
  };
  expect(troubleIn(bad)).toHaveLength(4);
  const screen = screenOf(bad);
  expect(screen).toContain('4 to look at');
  expect(screen).toMatch(/book-e0 +00002 +00001 100 % +3\n/);
  expect(screen).toMatch(/QUEUE +MESSAGES\nq +4\n/);
  expect(screen).toContain('! e0: a message has waited 601 s in the outbox');
});

test('without a system there is nothing to look at', async () => {
  const nowhere = join(import.meta.dirname, 'nowhere');
  const { code, errors } = await runScript('status', ['--data', nowhere]);
  expect([code, errors]).toEqual([1, expect.stringMatching(/^no system runs on .*: name its data folder/)]);
}, 30_000);
