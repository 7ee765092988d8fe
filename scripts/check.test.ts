import { expect, test } from 'vitest';
import { runScript } from './testing/run-script.ts';

test.each([
  ['--fixx', "Unknown option '--fixx' (see --help)"],
  ['functions', "Unexpected argument 'functions' (see --help)"],
])('npm run check -- %s is refused in a line, and nothing is checked', async (arg, line) => {
  expect(await runScript('check', [arg])).toMatchObject({ code: 2, output: '', errors: `${line}\n` });
});
