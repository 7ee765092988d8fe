/** What Kubernetes and Knative say to each other is nobody else's to say, by the manifests that are deployed. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service } from '../fixtures/run.ts';
import { Findings } from '../spec/findings.ts';
import { ofKind, parseManifests } from '../spec/manifests.ts';
import { envoySettings } from './envoy-filters.ts';

let system: FixtureRun;
beforeAll(async () => {
  const texts = await Promise.all(
    ['limits.yaml', 'problems.yaml'].map((file) => readFile(join(import.meta.dirname, '../../../istio', file), 'utf8')),
  );
  const routes = rule('{ path: { value: /v1/open } }', 'one');
  system = await run([...edge(routes), ...texts.flatMap((text) => parseManifests(text)), service('one')]);
});
afterAll(() => system.stop());

/** @returns status and body */
function ask(headers: Record<string, string>, method = 'GET', body = ''): Promise<[status: number, body: string]> {
  const { promise, resolve, reject } = Promise.withResolvers<[number, string]>();
  const sent = request(`${system.url}/v1/open`, { method, headers: { host: 'api.example.com', ...headers } });
  sent.on('response', (answer) => {
    readText(answer).then((text) => resolve([answer.statusCode ?? 0, text]), reject);
  });
  sent.on('error', reject).setTimeout(10_000, () => sent.destroy(new Error('no answer')));
  sent.end(body);
  return promise;
}

test.each([
  { 'user-agent': 'kube-probe/1.34' },
  { 'k-network-probe': 'queue' },
  { 'k-network-hash': 'x' },
  { 'k-kubelet-probe': 'x' },
  { 'k-passthrough-lb': 'true' },
  { 'k-proxy-request': 'activator' },
  { 'knative-serving-namespace': 'seatmesh' },
  { 'knative-serving-revision': 'book-00001' },
  { 'knative-serving-tag': 'next' },
  { 'knative-serving-default-route': 'true' },
] as Record<string, string>[])('%o is refused at the edge', async (headers) => {
  const [status, body] = await ask(headers);
  expect([status, JSON.parse(body)]).toMatchObject([400, { code: 'malformed_request' }]);
});

test('what only looks like it is not', async () => {
  for (const headers of [{ 'user-agent': 'curl/8 kube-probe/1' }, { 'user-agent': 'kube-probes' }, { 'x-k': '1' }])
    expect((await ask(headers))[0]).toBe(200);
});

// Knative would take the word that somebody may go on for the status of the answer.
test.each(['100-continue', '100-Continue'])(
  'who expects %s is let go on, and no function hears of it',
  async (word) => {
    const [status, body] = await ask({ expect: word, 'content-type': 'text/plain' }, 'POST', 'a body');
    expect(status).toBe(200);
    const { headers } = JSON.parse(body) as { headers: Record<string, string> };
    expect(headers).toMatchObject({ 'content-type': 'text/plain' });
    expect(headers).not.toHaveProperty('expect');
  },
);

// On one machine the gateway answers it by itself; on a cluster Envoy passes on what no filter takes away.
test('the edge of a cluster takes an expectation away', async () => {
  const limits = parseManifests(await readFile(join(import.meta.dirname, '../../../istio/limits.yaml'), 'utf8'));
  expect(envoySettings(ofKind(limits, 'EnvoyFilter'), new Findings()).removedHeaders).toEqual(['expect']);
});

test('another expectation is refused at the edge', async () => {
  const [status, body] = await ask({ expect: '200-ok' }, 'POST', 'a body');
  expect([status, JSON.parse(body)]).toMatchObject([417, { code: 'expectation_failed' }]);
});
