/** Drives a program with callers, and says what came of it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadFigures } from './load-figures.ts';
import { CORES } from './pinned.ts';
import { work } from './worker.ts';
import { type CallJob, type CallResult, packRequests } from './job.ts';

/** What to send where. */
export interface BenchLoad extends Omit<CallJob, 'file' | 'again' | 'ahead' | 'warmMs'> {
  requests: readonly Buffer[];
  again?: boolean;
  /** Default: one. */
  ahead?: number;
  warmMs?: number;
  /** A folder for the requests on their way to the callers. */
  folder: string;
  /** The callers' core, where it is not the usual one. */
  core?: number;
}

const CALLER = join(import.meta.dirname, 'caller.ts');
const WARM_MS = 300;
const LIMIT_MS = 60_000;
let files = 0;

/** Runs callers to their end. @throws Error at the first answer with another status than the expected one */
export async function drive(load: BenchLoad): Promise<CallResult> {
  const { requests, folder, core = CORES.callers, again = false, ahead = 1, warmMs = WARM_MS, ...rest } = load;
  const file = join(folder, `requests-${files++}`);
  await writeFile(file, packRequests(requests));
  try {
    const job: CallJob = { ...rest, file, again, ahead, warmMs };
    return await work<CallResult>(CALLER, job, core, warmMs + job.ms + LIMIT_MS);
  } finally {
    await rm(file, { force: true });
  }
}

/** Rates, latencies, CPU per answer in µs; and in ms what others took of the machine meanwhile, how long it stood still, and who waited for a core. */
export function figuresOf(result: CallResult): LoadFigures {
  const figures: LoadFigures = {
    perSecond: (result.answered / result.measuredMs) * 1_000,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  };
  for (const [name, ms] of Object.entries(result.cpuMs)) figures[`${name}Us`] = (ms / result.answered) * 1_000;
  figures['stolenMs'] = result.stolenMs;
  figures['stillMs'] = result.stillMs;
  for (const [name, ms] of Object.entries(result.waitedMs)) figures[`${name}WaitedMs`] = ms;
  return figures;
}
