/** Deployments: in which order, what a second one changes, and the way back. */
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  at,
  beginDeployment,
  book,
  calls,
  deploy,
  endDeployment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  rendered,
  revision,
  run,
  secrets,
  trafficOf,
} from './small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);

test('ground, databases, functions, ways: in this order; ticks get their proof', { timeout: LIMIT_MS }, async () => {
  const { code, output, errors } = await deploy();
  expect([code, errors]).toEqual([0, '']);
  expect(output).toMatch(/\[1\/5\][^]*\[2\/5\] databases\n[^]*\[3\/5\][^]*\[4\/5\][^]*deployed\n$/);
  const made = Object.keys(await objects());
  const policy = 'AuthorizationPolicy.security.istio.io';
  const order = ['Namespace.', 'Broker.', 'Job.batch/migrate-', 'Service.serving', 'Trigger.', 'PingSource.'];
  // Whoever is asked has the identity that is asked for before it is; what denies comes last, what lets the edge be reached long before.
  order.push('PeerAuthentication.', `${policy}/functions`, `${policy}/nobody`);
  const edge = made.indexOf(`${policy}/edge`);
  expect(edge >= 0 && edge < made.findIndex((key) => key.startsWith('Job.'))).toBe(true);
  const places = order.map((start) => made.findIndex((key) => key.startsWith(start)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect((await objects())['PingSource.sources.knative.dev/book-sweep']?.spec).toMatchObject({
    ceOverrides: { extensions: { proof: 'believed' } },
  });
});

test('again it changes nothing, and says so beforehand', { timeout: LIMIT_MS }, async () => {
  expect((await deploy('--dry-run')).code).toBe(3);
  expect(Object.keys(await objects())).toEqual(['Secret./mysql-e0', 'Secret./ticks']);
  await deploy();
  const before = await objects();
  const dry = await deploy('--dry-run');
  expect([dry.code, dry.output]).toEqual([0, 'nothing would be different\n']);
  expect((await deploy()).code).toBe(0);
  expect(await objects()).toEqual(before);
});

test(
  'the cluster has the map from the first deployment on, and the next goes by it',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    const KEY = 'ShardMap.seatmesh.dev/seatmesh';
    const map = (await objects())[KEY];
    expect(map?.spec).toMatchObject({ events: { ranges: [{ from: '000', to: 'fff', shard: 'e0' }] } });
    const moved = { ...map, spec: JSON.parse(JSON.stringify(map?.spec).replaceAll('"e0"', '"e9"')) as object };
    await writeFile(at('objects.json'), JSON.stringify({ ...(await objects()), [KEY]: moved }));
    expect((await deploy()).code).toBe(0);
    const after = await objects();
    expect(after['ConfigMap./shards']?.data).toMatchObject({ SHARD_MAP_EVENTS: 'e9=000-fff,e0=' });
    expect(after[KEY]?.spec).toMatchObject({ events: { shards: ['e9', 'e0'], ranges: [{ shard: 'e9' }] } });
  },
);

test(
  'a changed secret or setting is a new revision; the old one keeps what it was made with',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    const first = await objects();
    const copy = Object.keys(first).find((key) => /^Secret\.\/mysql-e0-[0-9a-f]{10}$/.test(key)) ?? '';
    expect(first[copy]).toMatchObject({ immutable: true, data: { url: 'one' } });
    expect(Object.keys(first).filter((key) => /ConfigMap\.\/(keys|seatmesh)-/.test(key))).toHaveLength(2);
    await secrets({ 'mysql-e0': { url: 'two' } });
    await deploy();
    expect(await revision()).toBe('book-e0-00002');
    expect((await objects())[copy]).toEqual(first[copy]);
    await rendered('book:1', 'debug');
    await deploy();
    expect(await revision()).toBe('book-e0-00003');
  },
);

// kubectl apply without --server-side: whoever applies next has the annotations as a whole, and may not take away those that Knative wrote.
test('what was applied by hand meanwhile is deployed over', { timeout: LIMIT_MS }, async () => {
  await deploy();
  const byHand = Object.entries(await objects()).map(([key, { metadata, ...rest }]) => {
    const group = /^[a-z]+\.knative\.dev/.exec(rest.apiVersion)?.[0];
    const annotations = { ...metadata.annotations, ...(group !== undefined && { [`${group}/creator`]: 'admin' }) };
    return [key, { ...rest, metadata: { ...metadata, annotations } }];
  });
  await writeFile(at('objects.json'), JSON.stringify(Object.fromEntries(byHand)));
  await rendered('book:2');
  expect((await deploy()).code).toBe(0);
  expect(await revision()).toBe('book-e0-00002');
  expect((await book())?.metadata.annotations).toEqual({ 'serving.knative.dev/creator': 'admin' });
  expect((await deploy('--dry-run')).output).toBe('nothing would be different\n');
});

test('a copy goes with the last revision that reads it', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await secrets({ 'mysql-e0': { url: 'two' } });
  const { ['Revision.serving.knative.dev/book-e0-00001']: _, ...rest } = await objects();
  await writeFile(at('objects.json'), JSON.stringify(rest));
  const { output } = await deploy();
  expect(output).toContain('1 copies of former secrets and settings dropped');
  expect(Object.keys(await objects()).filter((key) => key.startsWith('Secret./mysql-e0-'))).toHaveLength(1);
});

