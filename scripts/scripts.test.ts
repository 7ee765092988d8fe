/** Every npm script of package.json: its help, and what it says to an option or a word that it does not take. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScript } from './testing/run-script.ts';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const names = Object.keys(scripts);

test('there is a script for each name, and a name for each script', () => {
  expect(names).toContain('start');
  expect(names.length).toBeGreaterThan(15);
});

describe.each(names)('%s', (name) => {
  test('--help says how it is called, what it does and what it takes, and does nothing', async () => {
    const { code, output, errors } = await runScript(name, ['--help']);
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(new RegExp(`^npm (run )?${name}\\b[^]*\\n {2}--help\\n`));
  }, 30_000);

  test('an option that there is not is refused in a line that names it, and nothing is done', async () => {
    const { code, output, errors } = await runScript(name, ['--no-such-option']);
    expect(output).toBe('');
    expect(errors).toMatch(/^[^\n]*--no-such-option[^\n]*\n$/);
    expect(code).toBeGreaterThan(0);
  }, 30_000);
});

test.each(['build', 'keys', 'render'])(
  '%s takes no words',
  async (name) => {
    const { code, output, errors } = await runScript(name, ['surplus']);
    expect(output).toBe('');
    expect(errors).toMatch(/^[^\n]*surplus[^\n]*\n$/);
    expect(code).toBeGreaterThan(0);
  },
  30_000,
);
