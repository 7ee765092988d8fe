import { readFile, realpath, rename, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type UnixAccount, accountFor } from './unix-account.ts';
import { type DataFolder, diskFull, folderFault } from './data-folder.ts';
import { errorCode, Fault } from '../cli/fault.ts';
import { findProgram, type Machine } from './machine.ts';
import { takePort } from './ports.ts';
import { type ServerCommand, launch, type Launched, stopLeftover } from './process.ts';
import { serverFolder } from './server-folder.ts';

/** Thrown by a plan whose preparation failed; the server's log has the reason. */
export class NotPrepared extends Error {
  override readonly name = 'NotPrepared';
}

/** Where and how servers are started. */
export interface Setting {
  readonly data: DataFolder;
  readonly machine: Machine;
  readonly throwaway: boolean;
  readonly signal: AbortSignal;
}

/** One server, as far as starting it goes. */
export interface ServerPlan {
  readonly name: string;
  readonly title: string;
  /** Started by root it runs as the first of these accounts that the machine has, else as nobody. */
  readonly accounts: readonly string[];
  /** Writes the settings for this port and says what to run. What it makes in the folder is the account's, if there is one. */
  prepare(
    folder: string,
    port: number,
    account?: UnixAccount,
  ): Promise<Pick<ServerCommand, 'program' | 'args' | 'env'>>;
  /** Resolves when the server has answered a real request. */
  ready(port: number): Promise<void>;
  /** How long it may take to come up (a recovery after a crash included) and to stop; 0 kills at once. */
  readonly readyLimitMs: number;
  readonly stopLimitMs: number;
}

/** A server that answers. */
export interface RunningServer {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** One line that says so when it ended, whether or not it was stopped. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const portTries = 5;
/** Less than this after a failed start is taken for its cause: InnoDB's first files are about as large. */
const fullDiskBytes = 96 * 1024 * 1024;
const keepLogBytes = 8 * 1024 * 1024;

/** Starts a server on a free loopback port and waits until it answers. Throws a Fault when it does not come up. */
export async function serve(plan: ServerPlan, setting: Setting): Promise<RunningServer> {
  const account = accountFor(setting.machine, plan.accounts);
  const log = join(setting.data.path, 'log', `${plan.name}.log`);
  try {
    const left = await realpath(join(setting.data.path, plan.name)).catch(() => undefined);
    if (left !== undefined) await stopLeftover(left, 30_000);
    const folder = await serverFolder(setting.data.path, plan.name, account);
    for (let tries = 1; ; tries += 1) {
      setting.signal.throwIfAborted();
      const logFrom = await rotate(log);
      const outcome = await attempt(plan, { folder, log, account }, setting);
      if (typeof outcome !== 'string') return outcome;
      setting.signal.throwIfAborted();
      const said = (await readFile(log, 'utf8')).slice(logFrom);
      // Somebody took the port between our look and the server's.
      if (tries < portTries && /address already in use|eaddrinuse/i.test(said)) continue;
      throw await explain(plan, outcome, said, log, setting.data.path);
    }
  } catch (error) {
    throw folderFault(setting.data.path, error);
  }
}

interface Place {
  folder: string;
  log: string;
  account: UnixAccount | undefined;
}

/** Tries one port. Resolves to the server, or to what went wrong, with nothing left running. */
async function attempt(plan: ServerPlan, place: Place, setting: Setting): Promise<RunningServer | string> {
  const { folder, log, account } = place;
  const port = await takePort('127.0.0.1');
  let command: Awaited<ReturnType<ServerPlan['prepare']>>;
  try {
    command = await plan.prepare(folder, port, account);
  } catch (error) {
    if (error instanceof NotPrepared) return error.message;
    throw error;
  }
  const setpriv = findProgram(setting.machine, 'setpriv');
  const launched = await launch({ ...command, folder, log, setpriv, account });
  const stop = (): Promise<void> => launched.stop(plan.stopLimitMs);
  const problem = await comeUp(plan, launched, port, setting.signal);
  if (problem === undefined) {
    const ended = launched.ended.catch(String).then((reason) => `${plan.title} ended (${reason}; its log: ${log})`);
    return { name: plan.name, pid: launched.pid, port, ended, stop };
  }
  await stop();
  return problem;
}

/** Resolves to undefined once the server answers, or to what went wrong. */
async function comeUp(
  plan: ServerPlan,
  launched: Launched,
  port: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const limit = AbortSignal.any([over.signal, signal, AbortSignal.timeout(plan.readyLimitMs)]);
  const ended = launched.ended.catch(String).then((reason) => {
    over.abort();
    return reason;
  });
  let last = '';
  while (!limit.aborted) {
    try {
      await plan.ready(port);
      return undefined;
    } catch (error) {
      last = errorCode(error) ?? String(error);
    }
    await delay(20 + Math.random() * 20, undefined, { signal: limit }).catch(() => {});
  }
  if (over.signal.aborted) return await ended;
  return `no answer within ${plan.readyLimitMs / 1000} s, ${last}`;
}

async function explain(plan: ServerPlan, problem: string, said: string, log: string, path: string): Promise<Fault> {
  // Not every server says so: InnoDB, for one, only says that it cannot.
  const disk = await statfs(path);
  const full = disk.bavail * disk.bsize < fullDiskBytes;
  if (full || /no space left on device|enospc|errno: 28|errcode: 28|disk.{0,20}\bfull\b/i.test(said)) {
    return diskFull(path, ` (${plan.title} did not start, see ${log})`);
  }
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => /error|fatal|fail|denied|can't|cannot|not found/i.test(line));
  const last = (telling.length > 0 ? telling : lines).slice(-3).join(' | ').slice(0, 500);
  return new Fault(`${plan.title} did not start (${problem}): ${last || 'it said nothing'}; its log: ${log}`);
}

/** Where this start's part of the log begins; a log that has grown large is put aside first. */
async function rotate(log: string): Promise<number> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size < keepLogBytes) return (await readFile(log, 'utf8').catch(() => '')).length;
  await rename(log, `${log}.1`);
  return 0;
}
