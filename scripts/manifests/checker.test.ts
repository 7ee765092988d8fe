/** The manifests against the schemas and rules of the real CustomResourceDefinitions, where the checker is at hand. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from './render/files.ts';

const CHECKER = join(ROOT, '../shared/tools/check-manifests/check-manifests.mjs');

it.skipIf(!existsSync(CHECKER))('the checker finds neither errors nor warnings', { timeout: 60_000 }, async () => {
  const checked = promisify(execFile)(process.execPath, [CHECKER, '--strict', '--json', 'knative', 'istio'], {
    cwd: ROOT,
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  const { stdout } = await checked.catch((error: { stdout: string }) => error);
  const { documents, problems } = JSON.parse(stdout) as { documents: number; problems: unknown[] };
  expect(problems).toEqual([]);
  expect(documents).toBeGreaterThan(50);
});
