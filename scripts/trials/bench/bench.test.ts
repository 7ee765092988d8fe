import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { runScript, startScript } from '../../testing/run-script.ts';
import { startTestSystem } from '../../testing/test-system.ts';
import { until } from '../../testing/until.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatmesh-bench-test-'));
  env = { TMPDIR: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('exit 2 with one line for a wrong option', async () => {
  const { code, errors, output } = await runScript('bench', ['--rounds', 'many']);
  expect({ code, errors, output }).toEqual({
    code: 2,
    errors: '--rounds takes a whole number from 1 to 100, not many\n',
    output: '',
  });
});

test('a tiny run measures, reports, and leaves nothing behind but the report', { timeout: 120_000 }, async () => {
  const out = join(folder, 'report.html');
  const args = ['profile', 'availability', '--quick', '--rounds', '1', '--seconds', '0.6', '--seed', '1', '--out', out];
  const { code, output, errors } = await runScript('bench', args, env);
  expect(code, errors).toBe(0);
  expect(output).toContain('availability of 50,000 seats, on the wire');
  expect(readdirSync(folder).toSorted()).toEqual(['report.html', 'report.json']);
  expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/);
  const { results, options } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(options).toMatchObject({ seed: 1, rounds: 1 });
  const [profiled] = results[0].measured['book, 64 callers, one event, profiled'];
  expect(profiled.perSecond).toBeGreaterThan(0);
  expect(profiled.MySQL).toBeGreaterThan(0);
});

test('Ctrl-C in mid-measurement ends it and everything it started', { timeout: 120_000 }, async () => {
  const run = startScript(
    'bench',
    ['availability', '--quick', '--seconds', '20', '--out', join(folder, 'report.html')],
    env,
  );
  await until('something is measured', async () => /availability, round 0/.test(run.said.errors), 90_000);
  run.child.kill('SIGINT');
  const { code, errors } = await run.ended;
  expect(code).toBe(130);
  expect(errors).toContain('stopped; nothing is reported');
  expect(readdirSync(folder)).toEqual([]);
});

test(
  'at a running system: whole orders from outside, until the record and the browse figure',
  { timeout: 180_000 },
  async () => {
    const system = await startTestSystem();
    onTestFinished(() => system.close());
    const people = await Promise.all(['One', 'Two', 'Three'].map((name) => system.user(name)));
    const tokens = join(folder, 'tokens');
    writeFileSync(tokens, people.map(({ token }) => token).join('\n'));
    const out = join(folder, 'report.html');
    const at = ['--url', system.url, '--tokens', tokens];
    const { code, errors } = await runScript('bench', ['whole', ...at, '--quick', '--seconds', '1', '--out', out], env);
    expect(code, errors).toBe(0);
    const { results, facts } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const [round] = results[0].measured['deployed, named seats, 16 callers'];
    expect(Object.keys(round)).toEqual([
      'perSecond',
      'p50Ms',
      'p99Ms',
      'recordP50Ms',
      'recordP99Ms',
      'watched',
      'browseMs',
    ]);
    for (const [name, figure] of Object.entries(round)) expect(figure, name).toBeGreaterThan(0);
    expect(facts[0]).toEqual(['system', system.url]);
    const onSale = async (): Promise<unknown> => (await system.ask('GET', '/v1/events?q=benchmark')).body.items;
    await expect.poll(onSale, { timeout: 30_000 }).toEqual([]); // all were cancelled
    expect(readdirSync(folder).toSorted()).toEqual(['report.html', 'report.json', 'tokens']);

    writeFileSync(tokens, 'not-a-token');
    const refused = await runScript('bench', ['whole', ...at, '--quick', '--out', out], env);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.errors).toContain('whole failed: one of the tokens is no access token');
  },
);
