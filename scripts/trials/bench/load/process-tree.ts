/** What a whole system costs: CPU by kind of process, those that ended included, how many were started, and memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpuMsIn } from './cpu.ts';

const SAMPLED_EVERY_MS = 100;
const MS_PER_TICK = 10;
/** Of what has ended before it was seen. */
const UNSEEN = 'unseen';
const UNKNOWN = 'rest';

interface Seen {
  kind: string;
  firstMs: number;
  lastMs: number;
}

interface Stat {
  pid: number;
  parent: number;
  cpuMs: number;
  /** Of its children that have ended. */
  endedMs: number;
}

/** Takes samples of a process and all below it, from its making until `stop`. */
export class ProcessTree {
  readonly #root: number;
  readonly #seen = new Map<number, Seen>();
  readonly #timer: NodeJS.Timeout;
  readonly #endedBefore: number;
  readonly #before: ReadonlySet<number>;

  constructor(root: number) {
    this.#root = root;
    this.#endedBefore = statOf(root)?.endedMs ?? 0;
    this.sample();
    this.#before = new Set(this.#seen.keys());
    this.#timer = setInterval(() => this.sample(), SAMPLED_EVERY_MS);
  }

  /** Looks at every process now. */
  sample(): void {
    for (const { pid, cpuMs } of treeOf(this.#root)) {
      const seen = this.#seen.get(pid);
      if (seen) {
        seen.lastMs = cpuMs;
        // Of what was seen between its fork and its exec, nothing was known yet.
        if (seen.kind === UNKNOWN) seen.kind = this.#kindOf(pid);
      }
      // What was there before counts from now on, a new one from its start.
      else this.#seen.set(pid, { kind: this.#kindOf(pid), firstMs: this.#before ? 0 : cpuMs, lastMs: cpuMs });
    }
  }

  /** CPU in ms since the beginning, by kind; what processes used between their last sample and their end is `unseen`. */
  cpuMs(): Record<string, number> {
    const sum: Record<string, number> = {};
    let endedSeen = 0;
    for (const [pid, { kind, firstMs, lastMs }] of this.#seen) {
      sum[kind] = (sum[kind] ?? 0) + lastMs - firstMs;
      if (!statOf(pid)) endedSeen += lastMs;
    }
    const ended = (statOf(this.#root)?.endedMs ?? 0) - this.#endedBefore;
    if (ended > endedSeen) sum[UNSEEN] = ended - endedSeen;
    return sum;
  }

  /** How many functions' processes were started since the beginning. */
  started(): number {
    return [...this.#seen].filter(([pid, { kind }]) => !this.#before.has(pid) && !SERVERS.has(kind)).length;
  }

  /** Memory of all processes in bytes, shared pages in parts (PSS); undefined where it cannot be read. */
  memory(): number | undefined {
    let sum = 0;
    for (const { pid } of treeOf(this.#root)) {
      const kb = /^Pss: +(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
      if (kb === undefined && statOf(pid)) return undefined;
      sum += Number(kb ?? 0) * 1_024;
    }
    return sum;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.sample();
  }

  #kindOf(pid: number): string {
    if (pid === this.#root) return 'gateway';
    const service = /(?:^|\0)K_SERVICE=([^\0]+)/.exec(textOf(`/proc/${pid}/environ`) ?? '')?.[1];
    // The Service of a shard has the shard's name behind the function's.
    if (service !== undefined) return service.replace(/-[a-z]+\d+$/, '');
    return PROGRAMS[(textOf(`/proc/${pid}/comm`) ?? '').trim()] ?? UNKNOWN;
  }
}

/** By the kernel's name of a process. */
const PROGRAMS: Record<string, string> = {
  mariadbd: 'mariadb',
  mysqld: 'mariadb',
  'redis-server': 'redis',
  'valkey-server': 'redis',
  'beam.smp': 'rabbitmq',
};
const SERVERS = new Set(['gateway', UNKNOWN, ...Object.values(PROGRAMS)]);

/** A process and all below it. */
function treeOf(root: number): Stat[] {
  const children = new Map<number, Stat[]>();
  let top: Stat | undefined;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (!stat) continue;
    if (stat.pid === root) top = stat;
    else children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  }
  const found = top ? [top] : [];
  // Grows while it is walked.
  for (const { pid } of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function statOf(pid: number): Stat | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; its parent has not heard of it yet.
  if (fields[0] === 'Z') return undefined;
  const endedMs = (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK;
  return { pid, parent: Number(fields[1]), cpuMs: cpuMsIn(text), endedMs };
}

/** Undefined when the process is gone, or is somebody else's. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
