import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnixAccount } from './unix-account.ts';
import { errorCode } from '../cli/fault.ts';

/** What to run, and where: `folder` holds the record of its pid and is where it runs. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly log: string;
  /** Whom it runs as; default: who we are. */
  readonly account?: UnixAccount | undefined;
  /** util-linux's setpriv, where the machine has it. */
  readonly setpriv: string | undefined;
}

/** A started server process. */
export interface Launched {
  readonly pid: number;
  /** Why it ended, once it has. */
  readonly ended: Promise<string>;
  /** Stops it, by force after the bound; may be called again. */
  stop(graceMs: number): Promise<void>;
}

/** Starts a process that gets SIGTERM from the kernel when ours dies, and that a later run can find by its record. */
export async function launch(command: ServerCommand): Promise<Launched> {
  const { program, args, folder, log, setpriv, account } = command;
  const output = openSync(log, 'a', 0o600);
  try {
    const own = setpriv === undefined ? [program, ...args] : [setpriv, '--pdeathsig', 'TERM', program, ...args];
    // Its own process group: a Ctrl-C in the terminal is for us alone, and we stop the servers last.
    const child = spawn(own[0] ?? program, own.slice(1), {
      cwd: folder,
      detached: true,
      env: command.env ?? process.env,
      stdio: ['ignore', output, output],
      // Supplementary groups are dropped with them.
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    const ended = once(child, 'exit').then(([code, signal]) => `exit ${String(code ?? signal)}`);
    ended.catch(() => {});
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const record = join(folder, 'pid.json');
    // The folder may be the server's: not through a link that it has put there.
    rmSync(record, { force: true });
    writeFileSync(record, JSON.stringify({ pid, startedAt: startTime(pid) }), { mode: 0o600, flag: 'wx' });
    return { pid, ended, stop: (graceMs) => stopChild(child, ended, record, graceMs) };
  } finally {
    closeSync(output);
  }
}

async function stopChild(child: ChildProcess, ended: Promise<string>, record: string, graceMs: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
  }
  rmSync(record, { force: true });
}

/**
 * Ends what an earlier run left in this folder, for instance after a kill -9. A pid is touched only if it has the recorded
 * start time and works inside the folder: it may be somebody else's by now.
 */
export async function stopLeftover(folder: string, graceMs: number): Promise<void> {
  const record = join(folder, 'pid.json');
  let left: { pid: number; startedAt: string };
  try {
    left = JSON.parse(readFileSync(record, 'utf8')) as typeof left;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return;
    throw error;
  }
  const alive = (): boolean => startTime(left.pid) === left.startedAt && worksIn(left.pid, folder);
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5000],
  ] as const) {
    if (!alive()) break;
    process.kill(left.pid, signal);
    const giveUpAt = Date.now() + waitMs;
    // Not our child, so there is no exit event to wait for.
    while (alive() && Date.now() < giveUpAt) await delay(20 + Math.random() * 20);
  }
  rmSync(record, { force: true });
}

/** When a process started: field 22 of /proc/<pid>/stat; undefined for one that has ended, a zombie included. */
export function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}${sep}`.startsWith(`${folder}${sep}`);
  } catch {
    return false;
  }
}
