/** A child process with all it starts: bounded in time, ended as a whole. */
import { spawn } from 'node:child_process';
import { SETPRIV } from '../../platform/serving/replica.ts';

export interface Ended {
  code: number | null;
  /** The end of what it said. */
  said: string;
  isLate: boolean;
}

const KEPT_CHARACTERS = 20_000;
const GRACE_MS = 8_000;

/** Runs a program of this Node's; an abort ends it and its children. @throws the signal's reason */
export async function runChild(
  args: readonly string[],
  where: { cwd: string; env: NodeJS.ProcessEnv; limitMs: number; signal: AbortSignal },
): Promise<Ended> {
  where.signal.throwIfAborted();
  const command = [process.execPath, ...args];
  const [program = '', ...rest] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...command] : command;
  // A group of its own, so that its children can be reached when it is gone.
  const child = spawn(program, rest, {
    cwd: where.cwd,
    env: where.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-KEPT_CHARACTERS)));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  let isLate = false;
  let force: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(child.pid, 'SIGTERM');
    force ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const late = setTimeout(() => {
    isLate = true;
    end();
  }, where.limitMs);
  where.signal.addEventListener('abort', end, { once: true });
  try {
    const code = await closed;
    where.signal.throwIfAborted();
    return { code, said, isLate };
  } finally {
    clearTimeout(late);
    clearTimeout(force);
    where.signal.removeEventListener('abort', end);
    signalGroup(child.pid, 'SIGKILL');
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // They are gone.
  }
}
