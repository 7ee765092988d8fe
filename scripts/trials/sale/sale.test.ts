import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SaleFigures } from './results/sale-figures.ts';
import { hallOf } from './target/hall.ts';
import { drawPlans, fingerprintOf } from './crowd-plan.ts';
import { type SaleSettings, USUAL } from './sale-settings.ts';
import { runScript, startScript } from '../../testing/run-script.ts';
import { until } from '../../testing/until.ts';
import { startTestSystem } from '../../testing/test-system.ts';

/** Small and quick, with enough people who stay to take what comes back. */
const SMALL: Partial<SaleSettings> = {
  seats: 24,
  'people-per-ticket': 6,
  compress: 60,
  'tail-seconds': 120,
  staying: 0.5,
  'takes-fewer': 1,
};
const argsOf = (settings: Partial<SaleSettings>) =>
  Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
const args = argsOf(SMALL);

let folder: string;
let temporary: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-sale-test-'));
  await mkdir((temporary = join(folder, 't')));
});
afterAll(() => rm(folder, { recursive: true }));

type Report = SaleFigures & { seed: number; plan: string; wasStopped: boolean; command: string };

async function readReport(name: string): Promise<{ report: Report; html: string }> {
  const [json, html] = await Promise.all(
    ['json', 'html'].map((kind) => readFile(join(folder, `${name}.${kind}`), 'utf8')),
  );
  return { report: JSON.parse(json ?? ''), html: html ?? '' };
}

/** Processes whose command line names the temporary folder of our sales. */
async function processesLeft(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(temporary) ? [line] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

test('a whole sale on a system of its own: sold out as promised, reported, nothing left behind', async () => {
  const out = join(folder, 'own.html');
  const run = await runScript('sale', [...args, '--seed', '7', '--out', out], { TMPDIR: temporary });
  expect(run, run.errors).toMatchObject({ code: 0 });
  expect(run.output).toMatch(/^24 of 24 seats sold, sold out [\d.]+ s after T0\n/);
  expect(run.errors).toContain('to repeat: npm run sale -- --seed 7 --seats 24');
  const { report, html } = await readReport('own');
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.checks.map(({ name }) => name)).toContain('every acknowledged order is there once, with its seats');
  expect(report.checks.map(({ name }) => name)).toContain('something was sold');
  expect(report).toMatchObject({ seed: 7, seats: 24, soldSeats: 24, wasStopped: false, troubles: {} });
  expect(report.soldOutAfterS).toBeGreaterThan(0);
  expect(report.refusals.unavailable).toBeGreaterThan(0);
  expect(report.falseRefusals).toMatchObject({ named: { false: 0 }, best: { false: 0 }, expired: { false: 0 } });
  expect(report.latencies.hold.requests).toBeGreaterThan(10);
  expect(report.latencies.all.p50).toBeLessThanOrEqual(report.latencies.all.p99);
  const { ranking, sections } = hallOf(24);
  expect(report.plan).toBe(fingerprintOf(drawPlans(7, { ...USUAL, ...SMALL }, ranking.length, sections)));
  expect(html).toContain('<title>On-sale: 24 seats, 6 people for each</title>');
  for (const plot of ['The crowd', 'The seats', 'Latency of the requests', 'Distribution', 'Holds and orders refused'])
    expect(html).toContain(`<figcaption>${plot}`);
  expect(await readdir(temporary)).toEqual([]);
  expect(await processesLeft()).toEqual([]);
}, 180_000);

test('Ctrl-C ends a sale with a report of what was, exit 130, nothing left behind', async () => {
  const out = join(folder, 'stopped.html');
  const slow = [...argsOf({ ...SMALL, seats: 200, compress: 10 }), '--seed', '8', '--out', out];
  const { child, said, ended } = startScript('sale', slow, { TMPDIR: temporary });
  await until('a line of progress', () => Promise.resolve(/^T0.*offered/m.test(said.errors)), 60_000);
  child.kill('SIGINT');
  const run = await ended;
  expect(run, run.errors).toMatchObject({ code: 130 });
  expect(run.output).toMatch(/^stopped; \d+ of 200 seats were sold by then\n/);
  const { report, html } = await readReport('stopped');
  expect(report).toMatchObject({ wasStopped: true, seed: 8 });
  expect(html).toContain('This sale was stopped before its end');
  expect(await readdir(temporary)).toEqual([]);
  expect(await processesLeft()).toEqual([]);
}, 180_000);

test('a sale at a running system, with its tokens; its tokens refused are said in a line', async () => {
  const system = await startTestSystem();
  try {
    const people = await Promise.all(Array.from({ length: 4 }, (_, index) => system.user(`Buyer ${index}`)));
    const tokens = join(folder, 'tokens');
    await writeFile(tokens, people.map(({ token }) => token).join('\n'));
    // There, holds last longer than this sale.
    const url = ['--url', system.url, '--tokens', tokens, '--released', '1'];
    const run = await runScript('sale', [...args, ...url, '--seed', '9', '--out', join(folder, 'url.html')]);
    expect(run, run.errors).toMatchObject({ code: 0 });
    const { report } = await readReport('url');
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.falseRefusals.named.false).toBe(0);

    await writeFile(tokens, 'not-a-token');
    const refused = await runScript('sale', [...args, ...url]);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors.trim().split('\n').at(-1)).toMatch(/^publishing answered 401: /);
  } finally {
    await system.close();
  }
}, 180_000);
