import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'seatmesh-proof-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

/** On a machine that does nothing else it takes half a minute. */
const PATIENCE_MS = 540_000;

test(
  'nothing is lost, doubled or oversold while masters of a cluster of Redis step back or are killed, slots go to other servers, and all of it is emptied',
  async () => {
    const args = ['--redis', 'cluster', '--faults', 'redis', '--callers', '16', '--out', out];
    const { code, output, errors } = await runScript('prove', args);
    expect(output.match(/^BROKEN.*(\n {10}.*)*/gm) ?? [], output).toEqual([]);
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(/^proven: 1 round, /m);
    expect(output.match(/1 × Redis cluster: /g)).toHaveLength(4);
  },
  PATIENCE_MS,
);
