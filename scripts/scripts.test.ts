/** Every npm script of package.json: its help, and what it says to an option or a word that it does not take. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { WRONG_OPTION } from './cli/main.ts';
import { runScript } from './testing/run-script.ts';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const names = Object.keys(scripts);

/** What one run has compiled, the next takes from here: two of three seconds that each of these takes. */
const compiled = mkdtempSync(join(tmpdir(), 'seatmesh-scripts-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));
const run = (name: string, args: readonly string[]) => runScript(name, args, { NODE_COMPILE_CACHE: compiled });

test('there is a script for each name, and a name for each script', () => {
  expect(names).toContain('start');
  expect(names.length).toBeGreaterThan(15);
});

describe.each(names)('%s', (name) => {
  test('--help says how it is called, what it does and what it takes, and does nothing', async () => {
    const { code, output, errors } = await run(name, ['--help']);
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(new RegExp(`^npm (run )?${name}\\b[^]*\\n {2}--help\\n`));
  }, 30_000);

  test('an option that there is not is refused in a line that names it, and nothing is done', async () => {
    const { code, output, errors } = await run(name, ['--no-such-option']);
    expect(output).toBe('');
    expect(errors).toMatch(/^[^\n]*--no-such-option[^\n]*\n$/);
    expect(code).toBe(WRONG_OPTION);
  }, 30_000);
});

test.each(['build', 'keys', 'render'])(
  '%s takes no words',
  async (name) => {
    const { code, output, errors } = await run(name, ['surplus']);
    expect(output).toBe('');
    expect(errors).toMatch(/^[^\n]*surplus[^\n]*\n$/);
    expect(code).toBe(WRONG_OPTION);
  },
  30_000,
);
