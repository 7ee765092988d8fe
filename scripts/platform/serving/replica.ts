/** One process of a Service: what a pod is on the cluster. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readLines } from './lines.ts';
import { releasePort, takePort } from '../../servers/ports.ts';
import { Busyness } from './spare-cores.ts';
import { isUp } from './probe.ts';
import { Upstream } from './upstream.ts';

/** Everything a process needs to be started. */
export interface ReplicaOptions {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Waited for before the process is started. */
  prepare?: () => Promise<void>;
  readyPath: string | undefined;
  onLine: (stream: 'stdout' | 'stderr', line: string, pid: number) => void;
}

export const HOST = '127.0.0.1';
const PROBE_EVERY_MS = 5;
/** A process that is not ready by then is killed. */
export const START_DEADLINE_MS = 30_000;
/** Between SIGTERM and SIGKILL: time to flush an outbox and close pools. */
const TERMINATION_GRACE_MS = 10_000;
const KEPT_LINES = 8;

/** Ends a process with its parent even when that is killed (util-linux; part of every Debian and Ubuntu). */
export const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/** A running process, its connections, and how many requests it has. */
export class Replica {
  readonly upstream: Upstream;
  readonly port: number;
  readonly pid: number;
  readonly busyness: Busyness;
  readonly exited: Promise<string>;
  readonly lastLines: string[] = [];
  state: 'starting' | 'ready' | 'draining' | 'gone' = 'starting';
  inFlight = 0;
  /** How many of those in flight are streams, which end only when the process is told to. */
  streams = 0;
  readyAt = 0;
  /** True once this runner asked it to end: then its exit is no failure. */
  stopping = false;
  #child: ChildProcess;
  #drained: (() => void) | undefined;

  private constructor(child: ChildProcess, port: number, options: ReplicaOptions) {
    this.#child = child;
    this.port = port;
    this.upstream = new Upstream(`http://${HOST}:${port}`);
    this.pid = child.pid ?? 0;
    this.busyness = new Busyness(this.pid);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.exited = promise;
    child.once('error', (error) => this.#ended(`cannot run ${options.file}: ${error.message}`, resolve));
    child.once('exit', (code, signal) => this.#ended(signal ? `ended by ${signal}` : `exited with ${code}`, resolve));
    for (const stream of ['stdout', 'stderr'] as const)
      readLines(child[stream], (line) => {
        this.lastLines.push(line);
        if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
        options.onLine(stream, line, this.pid);
      });
  }

  static async spawn(options: ReplicaOptions): Promise<Replica> {
    await options.prepare?.();
    const port = await takePort(HOST);
    const [file, args] = SETPRIV
      ? [SETPRIV, ['--pdeathsig', 'KILL', '--', options.file, ...options.args]]
      : [options.file, options.args];
    const env = { ...options.env, PORT: String(port), HOST };
    return new Replica(spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }), port, options);
  }

  /** Resolves when the process answers its readiness probe; throws the reason when it never will. */
  async ready(readyPath: string | undefined): Promise<void> {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (this.state === 'starting') {
      if (await isUp(HOST, this.port, readyPath)) {
        if (this.state !== 'starting') break;
        this.state = 'ready';
        this.readyAt = performance.now();
        return;
      }
      if (performance.now() > deadline) {
        this.kill();
        throw new Error(`not ready after ${START_DEADLINE_MS / 1000} s`);
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    throw new Error(this.state === 'gone' ? await this.exited : 'stopped while it started');
  }

  /** Takes a request out of the process's count. */
  finished(): void {
    this.inFlight -= 1;
    if (this.inFlight <= this.streams) this.#drained?.();
  }

  /** Gives it no new request, waits for those in flight (bounded), then ends it: SIGTERM, and SIGKILL after a while. */
  async stop(waitMs: number): Promise<void> {
    if (this.state === 'gone') return;
    this.state = 'draining';
    this.stopping = true;
    if (this.inFlight > this.streams)
      await within(waitMs, new Promise<void>((resolve) => (this.#drained = resolve)), this.exited);
    // Those in use have streams, whose last word is yet to come.
    this.upstream.closeIdle();
    this.#child.kill('SIGTERM');
    await within(TERMINATION_GRACE_MS, this.exited);
    this.kill();
    await this.exited;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #ended(reason: string, resolve: (reason: string) => void): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    this.upstream.destroy();
    releasePort(this.port);
    resolve(reason);
  }
}

async function within(ms: number, ...promises: Promise<unknown>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, ...promises]);
  clearTimeout(timer);
}
