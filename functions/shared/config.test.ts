import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { jsonText, wholeNumber } from './config.ts';

const run = promisify(execFile);

/** Reads a configuration in a process of its own, as a function does at its start. */
async function start(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = `
    import * as z from 'zod';
    import { jsonText, readConfig, wholeNumber } from ${JSON.stringify(import.meta.resolve('./config.ts'))};
    const config = readConfig({ SECRET: z.string().min(20), POOL: wholeNumber(1, 9, 3), KEY: jsonText(z.object({ d: z.string() })) });
    console.log(JSON.stringify(config));`;
  return run(process.execPath, ['--input-type=module', '--eval', program], { env }).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
}

test('what fits is read, with defaults and JSON parsed', async () => {
  const { code, stdout } = await start({ SECRET: 'x'.repeat(20), KEY: '{"d":"e"}' });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ SECRET: 'x'.repeat(20), POOL: 3, KEY: { d: 'e' } });
});

test('a bad environment ends the process with 78 and names each variable, without its value', async () => {
  const { code, stdout, stderr } = await start({ SECRET: 'hunter2', POOL: 'ten', KEY: 'hunter2{' });
  expect(code).toBe(78);
  expect(stdout).toBe('');
  const said = JSON.parse(stderr) as { level: string; errors: string[] };
  expect(said.level).toBe('fatal');
  expect(said.errors.map((error) => error.split(':')[0])).toEqual(['SECRET', 'POOL', 'KEY']);
  expect(stderr).not.toContain('hunter2');
});

test('a missing secret has no default', async () => {
  const { code, stderr } = await start({ POOL: '3', KEY: '{"d":"e"}' });
  expect(code).toBe(78);
  expect(stderr).toContain('SECRET');
});

test.each([
  ['0', false],
  ['1', true],
  ['9', true],
  ['10', false],
  ['1.5', false],
  ['', false],
  ['-1', false],
  ['05', false],
  ['+5', false],
  ['5.0', false],
])('a whole number from 1 to 9 that reads "%s": %s', (text, good) => {
  expect(wholeNumber(1, 9, 3).safeParse(text).success).toBe(good);
});

test.each([
  ['{"a":1}', true],
  ['{"a":1,"b":2}', false],
  ['{"a":"1"}', false],
  ['null', false],
  ['', false],
  ['{', false],
])('JSON of one number `a` that reads %s: %s', (text, good) => {
  expect(jsonText(z.strictObject({ a: z.number() })).safeParse(text).success).toBe(good);
});

test.each(['0x5', '5e0', ' 5 ', '+5', '-5', '５', '5.0', '5_0', ''])('%j is no whole number', async (text) => {
  expect(wholeNumber(0, 100, 3).safeParse(text).success).toBe(false);
  expect([wholeNumber(0, 100, 3).parse('5'), wholeNumber(0, 100, 3).parse(undefined)]).toEqual([5, 3]);
});
