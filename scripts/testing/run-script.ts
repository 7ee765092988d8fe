/** Runs a script as a person would: a process of its own, with a clean environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A script that runs, or has run. */
export interface ScriptRun {
  child: ChildProcess;
  /** What it has said so far. */
  said: { output: string; errors: string };
  /** Resolves at its end. */
  ended: Promise<{ code: number | null; output: string; errors: string }>;
}

const ROOT = join(import.meta.dirname, '../..');
/** Variables that tell scripts which servers to use; a test gives its own. */
const SERVERS = /^(MYSQL_|REDIS_URL$|AMQP_URL$)/;

/** Starts scripts/<name>.ts. @param root of which project; this one, unless it is a copy */
export function startScript(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
  root = ROOT,
): ScriptRun {
  const inherited = Object.entries(process.env).filter(([variable]) => !SERVERS.test(variable));
  const child = spawn(process.execPath, [join(root, 'scripts', `${name}.ts`), ...args], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => (said.output += String(chunk)));
  child.stderr.on('data', (chunk) => (said.errors += String(chunk)));
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ScriptRun['ended']>>();
  child.once('error', reject);
  child.once('close', (code) => resolve({ code, ...said }));
  return { child, said, ended: promise };
}

/** Runs scripts/<name>.ts to its end. */
export function runScript(name: string, args: readonly string[], env: Record<string, string> = {}): ScriptRun['ended'] {
  return startScript(name, args, env).ended;
}
