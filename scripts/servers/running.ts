/**
 * Where the running system is. `npm start` writes it into its data folder, so that other scripts need no flags. It holds
 * passwords: only its owner can read it.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../cli/fault.ts';
import { startTime } from './process.ts';

const Running = z.object({
  pid: z.number().int().positive(),
  /** The process's start by the kernel's clock: the pid may be somebody else's by now. */
  startedAt: z.string(),
  gatewayUrl: z.url(),
  /** The broker's ingress: events are POSTed there. */
  ingressUrl: z.url(),
  mysqlUrl: z.url(),
  redisUrl: z.url(),
  amqpUrl: z.url(),
  /** Each shard's database, by the account that functions use. */
  databases: z.record(z.string(), z.url()),
  /** The same by the account that may change tables, where that is another. */
  ownerDatabases: z.record(z.string(), z.url()).optional(),
  /** Its own shard map of events, where slots were moved; else that of the manifests. */
  eventsMap: z.string().optional(),
  /** Where it is asked to run by another one, and with which word. */
  control: z.object({ url: z.url(), word: z.string() }).optional(),
});
/** A running system. */
export type Running = z.output<typeof Running>;

const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

/** The system that runs on a data folder; undefined when there is none, also when its file was left behind. */
export async function readRunning(dataDir: string): Promise<Running | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(dataDir), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
  const read = Running.safeParse(orUndefined(text));
  return read.success && startTime(read.data.pid) === read.data.startedAt ? read.data : undefined;
}

/** Notes that this process runs the system. */
export async function writeRunning(dataDir: string, where: Omit<Running, 'pid' | 'startedAt'>): Promise<void> {
  const running: Running = { pid: process.pid, startedAt: startTime(process.pid) ?? '', ...where };
  const draft = `${fileIn(dataDir)}.new`;
  await rm(draft, { force: true });
  // Renamed into place: whoever reads it sees all of it or nothing.
  await writeFile(draft, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileIn(dataDir));
}

/** Takes the note back. */
export async function removeRunning(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

function orUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
