/** The programs of a run that are not functions of Seatmesh. */
import { extname, join } from 'node:path';
import { bundleCommand, bundleFunctions } from '../../../system/build/bundle.ts';
import type { TestBed } from './test-bed.ts';
import { CORES } from '../load/pinned.ts';
import { type Program, startProgram } from './measured-program.ts';
import { bundled, ROOT, type BenchRun } from './bench-run.ts';

const BENCH = join(import.meta.dirname, '..');
const PROGRAMS = join(BENCH, 'programs');
const HELLOS = ['hello', 'bare-host'] as const;

/** A program of the folder `programs`, run from source: what it does per request is what is measured, not its start. */
export function startOwn(run: BenchRun, name: string, env: Record<string, string> = {}, core: number = CORES.program) {
  const args = [join(PROGRAMS, extname(name) ? name : `${name}.ts`)];
  return startProgram({ name, file: process.execPath, args, cwd: ROOT, env, log: log(run, name), core }, 'listens');
}

/** A function of the folder `programs` on the stock framework. */
export function startStock(run: BenchRun, name: string, target: string, env: Record<string, string> = {}) {
  const args = [join(PROGRAMS, 'stock-host.ts'), join(PROGRAMS, `${name}.ts`), target];
  return startProgram({ name, file: process.execPath, args, cwd: ROOT, env, log: log(run, name) });
}

/** A hello in our host, bundled as functions are. */
export async function startHello(run: BenchRun, name: (typeof HELLOS)[number]): Promise<Program> {
  const outDir = join(run.folder, 'hellos');
  await bundleFunctions({ root: BENCH, outDir, functions: HELLOS });
  const { file, args } = bundleCommand(BENCH, name, outDir);
  const env = { LOG_LEVEL: 'info', K_SERVICE: name };
  return startProgram({ name, file, args, cwd: ROOT, env, log: log(run, name) });
}

/** book of one shard, bundled, with what its manifest says; its events go to a sink that takes them at once. */
export async function startBook(testBed: TestBed, sink: Program, env: Record<string, string> = {}): Promise<Program> {
  return startProgram(await testBed.service('book-e0', { sink: urlOf(sink), command: bundled, env }));
}

/** Where a program listens. */
export function urlOf({ port }: Program): string {
  return `http://127.0.0.1:${port}`;
}

function log(run: BenchRun, name: string): string {
  return join(run.folder, `${name}.log`);
}
