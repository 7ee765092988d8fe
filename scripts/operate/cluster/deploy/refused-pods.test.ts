/** A pod that runs and is not let in, with a program in kubectl's place. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Kubectl } from '../kubectl.ts';
import { refusalIn } from './refused-pods.ts';
import { beginDeployment, endDeployment, environment, faults, LIMIT_MS, plain } from './small-deployment.ts';
import { untilReady } from './waiting-for.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);
afterEach(() => vi.unstubAllEnvs());

const line = (msg: string, message: string) =>
  `${JSON.stringify({ level: 'error', err: { message: 'the database does not answer', cause: { message } }, msg })}\n`;
const DENIED = "Access denied for user 'seatmesh_e0'@'10.78.1.33' (using password: YES)";
const REFUSED = line('not ready: a database refuses this function', DENIED);

const pod = (revision: string, isReady = false) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `${revision}-x`,
    labels: { 'serving.knative.dev/service': 'book-e0', 'serving.knative.dev/revision': revision },
  },
  // Knative has the function's own probe done by its sidecar.
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: 'queue-proxy', ready: isReady },
      { name: 'user-container', ready: true },
    ],
  },
});
const book = plain('serving.knative.dev/v1', 'Service', 'book-e0', {
  spec: { template: { spec: { containers: [{ image: 'r.example.org/book:1' }] } } },
});

/** What is said while the Service is waited for, which does not become ready, and how that ends. */
async function waited(given: object, times: object) {
  await faults({ unready: ['book-e0'], ...given });
  const { FAKE_CLUSTER, KUBECTL } = environment();
  vi.stubEnv('FAKE_CLUSTER', FAKE_CLUSTER);
  const cluster = new Kubectl({ context: undefined, namespace: 'seatmesh' }, KUBECTL);
  await cluster.apply([book]);
  const { signal } = new AbortController();
  const waiting = { timeoutMs: LIMIT_MS, say: () => {}, signal, pauseMs: 10, startingMs: 0, stuckMs: 0, ...times };
  return untilReady(cluster, [book], waiting);
}

test('it is named with what refuses it, and not waited for', { timeout: LIMIT_MS }, async () => {
  await expect(waited({ logs: REFUSED, pods: [pod('book-e0-00001')] }, {})).rejects.toThrow(
    `pod book-e0-00001-x is not let in: a database refuses this function: ${DENIED}`,
  );
});

test.each([
  ['says something else', { logs: line('not ready', 'x'), pods: [pod('book-e0-00001')] }, {}],
  ['is ready', { logs: REFUSED, pods: [pod('book-e0-00001', true)] }, {}],
  ['is of a former revision', { logs: REFUSED, pods: [pod('book-e0-00000')] }, {}],
  ['has just begun', { logs: REFUSED, pods: [pod('book-e0-00001')] }, { startingMs: LIMIT_MS }],
])('one that %s is waited for', { timeout: LIMIT_MS }, async (_, given, times) => {
  await expect(waited(given, { ...times, timeoutMs: 2_000 })).rejects.toThrow(/^not ready after 2 s: ksvc\/book-e0/);
});

test('only a refusal counts, whoever logs it', () => {
  expect(refusalIn(REFUSED)).toBe(`a database refuses this function: ${DENIED}`);
  expect(refusalIn(JSON.stringify({ msg: 'not ready: redis refuses this function', err: { message: 'NOAUTH' } }))).toBe(
    'redis refuses this function: NOAUTH',
  );
  expect(refusalIn(JSON.stringify({ msg: 'not ready: redis refuses this function' }))).toBe(
    'redis refuses this function',
  );
  for (const other of ['', 'not ready: x', '{', 'null', '[]', '{"msg":"answered","err":{"message":"not ready: x"}}'])
    expect(refusalIn(other)).toBeUndefined();
});
