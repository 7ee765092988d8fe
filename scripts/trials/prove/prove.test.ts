import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTROLS } from './rounds/controls.ts';
import { runScript } from '../../testing/run-script.ts';

/** For each try one of its own: a second one would read what the first has left. */
let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'seatmesh-proof-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

/** On a machine that does nothing else it takes about a minute. */
const PATIENCE_MS = 540_000;

test(
  'nothing is lost, doubled or oversold while every kind of fault strikes, and each guard switched off is found out',
  async () => {
    const { code, output, errors } = await runScript('prove', ['--out', out]);
    expect(output.match(/^(BROKEN|MISSED).*(\n {10}.*)*/gm) ?? [], output).toEqual([]);
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(/^proven: 1 round, /m);
    expect(output.match(/^caught /gm)).toHaveLength(CONTROLS.length + 1);
    const files = await readdir(out);
    const report = JSON.parse(await readFile(join(out, files.find((file) => file.endsWith('.json')) ?? ''), 'utf8'));
    expect(report.rounds[0].acknowledged).toBeGreaterThan(100);
    const rounds = await readFile(join(out, files.find((file) => file.endsWith('.rounds.jsonl')) ?? ''), 'utf8');
    expect(rounds.trim().split('\n')).toHaveLength(1 + report.controls.length);
    const total = output.match(/^total: .*/m)?.[0] ?? 'no total';
    expect(total).toContain(`0 violations, ${CONTROLS.length} of ${CONTROLS.length} controls caught`);

    const history = join(out, files.find((file) => file.endsWith('.history.jsonl')) ?? '');
    const again = await runScript('prove', ['--history', history]);
    expect([again.code, again.errors]).toEqual([0, '']);
    expect(again.output).toContain(`${report.rounds[0].acknowledged} orders, 0 violations`);
    expect(again.output).toContain(total);
  },
  PATIENCE_MS,
);
