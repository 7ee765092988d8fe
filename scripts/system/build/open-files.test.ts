/** Bundling where a process may have few files open: all functions, in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { FUNCTIONS } from './bundle.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LIMIT_MS = 240_000;
/** Of a process in a container that buildah builds there are 1024, of which some are taken. */
const OPEN_FILES = 256;

test(
  'all functions are bundled, and the migrations gathered, with 256 open files at most',
  { timeout: LIMIT_MS },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seatmesh-open-files-'));
    const script = `
    import { bundleFunctions } from '${join(import.meta.dirname, 'bundle.ts')}';
    import { migrateFiles } from '${join(ROOT, 'scripts/images/migrate-files.ts')}';
    await bundleFunctions({ root: ${JSON.stringify(ROOT)}, outDir: ${JSON.stringify(folder)} });
    console.log((await migrateFiles(${JSON.stringify(ROOT)})).contents.length > 0);`;
    const args = [
      '-ec',
      `ulimit -n ${OPEN_FILES}; exec "$@"`,
      'sh',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ];
    try {
      const { stdout } = await promisify(execFile)('sh', args, { timeout: LIMIT_MS });
      expect(stdout.trim()).toBe('true');
      expect((await readdir(folder)).toSorted()).toEqual([...FUNCTIONS].toSorted());
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
