/** Looks at the system on this machine: its databases and its log. What does not answer is said, and holds up nothing else. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, Fault } from '../../cli/fault.ts';
import { readRunning, type Running } from '../../servers/running.ts';
import { askForQueues } from '../../system/control.ts';
import type { Options } from './options.ts';
import { lookAtShards } from './look-at-shards.ts';
import { trafficIn } from './request-rates.ts';
import type { QueueState, SystemState } from './status-screen.ts';

/** Of a log's end: more lines than a minute has. */
const LOG_BYTES = 16 * 1024 * 1024;
const SECONDS = 60;

/** The system on this machine. @throws Fault when none runs there */
export async function gatherHere({ dataDir }: Options): Promise<SystemState> {
  const running = await readRunning(dataDir);
  if (!running)
    throw new Fault(`no system runs on ${dataDir}: name its data folder with --data, or a cluster with --cluster`);
  const at = new Date();
  const { lines, why: noLog } = await endOf(join(dataDir, 'log/functions.log'));
  const { shards, unseen } = await lookAtShards({ dataDir, as: 'functions', env: process.env });
  const traffic = trafficIn(lines, at, SECONDS);
  const { queues, why } = await queuesHere(running);
  if (why !== undefined) unseen.unshift(`queues: ${why}`);
  if (noLog !== undefined) unseen.unshift(`log: ${noLog}`);
  return { place: running.gatewayUrl, at, services: [], unready: [], traffic, shards, queues, unseen };
}

/** The running system knows which queues are its own. */
async function queuesHere({ control }: Running): Promise<{ queues: QueueState[]; why?: string }> {
  if (!control) return { queues: [], why: 'the running system does not say; it is of an earlier release' };
  try {
    return { queues: await askForQueues(control) };
  } catch (error) {
    return { queues: [], why: (error as Error).message };
  }
}

/** The lines at the end of a file; none where there is no file yet. */
async function endOf(file: string): Promise<{ lines: string[]; why?: string }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const length = Math.min(size, LOG_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { lines: buffer.toString().split('\n') };
  } catch (error) {
    return { lines: [], ...(errorCode(error) !== 'ENOENT' && { why: (error as Error).message }) };
  }
}
