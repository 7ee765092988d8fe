/** What does not go: it is waited for as long as it may take, and named with what it waits for. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScript } from '../../../testing/run-script.ts';
import {
  at,
  beginDeployment,
  book,
  deploy,
  endDeployment,
  environment,
  faults,
  LIMIT_MS,
  objects,
} from '../deploy/small-deployment.ts';
import { Kubectl } from '../kubectl.ts';
import { remove, whyLeft } from './remove.ts';

beforeEach(beginDeployment);
afterEach(endDeployment);
afterEach(() => vi.unstubAllEnvs());

test('what waits for a finalizer is named with it, once its time is over', { timeout: LIMIT_MS }, async () => {
  const { FAKE_CLUSTER, KUBECTL } = environment();
  vi.stubEnv('FAKE_CLUSTER', FAKE_CLUSTER);
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'seatmesh' },
  };
  await writeFile(at('objects.json'), JSON.stringify({ 'Gateway.gateway.networking.k8s.io/edge': gateway }));
  await faults({ finalizers: ['Gateway'] });
  const cluster = new Kubectl({ context: undefined, namespace: 'seatmesh' }, KUBECTL);
  const removing = { say: () => {}, signal: new AbortController().signal, limitMs: 500 };
  await expect(remove(cluster, [gateway], removing)).rejects.toThrow(
    /^not gone after \d+ s: gateway\/edge \(waits for example\.org\/kept\)$/,
  );
  await faults({});
  await remove(cluster, [gateway], removing);
  expect(await objects()).toEqual({});
});

test(
  'stopped while it waits, it says what stands, what that waits for, and how to go on',
  { timeout: LIMIT_MS },
  async () => {
    await deploy();
    await faults({ finalizers: ['PingSource'] });
    const { child, said, ended } = startScript('undeploy', [at('overlay'), '--yes'], environment());
    await expect.poll(() => said.output, { timeout: LIMIT_MS / 2 }).toContain('[1/4]');
    await expect
      .poll(async () => Object.keys(await objects()).some((key) => key.startsWith('Trigger.')), {
        timeout: LIMIT_MS / 2,
      })
      .toBe(false);
    child.kill('SIGINT');
    const { code, output, errors } = await ended;
    expect([code, errors]).toEqual([130, expect.stringContaining('stopped: some of it is gone')]);
    expect(output).toContain('pingsource/book-sweep (waits for example.org/kept)');
    expect(output).toContain('ksvc/book-e0 (is there)');
    expect(output).toContain(`to go on: npm run undeploy -- ${at('overlay')} --yes\n`);
    expect(await book()).toBeDefined();
  },
);

test('of a namespace what is in it', () => {
  const conditions = [
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      message: 'Some resources are remaining: secrets. has 2 instances',
    },
    { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'All is found' },
  ];
  expect(whyLeft({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'seatmesh' }, status: { conditions } })).toBe(
    'namespace/seatmesh (Some resources are remaining: secrets. has 2 instances)',
  );
});
