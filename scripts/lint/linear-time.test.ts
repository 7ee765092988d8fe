import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { superLinear } from './linear-time.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The lines that the project's own lint reports in a source. */
async function reported(source: string): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  try {
    const file = join(folder, 'sample.ts');
    await writeFile(file, source);
    const args = ['--config', join(ROOT, '.oxlintrc.json'), '--format', 'unix', file];
    const lint = spawn(join(ROOT, 'node_modules/.bin/oxlint'), args, { cwd: ROOT });
    const [output] = await Promise.all([text(lint.stdout), once(lint, 'exit')]);
    return [...output.matchAll(/sample\.ts:(\d+):\d+: .*linear-time-regexp/g)].map(([, line]) => Number(line));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the lint finds regular expressions that take more than linear time, as literals and as text', async () => {
  const lines = await reported(
    [
      String.raw`export const names = (header: string) => header.split(/\s*,\s*/);`,
      String.raw`export const bare = (word: string) => word.replace(/[+#]+$/, '');`,
      String.raw`export const nested = /^(?:a+)+$/;`,
      String.raw`export const two = new RegExp('^\\d*\\w+$');`,
      'export const filled = (name: string) => new RegExp(`^${name} *, *$`);',
      'export const raw = RegExp(String.raw`\\s*$`);',
      String.raw`export const fine = /^\s*,\s*[a-z]+$/;`,
    ].join('\n'),
  );
  expect(lines).toEqual([1, 2, 3, 4, 6]);
});

test.each([
  [String.raw`\s*,\s*`, 'quadratic'],
  [' +$', 'quadratic'],
  ['(a*)*b', 'exponential'],
  [String.raw`^\d*\w*x$`, 'quadratic'],
])('/%s/ takes %s time', (pattern, growth) => {
  expect(superLinear(pattern, '')).toContain(growth);
});

test.each([',', '^ *,', String.raw`\d{1,16}$`, '[a-z]+', String.raw`^[\w.]+=*$`])(
  '/%s/ takes linear time',
  (pattern) => {
    expect(superLinear(pattern, '')).toBeUndefined();
  },
);
