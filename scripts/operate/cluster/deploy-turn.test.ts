/** Whose turn it is to deploy, with a program in kubectl's place that keeps objects in a file. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { until } from '../../testing/until.ts';
import { inTurn, TurnLost } from './deploy-turn.ts';
import { Kubectl, type KubeObject } from './kubectl.ts';

let folder: string;
let cluster: Kubectl;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-turn-'));
  vi.stubEnv('FAKE_CLUSTER', folder);
  cluster = new Kubectl(
    { context: undefined, namespace: 'seatmesh' },
    join(import.meta.dirname, 'fixtures/kubectl.mjs'),
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const lease = async () => {
  const objects = JSON.parse(await readFile(join(folder, 'objects.json'), 'utf8')) as Record<string, KubeObject>;
  return objects['Lease.coordination.k8s.io/seatmesh-deploy']?.spec;
};
const said: string[] = [];
const turn = (more: object = {}) => ({
  say: (line: string) => said.push(line),
  signal: new AbortController().signal,
  lastsMs: 20_000,
  renewMs: 200,
  ...more,
});

test('one at a time: who comes meanwhile is told who deploys, and has its turn afterwards', async () => {
  const end = Promise.withResolvers<void>();
  const first = inTurn(cluster, turn(), async () => {
    await end.promise;
    return 'first';
  });
  await until(
    'the first has it',
    async () => (await cluster.find('leases.coordination.k8s.io', 'seatmesh-deploy')) !== undefined,
  );
  let ran = false;
  await expect(inTurn(cluster, turn(), async () => (ran = true))).rejects.toThrow(
    / deploys to seatmesh \(Lease seatmesh-deploy\): one at a time/,
  );
  expect([ran, said.at(-1)]).toEqual([false, expect.stringContaining('waiting for at most 20 s')]);
  end.resolve();
  expect(await first).toBe('first');
  expect(await lease()).toEqual({ holderIdentity: '', leaseDurationSeconds: 1 });
  expect(await inTurn(cluster, turn(), async () => 'second')).toBe('second');
}, 60_000);

test('of one that died it is free when it was not renewed for as long as it lasts', async () => {
  await cluster.attempt(['create', '-f', '-'], {
    input: JSON.stringify({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'seatmesh-deploy' },
      spec: { holderIdentity: 'elsewhere 1 x', renewTime: '2031-05-14T18:30:00.000000Z' },
    }),
  });
  expect(await inTurn(cluster, turn({ lastsMs: 600 }), async () => lease())).toMatchObject({
    holderIdentity: expect.not.stringContaining('elsewhere'),
  });
}, 60_000);

test('the time that one has waited for one does not count for the next', async () => {
  const put = (holderIdentity: string, renewTime: string) =>
    cluster.attempt([
      'patch',
      'leases.coordination.k8s.io',
      'seatmesh-deploy',
      '--type=json',
      '-p',
      JSON.stringify([{ op: 'replace', path: '/spec', value: { holderIdentity, renewTime } }]),
    ]);
  await inTurn(cluster, turn(), async () => {});
  await put('first 1 x', '1');
  said.length = 0;
  const waiting = inTurn(cluster, turn({ lastsMs: 3_000 }), async () => {});
  await until('it waits for the first', async () => said.length === 1);
  await put('second 1 x', '2');
  await until('it waits for the second', async () => said.length === 2);
  await put('second 1 x', '3');
  await expect(waiting).rejects.toThrow('second deploys to seatmesh');
}, 60_000);

const patchLease = (value: object) => {
  const patch = JSON.stringify([{ op: 'replace', path: '/spec', value }]);
  return cluster.attempt(['patch', 'leases.coordination.k8s.io', 'seatmesh-deploy', '--type=json', '-p', patch]);
};
const calls = async () => JSON.parse(await readFile(join(folder, 'calls.json'), 'utf8')) as string[];

test('who loses it is stopped, changes nothing any more, and takes it from nobody', async () => {
  const taken = { holderIdentity: 'elsewhere 1 x' };
  const acting = inTurn(
    cluster,
    turn({ lastsMs: 240_000, renewMs: 60_000 }),
    async ({ signal, confirm, cluster: own }) => {
      await confirm();
      await own.text(['annotate', 'leases.coordination.k8s.io', 'seatmesh-deploy', 'before=1']);
      await patchLease(taken);
      await expect(confirm()).rejects.toThrow(TurnLost);
      await until('it is stopped', async () => signal.aborted);
      await own.text(['annotate', 'leases.coordination.k8s.io', 'seatmesh-deploy', 'after=1']);
    },
  );
  await expect(acting).rejects.toThrow("elsewhere deploys now: the Lease seatmesh-deploy is not this run's any more");
  expect(await lease()).toEqual(taken);
  expect((await calls()).filter((call) => call.startsWith('annotate '))).toEqual([expect.stringContaining('before=1')]);
}, 60_000);

const away = (isAway: boolean) => writeFile(join(folder, 'faults.json'), JSON.stringify({ refused: isAway }));
const looks = async () => (await calls()).filter((call) => call.startsWith('get leases')).length;

test('a cluster that is away for a while is no loss, one that is away for as long as it lasts is', async () => {
  await inTurn(cluster, turn(), async ({ signal, confirm }) => {
    const asked = await looks();
    await away(true);
    await until('it was asked in vain', async () => (await looks()) > asked + 1);
    await away(false);
    await confirm();
    expect(signal.aborted).toBe(false);
  });
  const acting = inTurn(cluster, turn({ lastsMs: 4_000 }), async ({ signal }) => {
    await away(true);
    await until('it is stopped', async () => signal.aborted);
    signal.throwIfAborted();
  });
  await expect(acting).rejects.toThrow('the Lease seatmesh-deploy could not be renewed');
}, 90_000);
