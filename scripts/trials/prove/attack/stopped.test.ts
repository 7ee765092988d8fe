import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startScript } from '../../../testing/run-script.ts';
import { until } from '../../../testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-stopped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (...args: string[]) =>
  startScript('prove', [...args, '--no-controls', '--callers', '4', '--out', join(folder, 'out')], { TMPDIR: folder });

test.each(['SIGINT', 'SIGTERM'] as const)(
  'exit 130, proved nothing, when %s comes before there is anything; nothing is left behind',
  async (signal) => {
    const { child, said, ended } = start();
    await until('it has begun', async () => said.output.startsWith('seed '), 60_000);
    child.kill(signal);
    const { code, errors } = await ended;
    expect([code, errors]).toEqual([130, expect.stringContaining('proved nothing')]);
    expect(readdirSync(folder).filter((name) => name !== 'out')).toEqual([]);
  },
  120_000,
);

test('exit 130, and after how much, when it is stopped in the middle of a round', async () => {
  const { child, said, ended } = start('--minutes', '5', '--faults', 'none');
  await until('something is sold', async () => /[1-9]\d* orders acknowledged/.test(said.output), 120_000);
  child.kill('SIGINT');
  const { code, errors } = await ended;
  expect(code).toBe(130);
  expect(errors).toMatch(/proved nothing: stopped after 0 rounds, 0 orders and 0 controls in \d+ s/);
  expect(readdirSync(folder).filter((name) => name !== 'out')).toEqual([]);
}, 240_000);
