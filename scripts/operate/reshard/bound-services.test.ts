/** No map is written that somebody could not go by: with a program in kubectl's place. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { specOf } from '../../../functions/shared/sharding/shard-map-resource.ts';
import { parseShardMap } from '../../../functions/shared/slots.ts';
import { runScript } from '../../testing/run-script.ts';
import type { KubeObject } from '../cluster/kubectl.ts';
import { boundServices } from './map-in-cluster.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-bound-'));
});
afterEach(() => rm(folder, { recursive: true }));

const service = (name: string, traffic?: readonly object[]): KubeObject => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name },
  spec: { ...(traffic && { traffic }) },
});
const bound = (name: string, percent: number) => ({ latestRevision: false, revisionName: name, percent });

test('a Service is bound whose traffic, or some of it, is led to a revision by name', () => {
  const newest = { latestRevision: true, percent: 100 };
  expect(
    boundServices([
      service('book-e0'),
      service('book-e1', [newest, bound('book-e1-00001', 0)]),
      service('register', [bound('register-00005', 100)]),
      service('someone-elses', [bound('someone-elses-00001', 100)]),
      service('event-detail-e0', [bound('event-detail-e0-00002', 90), { ...newest, percent: 10 }]),
    ]),
  ).toEqual([
    "100 % of register's traffic is led to register-00005",
    "90 % of event-detail-e0's traffic is led to event-detail-e0-00002",
  ]);
});

test('after a deployment that was taken back the map is not touched', { timeout: 60_000 }, async () => {
  const maps = { users: parseShardMap('u0=000-fff'), events: parseShardMap('e0=000-7ff,e1=800-fff') };
  const metadata = { name: 'seatmesh', namespace: 'seatmesh' };
  const map = { apiVersion: 'seatmesh.dev/v1alpha1', kind: 'ShardMap', metadata, spec: specOf(maps) };
  const objects = JSON.stringify({
    'ShardMap.seatmesh.dev/seatmesh': map,
    'Service.serving.knative.dev/register': service('register', [bound('register-00005', 100)]),
  });
  await writeFile(join(folder, 'objects.json'), objects);
  for (const dry of [['--dry-run'], []]) {
    const { code, errors } = await runScript('reshard', ['--cluster', '--slots', '400', '--to', 'e1', ...dry], {
      KUBECTL: join(import.meta.dirname, '../cluster/fixtures/kubectl.mjs'),
      FAKE_CLUSTER: folder,
      MYSQL_E0: 'mysql://nobody@127.0.0.1:1/e0',
      MYSQL_E1: 'mysql://nobody@127.0.0.1:1/e1',
    });
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(/^100 % of register's traffic is led to register-00005: by name[^\n]*npm run deploy/),
    ]);
    expect(await readFile(join(folder, 'objects.json'), 'utf8')).toBe(objects);
  }
});
