import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { shared } from '../../scripts/testing/test-program.ts';

/** Says more at once than is kept for a reader, who cannot read before it is said. */
const LINES = 20_000;
const program = `
  import { log } from ${shared('log.ts')};
  for (let line = 0; line < ${LINES}; line++) log.info({ line, text: 'x'.repeat(1_000) }, 'said');
`;

test('lines that nobody reads in time are dropped beyond a bound, and counted; what is kept is whole and in order', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: { line: number; lines: number; msg: string }[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(JSON.parse(line) as (typeof lines)[number]);
  expect(await ended).toEqual([0, null]);
  const said = lines.filter(({ msg }) => msg === 'said').map(({ line }) => line);
  const dropped = lines.filter(({ msg }) => msg.startsWith('log lines were dropped')).map((entry) => entry.lines);
  expect(dropped).toEqual([LINES - said.length]);
  expect(said.length).toBeGreaterThan(10_000);
  expect(said.length).toBeLessThan(17_000);
  expect(said).toEqual(said.toSorted((a, b) => a - b));
});
