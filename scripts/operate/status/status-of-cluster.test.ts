/** Of a cluster: what runs, what is not there, and what cannot be looked at, by a program in kubectl's place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressees } from '../../../events/addressees.ts';
import { FORMER_TRIGGERS } from '../../../events/triggers-by-type.ts';
import { capabilities } from '../../../functions/capabilities.ts';
import { runScript } from '../../testing/run-script.ts';
import type { KubeObject } from '../cluster/kubectl.ts';
import { missingOfRevisions, missingWays } from './missing-parts.ts';

const READY = { conditions: [{ type: 'Ready', status: 'True' }] };
const object = (apiVersion: string, kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
  status: READY,
  ...more,
});
const service = (name: string, traffic: object[] = [{ revisionName: `${name}-00001`, percent: 100 }]) =>
  object('serving.knative.dev/v1', 'Service', name, {
    status: { ...READY, latestCreatedRevisionName: `${name}-00001`, traffic },
  });
const revision = (name: string, reads: string[] = []) =>
  object('serving.knative.dev/v1', 'Revision', name, {
    spec: {
      containers: [{ env: reads.map((one) => ({ valueFrom: { secretKeyRef: { name: one, key: 'url' } } })) }],
      volumes: [{ secret: { secretName: 'ca-1' } }, { configMap: { name: 'seatmesh-1' } }],
    },
  });
const trigger = (name: string, to = name) =>
  object('eventing.knative.dev/v1', 'Trigger', name, { spec: { subscriber: { ref: { name: to } } } });
const source = (kind: string, to: string) =>
  object('sources.knative.dev/v1', kind, `${to}-any`, { spec: { sink: { ref: { name: to } } } });

const takers = [...new Set(Object.values(addressees).flat())];
const WHOLE = {
  services: capabilities.map(({ name }) => service(name)),
  triggers: takers.map((name) => trigger(name)),
  pingSources: capabilities.flatMap(({ name, sweep }) => (sweep ? [source('PingSource', name)] : [])),
  apiServerSources: [source('ApiServerSource', 'shard-map')],
};
const missing = (seen: Partial<typeof WHOLE>) => missingWays(capabilities, { ...WHOLE, ...seen });

test('all is there: nothing is missing; nor is where it could not be looked at, or a former release has other names', () => {
  expect(takers).toContain('order-record');
  expect(missing({})).toEqual([]);
  const nothing = { triggers: undefined, pingSources: undefined, apiServerSources: undefined };
  expect(missingWays(capabilities, { services: WHOLE.services, ...nothing })).toEqual([]);
  expect(missing({ triggers: FORMER_TRIGGERS.map(({ name, taker }) => trigger(name, taker)) })).toEqual([]);
});

test.each(takers)('the Trigger of %s that is not there is named, with what to do', (name) => {
  const triggers = WHOLE.triggers.filter(({ metadata }) => metadata.name !== name);
  expect(missing({ triggers })).toEqual([
    { name: `trigger/${name}`, why: expect.stringMatching(/is not there, .*: npm run deploy, then npm run reindex$/) },
  ]);
});

test('functions, ticks and what tells of the shard map, too', () => {
  const names = missingWays(capabilities, { services: [], triggers: [], pingSources: [], apiServerSources: [] }).map(
    ({ name }) => name,
  );
  expect(names).toEqual(expect.arrayContaining(['ksvc/verify', 'pingsource/book-sweep', 'apiserversource/shard-map']));
  expect(names).toHaveLength(capabilities.length + takers.length + WHOLE.pingSources.length + 1);
});

test('of revisions with traffic: those that are gone, and what is read at a start and gone', () => {
  const services = [
    service('book-e0', [
      { revisionName: 'book-e0-00001', percent: 90 },
      { revisionName: 'book-e0-00002', percent: 10 },
      { revisionName: 'book-e0-00003', percent: 0 },
    ]),
    service('verify'),
  ];
  const revisions = ['book-e0-00001', 'book-e0-00002', 'book-e0-00003', 'verify-00001'].map((name, index) =>
    revision(name, [`mysql-${index}`]),
  );
  const contents = ['mysql-0', 'mysql-1', 'mysql-3', 'ca-1'].map((name) => `Secret/${name}`);
  const all = new Set([...contents, 'ConfigMap/seatmesh-1']);
  expect(missingOfRevisions(services, revisions, all)).toEqual([]); // what has no traffic is not asked
  expect(missingOfRevisions(services, undefined, all)).toEqual([]);
  expect(missingOfRevisions(services, revisions, undefined)).toEqual([]);
  expect(missingOfRevisions(services, revisions.slice(1), new Set(contents.slice(2)))).toEqual([
    { name: 'revision/book-e0-00001', why: 'it has traffic and is not there: npm run deploy' },
    {
      name: 'configmap/seatmesh-1',
      why: 'it is not there, so no pod starts of book-e0-00002 and 1 other: npm run deploy',
    },
    { name: 'secret/mysql-1', why: 'it is not there, so no pod starts of book-e0-00002: npm run deploy' },
  ]);
});

const FULL = { node: 'rabbit@one', resource: 'disk', type: 'resource_limit' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-status-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const status = (...args: string[]) =>
  runScript('status', args, {
    KUBECTL: join(import.meta.dirname, '../cluster/fixtures/kubectl.mjs'),
    FAKE_CLUSTER: folder,
  });
const there = (objects: readonly KubeObject[]) =>
  writeFile(join(folder, 'objects.json'), JSON.stringify(Object.fromEntries(objects.entries())));
const pod = (name: string, state: object, of = 'book-e0') =>
  object('v1', 'Pod', name, {
    metadata: { name, labels: { 'serving.knative.dev/service': of } },
    status: { phase: 'Running', containerStatuses: [{ name: 'user-container', state }] },
  });
const sold = (by: string) =>
  JSON.stringify({
    level: 'info',
    time: '2999-01-01T00:00:00.000Z', // of the last minute, however long it takes to be asked
    service: by,
    pid: 7,
    method: 'POST',
    path: '/v1/events/evt_000_01/orders',
    status: 201,
    ms: 4,
  });

test('a pod that cannot start, and one whose log cannot be read, take no figures of others: both are named', async () => {
  expect(await status('--cluster')).toMatchObject({
    code: 1,
    errors: 'there are no functions in seatmesh: npm run deploy brings them there\n',
  });
  const waiting = { reason: 'CreateContainerConfigError', message: 'configmap "seatmesh-1" not found' };
  await there([
    ...WHOLE.services.filter(({ metadata }) => metadata.name !== 'book'),
    service('book'),
    service('book-e0', [
      { revisionName: 'book-e0-00001', percent: 90 },
      { revisionName: 'book-e0-00002', percent: 10 },
    ]),
    ...WHOLE.pingSources,
    ...WHOLE.apiServerSources,
    ...WHOLE.triggers.filter(({ metadata }) => metadata.name !== 'order-record'),
    pod('runs', { running: {} }),
    pod('away', { running: {} }),
    pod('stuck', { waiting }),
    pod('starts', { waiting: { reason: 'ContainerCreating' } }),
  ]);
  const sixty = Array.from({ length: 60 }, () => sold('book-e0')).join('\n');
  await writeFile(
    join(folder, 'faults.json'),
    JSON.stringify({
      podLogs: { runs: sixty },
      forbidden: ['gateways.gateway.networking.k8s.io'],
      rabbitmq: { 'rabbitmq-server-1': { cluster_status: JSON.stringify({ alarms: [FULL] }), list_queues: 'what?' } },
    }),
  );
  const { code, output } = await status('--cluster');
  expect(output).toMatch(/book-e0 +00001 +00001 90 %, 00002 10 % +4 +1\.0 +0 +4\n/);
  expect(output).toContain('last 60 s: orders 1.0/s');
  expect(output).toContain('! trigger/order-record: it is not there');
  expect(output).toContain('! pod/stuck: CreateContainerConfigError: configmap "seatmesh-1" not found\n');
  expect(output).toContain(
    '? log of pod/away, which is not counted: dial tcp 10.0.0.9:10250: connect: no route to host',
  );
  expect(output).not.toMatch(/\? log of pod\/(?:stuck|starts|runs)/);
  expect(output).toContain('? kubectl get gateways.gateway.networking.k8s.io: (Forbidden)');
  expect(output).toContain('? databases: where are the databases? seatmesh has no Secret mysql-<shard>');
  expect(output).toContain('? queues: Error from server (NotFound): pods "rabbitmq-server-0" not found\n');
  // Of its nodes one that answers tells of all.
  expect(output).toMatch(/! rabbitmq\/rabbit@one: its disk alarm: no node takes messages, outboxes wait: .*\n/);
  expect(output).not.toContain("? RabbitMQ's nodes");
  expect(output).toContain('! revision/book-e0-00001: it has traffic and is not there: npm run deploy');
  expect(code).toBe(3);
}, 120_000);
