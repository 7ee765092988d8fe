/** The processes of one Service and the requests for it: activator, queue-proxy and autoscaler in one place. */
import { setTimeout as delay } from 'node:timers/promises';
import { clamp } from './autoscaler.ts';
import { CrashLoop } from './crash-loop.ts';
import { LastWork } from './last-work.ts';
import { type Cores, mean, type Circumstances, worthStarting } from './spare-cores.ts';
import { Replica, type ReplicaOptions, START_DEADLINE_MS } from './replica.ts';
import { Scaling } from './scaling.ts';
import type { ServiceSpec } from './service-spec.ts';
import { NoProcess, WaitingLine } from './waiting-line.ts';

/** How long requests may wait at full processes before more are started. */
const PRESSURE_MS = 100;
const SHORTEST_TICK_MS = 50;
const STARTING_CHECK_MS = 20;
/** Drains at the end of the run wait no longer than this for requests in flight. */
const STOP_WAIT_MS = 10_000;

type Log = (line: Record<string, unknown>) => void;

/** Starts, fills, scales and ends the processes of one Knative Service. */
export class ProcessPool {
  readonly spec: ServiceSpec;
  readonly work = new LastWork();
  readonly #log: Log;
  readonly #replicas = new Set<Replica>();
  readonly #line: WaitingLine<Replica>;
  readonly #scaling: Scaling;
  readonly #crashes: CrashLoop;
  readonly #limit: number;
  readonly #cores: Cores;
  #options: ReplicaOptions | undefined;
  #starting = 0;
  #ticker: NodeJS.Timeout | undefined;
  #pressure: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(spec: ServiceSpec, log: Log, cores: Cores, longestCrashWaitMs?: number) {
    this.spec = spec;
    this.#cores = cores;
    this.#crashes = new CrashLoop(longestCrashWaitMs);
    this.#log = log;
    this.#limit = spec.containerConcurrency || Infinity;
    this.#scaling = new Scaling(spec.scale);
    this.#line = new WaitingLine(START_DEADLINE_MS, () => this.#scaling.left());
  }

  /** Says how to start its processes and brings the Service to its min scale. Until then requests wait. */
  open(options: ReplicaOptions): void {
    this.#options = options;
    this.#growTo(this.#line.length > 0 ? this.spec.scale.activationScale : 0);
    this.#watchLoad();
  }

  /** From now on so many processes stand by, whatever is asked; fewer than before end when nobody has asked for a while. */
  keepAtLeast(count: number): void {
    this.spec.scale.minScale = count;
    if (this.#live() >= count) return;
    if (!this.#ticker) this.#watchLoad();
    this.#growTo(count);
  }

  /** A process with room for one more request; the caller gives it back by `release`. Waits while one starts, or throws NoProcess. */
  acquire(isTick = false): Replica | Promise<Replica> {
    const now = performance.now();
    const replica = this.#take();
    if (replica === undefined) {
      if (this.#stopped) throw new NoProcess('stopping', STOP_WAIT_MS);
      const waitMs = this.#live() === 0 ? this.#crashes.waitMs(now) : 0;
      if (waitMs > 0) throw new NoProcess('its process keeps failing', waitMs);
    }
    const got = replica ?? this.#line.join();
    if (!this.#ticker) this.#watchLoad();
    this.#scaling.came();
    if (!isTick) this.work.asked();
    if (replica === undefined) this.#callForMore();
    return got;
  }

  release(replica: Replica): void {
    this.#scaling.left();
    replica.finished();
    this.#serve();
  }

  /**
   * Replaces the running processes by new ones, for what they run has changed: the new ones first, then the old ones are drained as at
   * scale-down. A Service at zero has nothing to replace.
   * @param env in place of what processes were started with so far; those that come later have it, too
   * @returns false when a new one does not come up: then the old ones stay
   */
  async renew(env?: Record<string, string>): Promise<boolean> {
    if (env && this.#options) this.#options = { ...this.#options, env };
    // Those that are starting may have read either.
    while (this.#starting > 0) await delay(STARTING_CHECK_MS);
    const old = this.#ready();
    const options = this.#options;
    if (this.#stopped || !options) return true;
    const came = await Promise.all(old.map(() => this.#start(options)));
    if (came.includes(false)) return false;
    for (const replica of old) {
      this.#log({ msg: 'replaced', service: this.spec.name, pid: replica.pid });
      void replica.stop(this.spec.timeoutMs);
    }
    return true;
  }

  /** Whether processes that take nothing new are still at what they had. */
  get isDraining(): boolean {
    return [...this.#replicas].some(({ state }) => state === 'draining');
  }

  get pids(): number[] {
    return [...this.#replicas].map((replica) => replica.pid);
  }

  /** At rest: no request, and exactly as many processes as its min scale. */
  get idle(): boolean {
    return this.#scaling.requests === 0 && this.#starting === 0 && this.#replicas.size === this.spec.scale.minScale;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#pressure);
    this.#line.refuseAll(new NoProcess('stopping', STOP_WAIT_MS));
    await Promise.all([...this.#replicas].map((replica) => replica.stop(Math.min(STOP_WAIT_MS, this.spec.timeoutMs))));
  }

  /** The ready process with the fewest requests, if it has room. */
  #take(): Replica | undefined {
    let best: Replica | undefined;
    for (const replica of this.#replicas)
      if (replica.state === 'ready' && replica.inFlight < this.#limit && (!best || replica.inFlight < best.inFlight))
        best = replica;
    if (best) best.inFlight += 1;
    return best;
  }

  #serve(): void {
    if (this.#line.length === 0) return;
    this.#line.serve(() => this.#take());
    if (this.#line.length > 0) this.#callForMore();
  }

  #ready(): Replica[] {
    return [...this.#replicas].filter(({ state }) => state === 'ready');
  }

  /** Processes that take requests or soon will. */
  #live(): number {
    return this.#ready().length + this.#starting;
  }

  // From zero at once. Requests that wait at full processes do not wait for the next tick either; doubling keeps a burst
  // from starting more than it needs.
  #callForMore(): void {
    if (this.#live() === 0) this.#growTo(this.spec.scale.activationScale);
    if (this.#pressure || this.#starting > 0) return;
    this.#pressure = setTimeout(() => {
      this.#pressure = undefined;
      if (this.#line.length === 0 || this.#starting > 0) return;
      const now = performance.now();
      const wanted = worthStarting(this.#scaling.wanted(this.#live(), now), this.#circumstances(now));
      this.#growTo(Math.min(wanted, Math.max(1, this.#live() * 2)));
    }, PRESSURE_MS).unref();
    // The first look at how busy all are: the one at the end of the wait tells.
    this.#circumstances(performance.now());
  }

  #circumstances(now: number): Circumstances {
    const ready = this.#ready();
    return {
      live: ready.length + this.#starting,
      starting: this.#starting,
      waiting: this.#line.length,
      busy: mean(ready.map(({ busyness }) => busyness.at(now))),
      spareCores: this.#cores.spareCores(now),
      cores: this.#cores.count,
    };
  }

  // At zero there is nothing to look at until somebody asks.
  #watchLoad(): void {
    if (this.#stopped || !this.#options) return;
    this.#scaling.beginAnew();
    this.#ticker = setInterval(() => this.#tick(), Math.max(this.#scaling.everyMs, SHORTEST_TICK_MS)).unref();
  }

  #tick(): void {
    const now = performance.now();
    const live = this.#live();
    if (live === 0 && this.#line.length === 0 && this.spec.scale.minScale === 0) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      return;
    }
    const desired = this.#scaling.tick(live, now);
    if (desired > live) this.#growTo(worthStarting(desired, this.#circumstances(now)));
    else this.#shrinkTo(desired);
  }

  #growTo(desired: number): void {
    if (this.#stopped || !this.#options || this.#crashes.waitMs(performance.now()) > 0) return;
    for (let missing = clamp(desired, this.spec.scale) - this.#live(); missing > 0; missing -= 1)
      void this.#start(this.#options);
  }

  // The emptiest go first: they are the soonest done.
  #shrinkTo(desired: number): void {
    if (this.#starting > 0) return;
    const ready = this.#ready().toSorted((a, b) => a.inFlight - b.inFlight);
    for (const replica of ready.slice(0, Math.max(0, ready.length - desired))) {
      this.#log({ msg: 'scaled down', service: this.spec.name, pid: replica.pid });
      void replica.stop(this.spec.timeoutMs);
    }
  }

  /** @returns whether it came up */
  async #start(options: ReplicaOptions): Promise<boolean> {
    this.#starts(1);
    const from = performance.now();
    let replica: Replica | undefined;
    try {
      replica = await Replica.spawn(options);
      this.#watch(replica);
      if (this.#stopped) await replica.stop(0);
      await replica.ready(options.readyPath);
      this.#starts(-1);
      const ms = Math.round(performance.now() - from);
      this.#log({ msg: 'started', service: this.spec.name, pid: replica.pid, ms });
      this.#serve();
      return true;
    } catch (error) {
      this.#starts(-1);
      this.#failed((error as Error).message, replica);
      return false;
    }
  }

  #starts(by: 1 | -1): void {
    this.#starting += by;
    this.#cores.starting += by;
  }

  #watch(replica: Replica): void {
    this.#replicas.add(replica);
    void replica.exited.then((reason) => {
      this.#replicas.delete(replica);
      if (this.#replicas.size === 0) this.work.ended(performance.now());
      if (replica.readyAt > 0 && !replica.stopping) this.#failed(reason, replica);
    });
  }

  #failed(reason: string, replica: Replica | undefined): void {
    if (this.#stopped) return;
    const now = performance.now();
    const { waitMs, isNews } = this.#crashes.failed(reason, replica?.readyAt ? now - replica.readyAt : 0, now);
    if (isNews) {
      const { pid, lastLines: last } = replica ?? {};
      this.#log({ msg: 'process failed', level: 'error', service: this.spec.name, pid, reason, last });
    }
    if (this.#live() > 0 || this.#line.length === 0) return;
    if (waitMs > 0) this.#line.refuseAll(new NoProcess(`its process keeps failing: ${reason}`, waitMs));
    else this.#growTo(this.spec.scale.activationScale);
  }
}
