import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runScript, startScript } from '../../testing/run-script.ts';
import { until } from '../../testing/until.ts';

const FILE = 'scripts/platform/eventing/delivery-retry.ts';
const GUARD = 'status === 409 || status === 429 ||';
const TESTS = { tests: ['scripts/platform/eventing/delivery-retry.test.ts'] };

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-mutate-test-'));
const temporary = join(folder, 't');
const list = join(folder, 'mutations.json');
beforeAll(() => execFileSync('mkdir', [temporary]));
beforeEach(() => writeFileSync(list, '[]'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mutation = (name: string, to: string, from = GUARD) => ({
  name,
  file: FILE,
  from,
  to,
  breaks: '',
  caughtBy: TESTS,
});
const mutate = (...args: string[]) => runScript('mutate', ['--from', list, ...args], { TMPDIR: temporary });

test('one that is caught is told by whom; one that survives, and one whose text is not there once, fail the run', async () => {
  writeFileSync(
    list,
    JSON.stringify([
      mutation('caught', 'status === 409 ||'),
      mutation('survives', 'status === 429 || status === 409 ||'),
      mutation('stale', 'x', 'no such text'),
      mutation('ambiguous', 'x', 'status'),
    ]),
  );
  const { code, output } = await mutate('--lanes', '1');
  expect(output).toMatch(/^caught +caught +tried again: 5xx, 404, 408, 409, 429 and no answer/m);
  expect(output).toMatch(/^SURVIVED +survives/m);
  expect(output).toMatch(/^STALE +stale +.*has 0 times, not once/m);
  expect(output).toMatch(/^STALE +ambiguous +.*has \d+ times, not once/m);
  expect(output).toContain('1 of 4 mutations caught');
  expect(code).toBe(1);
  expect(readdirSync(temporary)).toEqual([]);
}, 180_000);

test('exit 130 on Ctrl-C, with nothing left behind; exit 3 when nothing is tried', async () => {
  writeFileSync(list, JSON.stringify([mutation('caught', 'status === 409 ||')]));
  const { child, said, ended } = startScript('mutate', ['--from', list], { TMPDIR: temporary });
  await until('its tests are run', async () => readdirSync(temporary).length > 0 || said.errors !== '', 60_000);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(readdirSync(temporary)).toEqual([]);
  writeFileSync(list, '[]');
  expect(await mutate()).toMatchObject({ code: 3, errors: expect.stringContaining('nothing was tried') });
}, 180_000);

test('--list shows all; exit 2 for what does not fit', async () => {
  const listed = await runScript('mutate', ['--list']);
  expect(listed.code).toBe(0);
  expect(listed.output.trim().split('\n').at(-1)).toMatch(/^\d{2,} mutations$/);
  for (const args of [['--only', 'no such'], ['--sample', '0'], ['--nonsense'], ['--only', 'x', '--sample', '1']]) {
    const { code, errors } = await runScript('mutate', args);
    expect([code, errors.trim().split('\n').length]).toEqual([2, 1]);
  }
  expect((await mutate('--only', 'x')).code).toBe(2);
});
