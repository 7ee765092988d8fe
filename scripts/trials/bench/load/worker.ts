/** Work that is done in a process of its own, bound to a core: it gets its job as a message and answers with one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinned } from './pinned.ts';

const working = new Set<ChildProcess>();

/** Ends all work under way: whoever waits for it gets an error. */
export function endWork(): void {
  for (const child of working) child.kill('SIGKILL');
}

type Reply<Result> = { result: Result } | { error: string };

/**
 * Has a script do a job.
 * @throws Error with what it said when it failed, or did not answer in time
 */
export async function work<Result>(script: string, job: object, core: number, limitMs: number): Promise<Result> {
  const { file, args } = pinned(core, process.execPath, [script]);
  const child = spawn(file, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'] },
  });
  working.add(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const exited = once(child, 'exit');
  try {
    const answered = new Promise<Reply<Result>>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Reply<Result>));
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`${script} ended without a word (${code ?? signal})`)));
    });
    child.send(job);
    const reply = await answered;
    if ('error' in reply) throw new Error(reply.error);
    return reply.result;
  } finally {
    clearTimeout(timer);
    working.delete(child);
    child.kill('SIGTERM');
    await exited;
  }
}
