/**
 * Clients that others' generators make of the OpenAPI document buy a seat. The generators are no packages of the project: that for
 * TypeScript is installed from its own lock file when this test first runs (`.seatmesh/clients/`), that for Python is used where it is.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from '../test-system.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DOCUMENT = join(ROOT, 'functions/event-global/openapi.json');
const TYPESCRIPT = join(import.meta.dirname, 'typescript');
const run = promisify(execFile);

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  [system, folder] = await Promise.all([startTestSystem(), mkdtemp(join(tmpdir(), 'seatmesh-client-'))]);
}, 120_000);
afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a program says, or what it said when it failed. */
async function said(program: string, args: string[], cwd: string): Promise<string> {
  try {
    return (await run(program, args, { cwd, timeout: 240_000, maxBuffer: 1 << 24 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}: ${(stdout + stderr).slice(0, 4_000)}`, { cause: error });
  }
}

/** The generator for TypeScript, installed once for each lock file. */
async function installed(): Promise<string> {
  const lock = createHash('sha256').update(await readFile(join(TYPESCRIPT, 'package-lock.json')));
  const home = join(ROOT, '.seatmesh/clients', lock.digest('hex').slice(0, 16));
  if (existsSync(home)) return home;
  const made = `${home}.${process.pid}`;
  await mkdir(made, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(join(TYPESCRIPT, file), join(made, file));
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await said(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, made);
  await rename(made, home);
  return home;
}

const bought = {
  eventId: expect.stringMatching(/^evt_/),
  status: 'confirmed',
  items: [{ seat: 'A-12-7', priceCents: 4_500, status: 'confirmed' }],
  totalCents: 4_500,
  currency: 'EUR',
};

test('TypeScript: what openapi-typescript makes is taken by the compiler as strictly as the project, and buys a seat', async () => {
  const home = await installed();
  const work = await mkdtemp(join(home, 'run-'));
  try {
    const generator = join(home, 'node_modules/openapi-typescript/bin/cli.js');
    await said(
      process.execPath,
      [generator, DOCUMENT, '--default-non-nullable=false', '-o', join(work, 'api.ts')],
      work,
    );
    await cp(join(TYPESCRIPT, 'buyer.ts'), join(work, 'buyer.ts'));
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
      include: ['*.ts'],
    };
    await writeFile(join(work, 'tsconfig.json'), JSON.stringify(config));
    await said(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', work], work);
    const told = JSON.parse(await said(process.execPath, ['buyer.ts', system.url], work)) as unknown;
    expect(told).toMatchObject({ order: bought, taken: ['A-12-7'], seats: 20, total: 19 });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}, 300_000);

/** `pip install openapi-python-client`; Python is no part of the project's own set-up. */
const GENERATOR = process.env['OPENAPI_PYTHON_CLIENT'] ?? 'openapi-python-client';
const isThere = spawnSync(GENERATOR, ['--version']).status === 0;

describe.skipIf(!isThere)('Python (skipped where there is no openapi-python-client, see OPENAPI_PYTHON_CLIENT)', () => {
  test('what openapi-python-client makes without leaving anything out buys a seat', async () => {
    const out = join(folder, 'python');
    await writeFile(join(folder, 'config.yaml'), 'package_name_override: seatmesh_client\npost_hooks: []\n');
    const args = ['generate', '--path', DOCUMENT, '--output-path', out, '--config', join(folder, 'config.yaml')];
    const log = await said(GENERATOR, [...args, '--fail-on-warning'], folder);
    expect(log).not.toMatch(/warning|error/i);
    await cp(join(import.meta.dirname, 'python/buyer.py'), join(out, 'buyer.py'));
    // The generator's own interpreter has what its clients need.
    const [, python = 'python3'] = /^#!(\S+)/.exec(await readFile(await whereIs(GENERATOR), 'utf8')) ?? [];
    const told = JSON.parse(await said(python, ['buyer.py', system.url], out)) as unknown;
    expect(told).toMatchObject({ order: bought, taken: ['A-12-7'] });
  }, 300_000);
});

async function whereIs(program: string): Promise<string> {
  return program.includes('/') ? program : (await said('which', [program], folder)).trim();
}
