/** Programs under test: servers in processes of their own, bound to a core, their output in a file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isUp } from '../../../platform/serving/probe.ts';
import { releasePort, takePort } from '../../../servers/ports.ts';
import { CORES, pinned } from '../load/pinned.ts';

/** What to run. PORT and HOST are added to the environment. */
export interface ProgramOptions {
  name: string;
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Where its output goes. */
  log: string;
  /** Default: that of programs under test. */
  core?: number;
}

/** A program that runs. */
export interface Program {
  name: string;
  pid: number;
  port: number;
  /** By `performance.now()`, just before it was started. */
  spawnedAt: number;
  /** Asks it to end, and waits until it has. @throws when it had ended before, or has to be killed */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const READY_MS = 30_000;
const STOP_MS = 15_000;

/** Starts a program, without waiting for anything. */
export async function spawnProgram(options: ProgramOptions): Promise<Program> {
  const port = await takePort(HOST);
  const { file, args } = pinned(options.core ?? CORES.program, options.file, options.args);
  const output = openSync(options.log, 'a', 0o600);
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...options.env, PORT: String(port), HOST };
  const spawnedAt = performance.now();
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', output, output] });
  closeSync(output);
  await once(child, 'spawn');
  return { name: options.name, port, spawnedAt, pid: child.pid ?? 0, stop: () => stop(child, port, options) };
}

/** Starts a program and waits until it is alive, or at least listens. @throws with what it said when it does not */
export async function startProgram(options: ProgramOptions, ready: 'alive' | 'listens' = 'alive'): Promise<Program> {
  const program = await spawnProgram(options);
  const giveUpAt = performance.now() + READY_MS;
  while (!(await isUp(HOST, program.port, ready === 'alive' ? '/healthz' : undefined))) {
    if (performance.now() > giveUpAt || !isAlive(program.pid)) {
      await program.stop().catch(() => {});
      throw new Error(`${options.name} does not answer: ${lastLines(options.log)}`);
    }
    await delay(5);
  }
  return program;
}

async function stop(child: ChildProcess, port: number, { name, log }: ProgramOptions): Promise<void> {
  releasePort(port);
  if (child.exitCode !== null || child.signalCode !== null)
    throw new Error(`${name} ended by itself (${child.exitCode ?? child.signalCode}): ${lastLines(log)}`);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  if (signal === 'SIGKILL') throw new Error(`${name} did not end within ${STOP_MS / 1000} s of SIGTERM`);
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' | ').slice(-800);
}
