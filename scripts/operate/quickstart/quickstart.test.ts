import { expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';

test('--dry-run says the steps, and that there is something to do', { timeout: 60_000 }, async () => {
  const { code, output } = await runScript('quickstart', ['--loaded', '--dry-run']);
  expect([code, output.split('\n')]).toEqual([3, expect.arrayContaining(['[5/5] a seat'])]);
});
