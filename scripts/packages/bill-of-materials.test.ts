import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lock } from './package-rules.ts';
import { runScript } from '../testing/run-script.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-sbom-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bill names every package of the lock file with version, licence and hash, and is the same when made again', async () => {
  const files = [join(folder, 'a.json'), join(folder, 'deep/b.json')];
  for (const file of files) expect(await runScript('sbom', [file])).toMatchObject({ code: 0, output: `${file}\n` });
  const [text = '', again] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  expect(again).toBe(text);
  const bill = JSON.parse(text) as {
    serialNumber: string;
    metadata: { component: { name: string } };
    components: { purl: string; licenses?: unknown[]; hashes?: { alg: string; content: string }[] }[];
  };
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'seatmesh' } } });
  expect(bill.serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  const listed = new Map(bill.components.map((one) => [decodeURIComponent(one.purl), one]));
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  for (const [path, { version, integrity }] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const one = listed.get(`pkg:npm/${name}@${version}`);
    expect(one?.licenses, name).toHaveLength(1);
    const content = Buffer.from((integrity ?? '').slice('sha512-'.length), 'base64').toString('hex');
    expect(one?.hashes, name).toEqual([{ alg: 'SHA-512', content }]);
  }
});
