import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, realpath, rename, statfs, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { errorCode, Fault } from '../cli/fault.ts';

/** The passwords of one data folder's servers. */
export interface Secrets {
  readonly mysql: string;
  readonly redis: string;
  readonly amqp: string;
}

/** A data folder that is ours alone until it is released. */
export interface DataFolder {
  readonly path: string;
  readonly secrets: Secrets;
  release(): Promise<void>;
}

const password = (): string => randomBytes(18).toString('base64url');

/** What the three servers write at their first start, with some to spare. */
const neededBytes = 160 * 1024 * 1024;

/** Makes the folder where it is missing and takes it for this process. Throws a Fault when it cannot be used. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  try {
    await mkdir(join(path, 'log'), { recursive: true, mode: 0o700 });
    const real = await realpath(path);
    const lock = await takeLock(real);
    try {
      const disk = await statfs(real);
      if (disk.bavail * disk.bsize < neededBytes) throw diskFull(real);
      return { path: real, secrets: await readSecrets(real), release: () => close(lock) };
    } catch (error) {
      await close(lock);
      throw error;
    }
  } catch (error) {
    throw folderFault(path, error);
  }
}

/** The Fault of a disk without room. */
export function diskFull(path: string, because = ''): Fault {
  return new Fault(`The disk that holds ${path} is full${because}: free 200 MB there, or choose another data folder`);
}

/** What a failed file operation in the data folder means to the person at the terminal. */
export function folderFault(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof Fault || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path);
  const reasons: Record<string, string> = {
    EEXIST: 'it is a file',
    ENOTDIR: 'it is a file, or lies in one',
    // Also what Node makes of a read-only parent.
    ENOENT: 'it cannot be made there',
    EACCES: 'no permission to write there',
    EPERM: 'no permission to write there',
    EROFS: 'it is read-only',
  };
  const reason = reasons[code] ?? code;
  return new Fault(`The data folder ${path} cannot be used (${reason}): choose another one`, { cause: error });
}

/**
 * The lock is an abstract Unix socket: the kernel frees it with its holder, however that one ends, so there is no stale
 * lock. Whoever connects is told the holder's pid.
 */
async function takeLock(path: string): Promise<Server> {
  const name = `\0seatmesh-data-${createHash('sha256').update(path).digest('hex')}`;
  const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
  try {
    server.listen({ path: name });
    await once(server, 'listening');
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    const holder = await askHolder(name);
    throw new Fault(`${path} is in use by another run (pid ${holder}): stop that one, or choose another data folder`);
  }
  return server.unref();
}

async function askHolder(name: string): Promise<string> {
  const socket = connect({ path: name }).setTimeout(2000, () => socket.destroy());
  try {
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer || 'unknown';
  } catch {
    return 'unknown';
  }
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

async function readSecrets(path: string): Promise<Secrets> {
  const file = join(path, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault(`${file} is damaged: delete the data folder to begin anew`);
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const secrets: Secrets = { mysql: password(), redis: password(), amqp: password() };
  // Renamed into place, so that a full disk never leaves half a file behind.
  await writeFile(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}
