import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Kubectl, type KubeObject } from '../cluster/kubectl.ts';
import { BY_HAND, podsOfFunction, untilZero } from './until-zero.ts';

const pod = (
  service: string,
  more: Partial<KubeObject['metadata']> = {},
  labels: Record<string, string> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${service}-x`, labels: { 'serving.knative.dev/service': service, ...labels }, ...more },
});

test('one that is asked to go is there until it is gone; one that a check has started is none', () => {
  const going = pod('web', { deletionTimestamp: '2031-05-14T18:00:00Z' });
  expect(podsOfFunction([going, pod('book'), pod('web', {}, { [BY_HAND]: 'true' })], 'web')).toEqual([going]);
});

test('at zero it is done at once; never there, it says so', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-zero-'));
  const program = join(folder, 'kubectl');
  const fixture = join(import.meta.dirname, '../cluster/fixtures/kubectl.mjs');
  await writeFile(program, `#!/bin/sh\nFAKE_CLUSTER='${folder}' exec '${process.execPath}' '${fixture}' "$@"\n`, {
    mode: 0o755,
  });
  const cluster = new Kubectl({ context: undefined, namespace: 'seatmesh' }, program);
  const { signal } = new AbortController();
  try {
    await writeFile(join(folder, 'faults.json'), JSON.stringify({ pods: [pod('book')] }));
    await untilZero(cluster, 'web', signal);
    await expect(untilZero(cluster, 'book', signal, { limitMs: 0, lookMs: 1 })).rejects.toThrow(
      'book still has pods after 0 min',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
