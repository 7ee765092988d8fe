/** The system exactly as `npm start` runs it, in a process tree of its own, with servers of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SETPRIV } from '../../../platform/serving/replica.ts';
import { ofKind } from '../../../platform/spec/manifests.ts';
import { releasePort, takePort } from '../../../servers/ports.ts';
import { readRunning, type Running } from '../../../servers/running.ts';
import { keptSigningKey } from '../../../system/installation.ts';
import { type SignedInUser, signedInBuyers } from './buyers.ts';
import { type BenchRun, ROOT } from './bench-run.ts';

const HOST = '127.0.0.1';
const START_MS = 120_000;
const STOP_MS = 60_000;

/** A system that runs. */
export interface WholeSystem {
  /** The gateway's process; all others are below it. */
  pid: number;
  port: number;
  running: Running;
  /** So many people with tokens, the same ones each time, on all users shards. */
  buyers: () => Promise<SignedInUser[]>;
  stop(): Promise<void>;
}

/**
 * Starts it on a data folder, which is made when it is not there, with these options of Node's for the gateway's process.
 * @throws Error with what it said when it does not come up
 */
export async function startWholeSystem(
  run: BenchRun,
  dataDir: string,
  people: number,
  options: readonly string[] = [],
): Promise<WholeSystem> {
  const port = await takePort(HOST);
  const log = `${dataDir}.log`;
  const output = openSync(log, 'a', 0o600);
  const args = [...options, join(ROOT, 'scripts/start.ts'), '--port', String(port), '--data', dataDir];
  const command = [...(SETPRIV ? [SETPRIV, '--pdeathsig', 'TERM', '--'] : []), process.execPath, ...args];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(command[0] ?? '', command.slice(1), { cwd: ROOT, env, stdio: ['ignore', output, output] });
  closeSync(output);
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    releasePort(port);
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  try {
    await once(child, 'spawn');
    const running = await comesUp(dataDir, () => child.exitCode === null && child.signalCode === null, run.signal);
    const key = await keptSigningKey(dataDir);
    const plain = ofKind(run.manifests, 'ConfigMap', '').find(({ metadata }) => metadata.name === 'seatmesh');
    const { data = {} } = plain as { data?: Record<string, string> };
    const buyers = signedInBuyers({ key }, { ...data, JWKS: key.jwks }, people);
    return { pid: child.pid ?? 0, port, running, buyers, stop };
  } catch (error) {
    await stop();
    throw new Error(`npm start did not come up: ${readFileSync(log, 'utf8').trim().slice(-800)}`, { cause: error });
  }
}

async function comesUp(dataDir: string, lives: () => boolean, signal: AbortSignal): Promise<Running> {
  const giveUpAt = performance.now() + START_MS;
  while (lives() && performance.now() < giveUpAt) {
    signal.throwIfAborted();
    const running = await readRunning(dataDir);
    if (running) return running;
    await delay(100);
  }
  throw new Error('it has ended, or took too long');
}
