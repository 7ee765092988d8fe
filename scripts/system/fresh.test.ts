import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from '../servers/data-folder.ts';
import { emptyDataFolder } from './fresh.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatmesh-fresh-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

test('removes what runs keep, and nothing else', async () => {
  await (await openDataFolder(folder)).release();
  put('mariadb/data/file', 'redis/log', 'rabbitmq/x', 'log/functions.log', 'cache/x', 'signing-key.json', 'mine');
  await emptyDataFolder(folder);
  expect(readdirSync(folder)).toEqual(['mine']);
});

test("leaves somebody else's folder as it is", async () => {
  put('log/diary', 'cache/photo');
  await expect(emptyDataFolder(folder)).rejects.toMatchObject({
    name: 'Fault',
    message: `${folder} is not a data folder of Seatmesh: nothing was removed; choose another one with --data`,
  });
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(new Set(left)).toEqual(new Set(['cache', 'cache/photo', 'log', 'log/diary']));
});

test('leaves a folder alone on which a system runs', async () => {
  const held = await openDataFolder(folder);
  put('mariadb/data');
  await expect(emptyDataFolder(folder)).rejects.toThrow(/is in use by another run/);
  expect(readdirSync(folder)).toContain('mariadb');
  await held.release();
});

test('a folder that is not there, or holds only what npm and the import put there, is fresh already', async () => {
  await emptyDataFolder(join(folder, 'none'));
  expect(readdirSync(folder)).toEqual([]);
  put('organizer.json', 'npm-install.lock');
  await emptyDataFolder(folder);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a file in its place is named', async () => {
  put('file');
  await expect(emptyDataFolder(join(folder, 'file'))).rejects.toMatchObject({
    message: `The data folder ${folder}/file cannot be used (it is a file, or lies in one): choose another one`,
  });
});
