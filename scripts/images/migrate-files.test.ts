/** The image of the migrations, as a folder that is run: it brings a new database to the newest schema with nothing but its own files. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readShards } from '../platform/spec/shards.ts';
import { databaseOn } from '../system/databases/database-targets.ts';
import { serverUrl } from '../testing/servers/of-run.ts';
import { type MigrateFiles, migrateFiles } from './migrate-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 120_000;
let folder: string;
let made: MigrateFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-migrate-'));
  made = await migrateFiles(ROOT);
  for (const { path, content } of made.entries) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content ?? '');
  }
}, LIMIT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(env: Record<string, string>, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(folder, 'app/index.cjs'), ...args], { env, cwd: '/' });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { code, said: output + errors };
}

test('it has the migrations and no tests, the sources in the same order each time', async () => {
  const paths = made.entries.map(({ path }) => path);
  expect(paths).toContain('app/migrations/events/0001_events_and_orders.ts');
  expect(paths).toContain('app/knative/shards.yaml');
  expect(paths.filter((path) => /\.test\.|fixtures/.test(path) && !path.includes('node_modules'))).toEqual([]);
  expect((await migrateFiles(ROOT)).entries).toEqual(made.entries);
});

test(
  'run by itself it makes every database, and finds nothing to do the second time',
  { timeout: LIMIT_MS },
  async () => {
    const server = await serverUrl('mysql');
    const prefix = `image_${process.pid}_`;
    const env = Object.fromEntries(
      (await readShards()).map(({ name }) => [`MYSQL_${name.toUpperCase()}`, databaseOn(server, name, prefix)]),
    );
    const first = await run(env, 'up');
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('[1/5] u0 (users): migrated 0001_')]);
    const second = await run(env, 'up');
    expect(second.code).toBe(0);
    expect(second.said.match(/up to date/g)).toHaveLength(5);
  },
);

test('a database that is not there is said in a line, with exit 1', { timeout: LIMIT_MS }, async () => {
  const { code, said } = await run({ MYSQL_URL: 'mysql://nobody:x@127.0.0.1:1/x' }, 'up');
  expect([code, said]).toEqual([1, 'shard u0 at 127.0.0.1:1: does not answer (ECONNREFUSED)\n']);
});
