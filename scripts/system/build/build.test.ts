import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capabilities } from '../../../functions/capabilities.ts';
import { bundle } from './bundle.ts';
import { built, serverUrl } from '../../testing/servers/of-run.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;
beforeAll(async () => {
  await mkdir(join(ROOT, '.build'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.build', 'loader-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cache = (): string => join(folder, 'out', 'function.cache');

async function bundleOf(source: string): Promise<void> {
  await writeFile(join(folder, 'program.ts'), source);
  await bundle(join(folder, 'program.ts'), join(folder, 'out'), ROOT);
}

async function run(env: Record<string, string> = { WARM_CODE_CACHE: 'true' }): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'out', 'index.cjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = text(child.stdout);
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  return output;
}

test('a process leaves its code cache to the next, which takes it as it is', async () => {
  await bundleOf(`process.stdout.write('one');`);
  expect(await run({})).toBe('one');
  await expect(stat(cache())).rejects.toThrow('ENOENT');
  expect(await run()).toBe('one');
  const { ino } = await stat(cache());
  expect(await run()).toBe('one');
  expect((await stat(cache())).ino).toBe(ino);
});

test('a cache of another bundle of the same length, or a broken one, is not believed and made anew', async () => {
  await bundleOf(`process.stdout.write('one');`);
  await run();
  const old = await readFile(cache());
  await bundleOf(`process.stdout.write('two');`);
  expect(await run()).toBe('two');
  const made = await readFile(cache());
  expect(made.equals(old)).toBe(false);
  await writeFile(cache(), Buffer.concat([Buffer.alloc(made.length - 64, 1), made.subarray(-64)]));
  expect(await run()).toBe('two');
  await writeFile(cache(), '');
  expect(await run()).toBe('two');
  expect((await readFile(cache())).length).toBeGreaterThan(64);
});

test('letters of any script mean in a bundle what they mean in the source', async () => {
  await bundleOf(String.raw`const letters: Record<string, string> = { ø: 'ö' };
    process.stdout.write('Øß€😀'.toLowerCase().replace(/[øß]/g, (letter) => letters[letter] ?? '·').replace(/😀/u, '♥'));`);
  expect(await run()).toBe('ö·€♥');
});

test('bundling what has not changed writes nothing', async () => {
  await bundleOf(`process.stdout.write('one');`);
  const before = await stat(join(folder, 'out', 'function.js'));
  await bundleOf(`process.stdout.write('one');`);
  expect((await stat(join(folder, 'out', 'function.js'))).ino).toBe(before.ino);
});

test('of the methods for Redis, those stay that a function or the client itself calls', async () => {
  await bundleOf(`import { Cluster, Redis } from 'ioredis';
    const redis = new Redis(process.env.REDIS_URL ?? '');
    const names = ['evalsha', 'get', 'getBuffer', 'hget', 'info', 'publish', 'scan', 'set', 'geoadd', 'lpush', 'lpushBuffer'];
    const has = [Redis.prototype, Cluster.prototype, redis.pipeline()].map((own) => names.filter((name) => name in own));
    redis.multi().set('build:one', '1', 'PX', 1_000).get('build:one').exec()
      .then((answers) => process.stdout.write(JSON.stringify([has, answers])))
      .finally(() => redis.disconnect());`);
  const called = ['evalsha', 'get', 'getBuffer', 'hget', 'info', 'publish', 'scan', 'set'];
  const url = await serverUrl('redis');
  expect(JSON.parse(await run({ REDIS_URL: url }))).toEqual([
    [called, called, called],
    [
      [null, 'OK'],
      [null, '1'],
    ],
  ]);
});

test('an error of MySQL has its name', async () => {
  await bundleOf(`import { createConnection } from 'mysql2/promise';
    createConnection(process.env.MYSQL_URL ?? '').then((connection) =>
      connection.query('SELECT nothing').catch((error) => process.stdout.write(error.code)).finally(() => connection.end()));`);
  expect(await run({ MYSQL_URL: await serverUrl('mysql') })).toBe('ER_BAD_FIELD_ERROR');
});

test('a program that does not fit fails the build with its place', async () => {
  await expect(bundleOf(`import 'no-such-package';`)).rejects.toThrow('no-such-package');
});

test('a bundle has its dependencies, and none of what it does not use', async () => {
  for (const { name, settings, shards, catalog } of capabilities) {
    await built(name);
    const source = await readFile(join(ROOT, '.build', name, 'function.js'), 'latin1');
    const packages = [...source.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, found]) => found);
    expect(packages.includes('mysql2'), name).toBe(shards !== undefined || catalog === true);
    for (const heavy of ['knex', 'express', 'body-parser', 'iconv-lite', 'amqplib', 'yaml'])
      expect(packages, name).not.toContain(heavy);
    expect(source.includes('@node-rs/argon2'), name).toBe('HASHES_AT_ONCE' in settings);
  }
});
