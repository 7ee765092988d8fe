/** What becomes of the shard map, of what follows from it, and of what is left by others, when a system goes. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startScript } from '../../../testing/run-script.ts';
import type { KubeObject } from '../kubectl.ts';
import {
  at,
  beginDeployment,
  calls,
  deploy,
  endDeployment,
  environment,
  faults,
  LIMIT_MS,
  objects,
  plain,
  run,
} from '../deploy/small-deployment.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);

const MAP = 'ShardMap.seatmesh.dev/seatmesh';
const OWNED = 'Service.serving.knative.dev/book-e9';
const undeploy = (...options: string[]) => run('undeploy', at('overlay'), '--yes', ...options);
const put = async (more: Record<string, unknown>): Promise<void> =>
  writeFile(at('objects.json'), JSON.stringify({ ...(await objects()), ...more }));

/** As after `reshard`: slots are at a shard that the overlay does not know, with a Service that the map has had made. */
async function moveSlots(): Promise<KubeObject['spec']> {
  const map = (await objects())[MAP]!;
  const [users, events] = [map.spec?.['users'], map.spec?.['events']];
  const ranges = [
    { from: '000', to: '3ff', shard: 'e0' },
    { from: '400', to: '4ff', shard: 'e9', cameFrom: 'e0' },
    { from: '500', to: 'fff', shard: 'e0' },
  ];
  const spec = { users, events: { ...(events as object), shards: ['e0', 'e9'], ranges } };
  const metadata = { ...map.metadata, uid: 'of-the-map', finalizers: ['seatmesh.dev/keeps-shards'] };
  const owned = plain('serving.knative.dev/v1', 'Service', 'book-e9');
  const ownerReferences = [{ kind: 'ShardMap', name: 'seatmesh', uid: 'of-the-map' }];
  await put({
    [MAP]: { ...map, metadata, spec },
    [OWNED]: { ...owned, metadata: { ...owned.metadata, ownerReferences } },
  });
  return spec;
}

test('slots that were moved are found by the next deployment: the map stays', { timeout: LIMIT_MS }, async () => {
  await deploy();
  const moved = await moveSlots();
  const { code, errors, output } = await undeploy();
  expect([code, errors, output]).toEqual([0, '', expect.stringContaining('the shard map stays')]);
  const left = await objects();
  expect(left[MAP]?.spec).toEqual(moved);
  expect(left[MAP]?.metadata).not.toHaveProperty('finalizers');
  expect(left).not.toHaveProperty([OWNED]);
  expect((await deploy()).code).toBe(0);
  const after = await objects();
  expect(after[MAP]?.spec).toEqual(moved);
  expect(after['ConfigMap./shards']?.data).toMatchObject({ SHARD_MAP_EVENTS: 'e0=000-3ff+500-fff,e9=400-4ff<e0' });
});

test('with its namespace a map of moved slots goes only when it is the overlay’s', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await moveSlots();
  const before = await objects();
  for (const dry of [['--dry-run'], []]) {
    const { code, errors } = await undeploy('--all', ...dry);
    expect([code, errors]).toEqual([1, expect.stringContaining('Nothing was removed')]);
    expect(errors).toContain(
      'events 400-4ff: e9 from e0 on the cluster, e0 in the overlay; events: the overlay has no',
    );
    expect(errors).toContain('  SHARD_MAP_EVENTS: e0=000-3ff+500-fff,e9=400-4ff<e0\n');
    expect(await objects()).toEqual(before);
  }
  const overlay = await readFile(at('overlay/rendered.yaml'), 'utf8');
  await writeFile(
    at('overlay/rendered.yaml'),
    overlay.replace('SHARD_MAP_EVENTS: e0=000-fff', 'SHARD_MAP_EVENTS: e0=000-3ff+500-fff,e9=400-4ff<e0'),
  );
  const { code, errors } = await undeploy('--all');
  expect([code, errors]).toEqual([0, '']);
  expect(Object.keys(await objects()).filter((key) => /^(ShardMap|Service|Namespace)\./.test(key))).toEqual([]);
});

test('a map of moved slots goes for whoever says so by name', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await moveSlots();
  expect((await undeploy('--all', '--forget-map')).code).toBe(0);
  expect(await objects()).not.toHaveProperty([MAP]);
});

test('the turn has ended before its namespace goes, and its Lease with it', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await faults({ finalizers: ['Namespace'] });
  const { child, said, ended } = startScript('undeploy', [at('overlay'), '--yes', '--all'], environment());
  await expect.poll(() => said.output, { timeout: LIMIT_MS / 2 }).toMatch(/\[5\/5\] namespaces/);
  expect((await objects())['Lease.coordination.k8s.io/seatmesh-deploy']?.spec).toMatchObject({ holderIdentity: '' });
  child.kill('SIGINT');
  const { errors } = await ended;
  expect(errors).not.toContain('somebody else');
});

const pod = (name: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  status: { phase: 'Running' },
});

test(
  'what functions stand on goes when their pods have, whatever else of them there is',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await faults({ pods: [pod('book-e0-00001-x', { 'serving.knative.dev/service': 'book-e0' })] });
    const { said, ended } = startScript('undeploy', [at('overlay'), '--yes'], environment());
    await expect
      .poll(() => said.output, { timeout: LIMIT_MS / 2 })
      .toContain('  waiting for pods of functions: pod/book-e0-00001-x (is there)');
    expect(Object.keys(await objects())).toContain('Broker.eventing.knative.dev/seatmesh');
    await faults({});
    expect(await ended).toMatchObject({ code: 0, errors: '' });
    expect(await objects()).not.toHaveProperty(['Broker.eventing.knative.dev/seatmesh']);
    expect((await calls()).filter((call) => call.includes('--cascade=background'))).toHaveLength(1);
  },
);

test('pods for a while that somebody has forgotten go with it', { timeout: LIMIT_MS }, async () => {
  await deploy();
  await put({
    'Pod./database-way-1': pod('database-way-1', { 'seatmesh.dev/database-way': 'open' }),
    'Pod./probe': pod('probe', { 'seatmesh.dev/for-a-while': 'true' }),
    'Pod./of-others': pod('of-others', { app: 'another' }),
  });
  expect((await undeploy()).code).toBe(0);
  expect(Object.keys(await objects()).filter((key) => key.startsWith('Pod.'))).toEqual(['Pod./of-others']);
});
