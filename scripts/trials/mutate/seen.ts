/** What a run of tests, or a proof, has seen: read from its own report, so that a run that never got as far as looking is known as such. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProofOutcome } from '../prove/result/outcome.ts';
import { verdictOf } from '../prove/result/verdict.ts';
import type { Ended } from './child.ts';

export interface SeenRun {
  /** Tests, or rounds, that found nothing. */
  passed: number;
  /** The first thing that was found wrong. */
  failed?: string;
  isLate: boolean;
  /** The end of what the run said, for when it found neither. */
  said: string;
}

/** The arguments of a run of test files that writes its report to a file. */
export function testReport(files: readonly string[], report: string, all: boolean): string[] {
  const options = ['--config', 'scripts/testing/vitest.config.ts', '--reporter', 'json', '--outputFile', report];
  return [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...options,
    ...(all ? [] : ['--bail', '1', '--maxWorkers', '1']),
    ...files,
  ];
}

/** The arguments of a proof that writes its report into a folder. */
export function proofReport(options: readonly string[], report: string): string[] {
  return [join('scripts', 'prove.ts'), ...options, '--out', report];
}

interface TestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { status: string; fullName: string }[];
}

/** Reads a test run's report. */
export async function readTests(report: string, { isLate, said }: Ended): Promise<SeenRun> {
  const files = await readFile(report, 'utf8').then(
    (text) => (JSON.parse(text) as { testResults: TestFile[] }).testResults,
    () => [],
  );
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed =
    tests.find(({ status }) => status === 'failed')?.fullName ??
    files.filter(({ status }) => status === 'failed').map(whyFile)[0];
  return { passed, isLate, said: lastLine(said), ...(failed !== undefined && { failed }) };
}

/** A file that fails as a whole: what it sets up did not come up. */
function whyFile({ name, message }: TestFile): string {
  return `${name.replace(/^.*\/(?=functions\/|scripts\/)/, '')}: ${message.split('\n')[0]}`;
}

/** Reads a proof's report. */
export async function readProof(report: string, { isLate, said }: Ended): Promise<SeenRun> {
  const name = (await readdir(report).catch(() => [])).find((file) => file.endsWith('.json'));
  if (name === undefined) return { passed: 0, isLate, said: lastLine(said) };
  const outcome = JSON.parse(await readFile(join(report, name), 'utf8')) as ProofOutcome;
  const { code, line } = verdictOf(outcome);
  const broken = outcome.rounds.flatMap(({ violations }) => violations)[0];
  const failed = broken ? `"${broken.invariant}" (${broken.what})` : code === 0 ? undefined : line;
  return { passed: outcome.rounds.length, isLate, said: lastLine(said), ...(failed !== undefined && { failed }) };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
