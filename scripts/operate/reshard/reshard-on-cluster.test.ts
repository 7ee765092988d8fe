/** Slots of a cluster are moved in one run, with a program in kubectl's place: its map, and who goes by it, are objects in a file. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mapsIn, specOf } from '../../../functions/shared/sharding/shard-map-resource.ts';
import { parseShardMap, shardMapText } from '../../../functions/shared/slots.ts';
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { openShard, type TestShard } from '../../testing/booking/shard.ts';
import { runScript } from '../../testing/run-script.ts';
import { until } from '../../testing/until.ts';

const SLOT = 0x401;
let folder: string;
let here: TestShard;
let there: TestShard;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-reshard-'));
  [here, there] = [await openShard(), await openShard()];
});
afterAll(async () => {
  await Promise.all([here.close(), there.close(), rm(folder, { recursive: true })]);
});

const secret = (name: string) => [`Secret./${name}`, { apiVersion: 'v1', kind: 'Secret', metadata: { name } }];
const KEY = 'ShardMap.seatmesh.dev/seatmesh';
const objects = async () =>
  JSON.parse(await readFile(join(folder, 'objects.json'), 'utf8')) as Record<string, { spec: unknown }>;
const events = async () => shardMapText(mapsIn((await objects())[KEY]?.spec).events.shards);
const keep = (what: object) => writeFile(join(folder, 'objects.json'), JSON.stringify(what));
const run = (...args: string[]) =>
  runScript('reshard', ['--cluster', ...args], {
    KUBECTL: join(import.meta.dirname, '../cluster/fixtures/kubectl.mjs'),
    FAKE_CLUSTER: folder,
    MYSQL_E0: here.url,
    MYSQL_E2: there.url,
  });

test('from one shard to a new one: the map, the rows, the map, and what was left', { timeout: 180_000 }, async () => {
  await keep({});
  const none = await run('--status');
  expect([none.code, none.errors]).toEqual([1, 'seatmesh has no ShardMap: npm run deploy makes it\n']);
  const maps = { users: parseShardMap('u0=000-fff'), events: parseShardMap('e0=000-7ff,e1=800-fff') };
  const metadata = { name: 'seatmesh', namespace: 'seatmesh' };
  const map = { apiVersion: 'seatmesh.dev/v1alpha1', kind: 'ShardMap', metadata, spec: specOf(maps) };
  await keep({ [KEY]: map, ...Object.fromEntries(['mysql-e2', 'events-e2'].map(secret)) });
  await here.publish({}, SLOT);
  const move = ['--slots', '400-401', '--to', 'e2'];
  expect((await run(...move, '--dry-run')).code).toBe(SOMETHING_FOUND);
  for (const dry of [['--dry-run'], []]) {
    const unknown = await run('--slots', '400', '--to', 'e9', ...dry);
    expect([unknown.code, unknown.output, unknown.errors]).toEqual([
      1,
      '',
      expect.stringContaining('there is no shard e9, and seatmesh has no Secret mysql-e9, events-e9 for one'),
    ]);
  }
  expect(await events()).toBe('e0=000-7ff,e1=800-fff');
  const taken = await run('--slots', '400', '--to', 'u0');
  expect([taken.code, taken.errors]).toEqual([1, expect.stringContaining('its name is taken')]);
  const { code, output, errors } = await run(...move);
  expect([code, errors]).toEqual([0, '']);
  expect(output).toMatch(
    /knows that they are on their way[^]*2 of 2 slots moved[^]*where they are[^]*nothing of them is left/,
  );
  expect(await events()).toBe('e0=000-3ff+402-7ff,e1=800-fff,e2=400-401<e0');
  expect((await run('--status')).output).toBe('no slots are on their way\n');
});

test('while a pod goes by a former map no slot is moved', { timeout: 180_000 }, async () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'book-00001-x', labels: { 'serving.knative.dev/revision': 'book-00001' } },
  };
  await writeFile(join(folder, 'faults.json'), JSON.stringify({ pods: [pod] }));
  const { code, errors, output } = await run('--slots', '7ff', '--to', 'e2', '--ready', '0.05');
  expect([code, errors]).toEqual([1, expect.stringContaining('book-00001-x, of a former revision, still runs')]);
  expect(output).not.toContain('moved from');
  expect(await events()).toContain('7ff-7ff>e2');
});

test(
  'a run that waits, and whose map is not the map any more, ends and changes nothing',
  { timeout: 180_000 },
  async () => {
    // The test above has left a pod of a former revision, for which it waits.
    const maps = { users: parseShardMap('u0=000-fff'), events: parseShardMap('e0=000-7ff,e1=800-fff,e2=') };
    const metadata = { name: 'seatmesh', namespace: 'seatmesh' };
    await keep({ [KEY]: { apiVersion: 'seatmesh.dev/v1alpha1', kind: 'ShardMap', metadata, spec: specOf(maps) } });
    const waiting = run('--slots', '700', '--to', 'e2', '--ready', '1');
    await until('the map says that it is on its way', async () =>
      (await events().catch(() => '')).includes('700-700>e2'),
    );
    const aborted = run('--abort', '--ready', '0.01');
    const { code, errors, output } = await waiting;
    expect([code, errors]).toEqual([1, expect.stringContaining('somebody else has changed the map meanwhile')]);
    expect(output).not.toContain('moved from');
    await aborted;
    expect(await events()).not.toContain('>');
  },
);
