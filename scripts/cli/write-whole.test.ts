import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-whole-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('folders on the way are made, and nothing is left beside the file', async () => {
  await writeWhole(join(folder, 'a/b'), 'one');
  await writeWhole(join(folder, 'a/b'), 'two');
  expect(await readFile(join(folder, 'a/b'), 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'a'))).toEqual(['b']);
});

test('what stands in the way is said with its code, and nothing is left', async () => {
  await writeFile(join(folder, 'file'), 'x');
  await expect(writeWhole(join(folder, 'file/b'), '')).rejects.toThrow(/no folder|folder of that name|EEXIST|ENOTDIR/);
  await mkdir(join(folder, 'taken/within'), { recursive: true });
  await expect(writeWhole(join(folder, 'taken'), 'x')).rejects.toThrow('there is a folder of that name (EISDIR)');
  expect((await readdir(folder)).toSorted()).toEqual(['file', 'taken']);
});

/** Of a mount namespace of its own, with a disk of 64 KB. */
const ON_A_SMALL_DISK = `mount --make-rprivate / && mount -t tmpfs -o size=64k tmpfs "$1" && printf before >"$1/file" && "$2" --input-type=module -e "$3"; ls "$1"; cat "$1/file"`;
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'mount', '--make-rprivate', '/'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no root, or a container that may not
  }
})();

test.skipIf(!mayMount)(
  'on a full disk what was there stays, and nothing half is beside it (needs root and mounts)',
  () => {
    const script = `
    import { writeWhole } from '${join(import.meta.dirname, 'write-whole.ts')}';
    await writeWhole('${join(folder, 'file')}', Buffer.alloc(1e6)).catch((error) => console.log(error.name, error.message));`;
    const args = ['--mount', 'sh', '-c', ON_A_SMALL_DISK, 'sh', folder, process.execPath, script];
    expect(execFileSync('unshare', args).toString()).toBe(
      `Fault ${join(folder, 'file')} is not written: the disk is full (ENOSPC)\nfile\nbefore`,
    );
  },
);
