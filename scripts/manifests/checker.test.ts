/** The manifests against the schemas and rules of the real CustomResourceDefinitions, where the checker is at hand. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from './render/files.ts';

const CHECKER = join(ROOT, '../shared/tools/check-manifests/check-manifests.mjs');

it.skipIf(!existsSync(CHECKER))('the checker finds neither errors nor warnings', { timeout: 60_000 }, async () => {
  const { documents, problems } = await check('knative', 'istio');
  // An installation's public keys are made like its Secrets: pods wait for them.
  const rest = problems.filter(({ code, message }) => code !== 'RF04' || !/no ConfigMap "keys"/.test(message));
  expect(rest).toEqual([]);
  expect(documents).toBeGreaterThan(50);
});

async function check(...args: string[]) {
  const checked = promisify(execFile)(process.execPath, [CHECKER, '--strict', '--json', ...args], {
    cwd: ROOT,
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  const { stdout } = await checked.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as { documents: number; problems: { code: string; message: string }[] };
}
