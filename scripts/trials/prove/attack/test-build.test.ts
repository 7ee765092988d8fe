import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunctions } from '../../../system/build/bundle.ts';
import { CONTROLS } from '../rounds/controls.ts';
import { INSTRUMENTS, type Patch, patching } from './test-build.ts';

const ROOT = join(import.meta.dirname, '../../../..');
let outDir: string;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'seatmesh-patches-'));
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

const bundled = (functions: readonly string[], patches: readonly Patch[]) =>
  bundleFunctions({ root: ROOT, outDir, functions, alter: patching(patches) });

test('a patch whose line is not there exactly once fails the build, and says which', async () => {
  const gone = { file: 'functions/verify/store.ts', from: 'no such line', to: '' };
  await expect(bundled(['verify'], [gone])).rejects.toThrow('functions/verify/store.ts has 0 times, not once');
  const often = { file: 'functions/verify/store.ts', from: 'e', to: '' };
  await expect(bundled(['verify'], [often])).rejects.toThrow(/has \d+ times, not once/);
});

test.each(CONTROLS.filter(({ patches }) => patches.length > 0))(
  'the guard "$guard" can be switched off as the sources stand',
  async ({ functions, patches }) => {
    await bundled(functions, [...INSTRUMENTS, ...patches]);
    const texts = await Promise.all(functions.map((name) => readFile(join(outDir, name, 'function.js'), 'utf8')));
    expect(texts.every((text) => text.includes('prove'))).toBe(true);
  },
);