test(
  'what functions read and nobody has made is named, and no function is touched',
  { timeout: LIMIT_MS },
  async () => {
    await rm(at('objects.json'));
    await secrets({ ticks: { proof: 'eA==' } });
    const { code, errors } = await deploy();
    expect([code, errors]).toEqual([1, expect.stringMatching(/^missing in seatmesh: Secret\/mysql-e0; [^\n]*\n$/)]);
    expect(await book()).toBeUndefined();
  },
);

test(
  'when the databases cannot be migrated no function is touched; a failed Job is made anew',
  { timeout: LIMIT_MS },
  async () => {
    await faults({ job: 'failed' });
    const { code, errors } = await deploy();
    expect([code, errors]).toEqual([1, 'the databases could not be migrated: one line of a log\n']);
    expect(await book()).toBeUndefined();
    await faults({});
    expect((await deploy()).code).toBe(0);
    expect((await calls()).some((call) => call.startsWith('delete job migrate-'))).toBe(true);
  },
);

test(
  'a revision that cannot run: its reason is said, and traffic stays where it was',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await rendered('book:2');
    await faults({ unready: ['book-e0'] });
    const { code, output, errors } = await deploy('--timeout', '0.05', '--no-migrate');
    expect(code).toBe(1);
    expect(errors).toMatch(/^not ready after 3 s: ksvc\/book-e0 \(RevisionFailed\)\n$/);
    expect(output).toContain('book-e0: back to book-e0-00001');
    expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
    // The next one that is good has it again.
    await faults({});
    await rendered('book:3');
    expect((await deploy('--no-migrate')).code).toBe(0);
    expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00004', percent: 100 }]);
  },
);

test('a smoke test that fails takes a canary back', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await rendered('book:2');
  const { code, output, errors } = await run('deploy', at('overlay'), '--canary', '10', '--no-migrate');
  expect([code, errors]).toEqual([1, expect.stringContaining('there is no Gateway edge')]);
  expect(output).toContain('book-e0: back to book-e0-00001');
  expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00001', percent: 100 }]);
});

test('a canary without a smoke test ends with all traffic on the new revision', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await rendered('book:2');
  const { code, output } = await deploy('--canary', '10');
  expect([code, output]).toEqual([0, expect.stringContaining('all traffic to the new revisions')]);
  expect(await trafficOf()).toEqual([{ revisionName: 'book-e0-00002', percent: 100 }]);
});

/** A Trigger of a release that had one for each type. */
const former = (name: string, type: string) => ({
  ...plain('eventing.knative.dev/v1', 'Trigger', name, {
    spec: {
      broker: 'seatmesh',
      filter: { attributes: { type } },
      subscriber: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'book' }, uri: '/cloudevents' },
    },
  }),
});

test('Triggers of a release that had one for each type go, those of others stay', { timeout: LIMIT_MS }, async () => {
  const triggers = {
    'Trigger.eventing.knative.dev/book-event-updated': former('book-event-updated', 'dev.seatmesh.event.updated.v1'),
    'Trigger.eventing.knative.dev/book-event-cancelled': former('book-event-cancelled', 'com.example.other'),
    'Trigger.eventing.knative.dev/mail-order-confirmed': former(
      'mail-order-confirmed',
      'dev.seatmesh.order.confirmed.v1',
    ),
  };
  await writeFile(at('objects.json'), JSON.stringify({ ...(await objects()), ...triggers }));
  const { code, output } = await deploy();
  expect([code, output]).toEqual([0, expect.stringContaining('1 former Triggers dropped\ndeployed')]);
  expect(Object.keys(await objects()).filter((key) => key.startsWith('Trigger.'))).toEqual([
    'Trigger.eventing.knative.dev/book-event-cancelled',
    'Trigger.eventing.knative.dev/mail-order-confirmed',
    'Trigger.eventing.knative.dev/book',
  ]);
});

test('undeploy wants to be meant, and leaves Secrets and namespaces', { timeout: LIMIT_MS }, async () => {
  await deploy();
  expect((await run('undeploy', at('overlay'))).errors).toContain('add --yes');
  const dry = await run('undeploy', at('overlay'), '--dry-run');
  expect([dry.code, dry.output]).toEqual([3, expect.stringContaining('ksvc/book-e0')]);
  expect(await book()).toBeDefined();
  const { code, errors } = await run('undeploy', at('overlay'), '--yes');
  expect([code, errors]).toEqual([0, '']);
  const left = Object.keys(await objects());
  expect(left).toEqual(expect.arrayContaining(['Secret./mysql-e0', 'Namespace./seatmesh']));
  // Of what was deployed nothing else, policies of the mesh neither; but where slots are, for the databases stay.
  expect(left).toContain('ShardMap.seatmesh.dev/seatmesh');
  const kept = left.filter((key) => !/^(Secret|Namespace|ShardMap|CustomResourceDefinition|Job)\./.test(key));
  expect(kept).toEqual([]);
  expect(await run('undeploy', at('overlay'), '--dry-run')).toMatchObject({ code: 0, output: '' });
});
