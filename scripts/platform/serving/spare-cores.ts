/**
 * Whether one more process could do work sooner than those that run. A cluster has room for the pods that its autoscaler wants; on one
 * machine they share the cores with each other, with the databases and with the edge, and a process more only makes all of them wait.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** A process that is at work for less than this share of the time has no work that waits for it. */
export const BUSY = 0.7;
/** A core that stands idle for half of the time is worth a process. */
const WORTHWHILE_CORES = 0.5;

/** What was seen of a Service and its machine. */
export interface Circumstances {
  /** Processes that run or start. */
  live: number;
  starting: number;
  /** Requests that wait since every process has as many as it is given at once. */
  waiting: number;
  /** How busy its processes were, on average: 1 is always. Undefined: not looked at for long enough. */
  busy: number | undefined;
  /** Cores that stood idle, less one for each process that starts. Undefined as above. */
  spareCores: number | undefined;
  cores: number;
}

/**
 * How many of the wanted processes are worth starting. Requests that wait at processes that are not busy wait for the bound of these,
 * containerConcurrency, and another process takes them at once. Where processes are busy they are bounded by their cores: another
 * one helps if a core is idle, and no Service gets more of those than there are cores. The scale of a Service without a process is no
 * matter of this: somebody has to do the work.
 */
export function worthStarting(
  wanted: number,
  { live, starting, waiting, busy, spareCores, cores }: Circumstances,
): number {
  if (live === 0 || wanted <= live) return wanted;
  // What one that starts changes is not known yet.
  if (starting > 0 || busy === undefined) return live;
  if (busy < BUSY) return waiting > 0 ? wanted : live;
  if (spareCores === undefined) return live;
  const room = Math.max(0, Math.floor(spareCores + 1 - WORTHWHILE_CORES));
  return Math.min(wanted, Math.max(live, Math.min(live + room, cores)));
}

/** At least so long is looked at, and at most about twice as long as the second. */
const SHORTEST_LOOK_MS = 50;
const LOOK_MS = 1000;

/** How fast a counter grows of late, from looks at it whenever somebody wants to know. */
export class Rate {
  readonly #count: () => number | undefined;
  #from: { at: number; count: number } | undefined;
  #next: { at: number; count: number } | undefined;

  constructor(count: () => number | undefined) {
    this.#count = count;
  }

  /** Per ms; undefined when nobody has looked for so long that it would tell of another time, or cannot be known. */
  at(at: number): number | undefined {
    const count = this.#count();
    if (count === undefined) return undefined;
    const look = { at, count };
    this.#next ??= look;
    if (at - this.#next.at >= LOOK_MS) [this.#from, this.#next] = [this.#next, look];
    if (!this.#from || at - this.#from.at > 3 * LOOK_MS) this.#from = this.#next;
    const lengthMs = at - this.#from.at;
    return lengthMs < SHORTEST_LOOK_MS ? undefined : (count - this.#from.count) / lengthMs;
  }
}

/** The cores of this machine, what is left of them, and how busy processes are, as Linux counts it. */
export class Cores {
  readonly count = availableParallelism();
  /** Processes that start, of all Services. */
  starting = 0;
  readonly #idle = new Rate(idleMs);

  /** @returns undefined until it has been looked at for a moment; a core for every process that starts is taken off */
  spareCores(at: number): number | undefined {
    const idle = this.#idle.at(at);
    return idle === undefined ? undefined : Math.min(idle, this.count) - this.starting;
  }
}

/**
 * How busy a process is. Its event loop runs in its first thread: the time that this runs, or is ready to run and waits for a core, is
 * time in which events wait, so 1 says that their delay grows. Other threads (hashes, compression) only run.
 */
export class Busyness {
  readonly #loop: Rate;
  readonly #all: Rate;

  constructor(pid: number) {
    this.#loop = new Rate(() => loopMs(pid));
    this.#all = new Rate(() => cpuMs(pid));
  }

  at(at: number): number | undefined {
    const [loop, all] = [this.#loop.at(at), this.#all.at(at)];
    // Where neither is counted (no /proc), a process is taken for busy: then idle cores, and their number, decide.
    if (loop === undefined && all === undefined) return HAS_PROC ? undefined : 1;
    return Math.max(loop ?? 0, all ?? 0);
  }
}

/** Undefined when one is not known, or there is none. */
export function mean(shares: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const share of shares) {
    if (share === undefined) return undefined;
    sum += share;
  }
  return shares.length === 0 ? undefined : sum / shares.length;
}

/** Linux counts these times in hundredths of a second, whatever its own clock is (USER_HZ). */
const TICK_MS = 10;
const NS_PER_MS = 1e6;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

const HAS_PROC = read('/proc/stat') !== undefined;

/** Idle time of all cores since the start: also what is idle while a disk is waited for. */
function idleMs(): number {
  const [, , , , idle, iowait] = read('/proc/stat')?.split('\n', 1)[0]?.split(/ +/) ?? [];
  if (idle === undefined) return cpus().reduce((sum, { times }) => sum + times.idle, 0);
  return (Number(idle) + Number(iowait)) * TICK_MS;
}

/** The first thread of a process: the time it ran, and the time it was ready to run. */
function loopMs(pid: number): number | undefined {
  const [ran, waited] = read(`/proc/${pid}/task/${pid}/schedstat`)?.split(' ') ?? [];
  return ran === undefined || waited === undefined ? undefined : (Number(ran) + Number(waited)) / NS_PER_MS;
}

/** All threads of a process: user and system time (proc(5): fields 14 and 15, counted after the name, which may hold anything). */
function cpuMs(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const [user, system] =
    stat
      ?.slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13) ?? [];
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) * TICK_MS;
}
