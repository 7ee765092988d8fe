/** Runs the migrations' Job, and shows what it says while it runs. */
import { pause } from '../pause.ts';
import { Fault } from '../../../cli/fault.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';
import { jobState } from './migration-job.ts';

const PAUSE_MS = 2_000;

/** @throws Fault with the Job's last lines when it fails */
export async function runMigrations(
  cluster: Kubectl,
  job: KubeObject,
  {
    timeoutMs,
    say,
    signal,
    pauseMs = PAUSE_MS,
  }: {
    timeoutMs: number;
    say: (line: string) => void;
    signal: AbortSignal;
    pauseMs?: number;
  },
): Promise<void> {
  const { name } = job.metadata;
  if (jobState(await cluster.find('job', name)) === 'failed')
    await cluster.text(['delete', 'job', name, '--cascade=foreground', '--timeout=60s'], { timeoutMs: 90_000 });
  if (jobState(await cluster.find('job', name)) === 'done') return say('  done before, by the same Job');
  await cluster.apply([job]);
  const begun = performance.now();
  let told = 0;
  for (;;) {
    signal.throwIfAborted();
    const state = jobState(await cluster.find('job', name));
    const lines = await linesOf(cluster, name);
    for (const line of lines.slice(told)) say(`  ${line}`);
    told = Math.max(told, lines.length);
    if (state === 'done') return;
    if (state === 'failed')
      throw new Fault(`the databases could not be migrated: ${lines.at(-1) ?? `see kubectl describe job ${name}`}`);
    if (performance.now() - begun > timeoutMs)
      throw new Fault(
        `the Job ${name} is not done after ${Math.round(timeoutMs / 1_000)} s; it goes on, deploy again later`,
      );
    await pause(pauseMs, signal);
  }
}

async function linesOf(cluster: Kubectl, name: string): Promise<string[]> {
  const { code, output } = await cluster.attempt(['logs', `job/${name}`, '--tail=200'], { timeoutMs: 20_000 });
  return code === 0 ? output.split('\n').filter((line) => line.trim() !== '') : [];
}
