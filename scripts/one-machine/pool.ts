/** The processes of one Service and the requests that wait for one: activator, queue-proxy and autoscaler in one place. */
import { clamp, ConcurrencyMeter, decide } from './autoscaler.ts';
import { Replica, type ReplicaOptions, START_DEADLINE_MS } from './replica.ts';
import type { ServiceSpec } from './service-spec.ts';

type Log = (line: Record<string, unknown>) => void;

/** Why a request gets no process. `retryAfterS` is what the caller is told. */
export class NoProcess extends Error {
  readonly retryAfterS: number;
  constructor(reason: string, retryAfterMs: number) {
    super(reason);
    this.retryAfterS = Math.max(1, Math.ceil(retryAfterMs / 1000));
  }
}

interface Waiter {
  resolve: (replica: Replica) => void;
  reject: (error: NoProcess) => void;
  timer: NodeJS.Timeout;
}

/** As many requests as Knative's activator lets wait for one revision. */
const LONGEST_QUEUE = 10_000;
/** How long requests may wait at full processes before more are started. */
const PRESSURE_MS = 100;
const SHORTEST_TICK_MS = 50;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A process that lived this long was no failed start. */
const HEALTHY_MS = 10_000;
/** Drains at the end of the run wait no longer than this for requests in flight. */
const STOP_WAIT_MS = 10_000;

/** Starts, fills, scales and ends the processes of one Knative Service. */
export class Pool {
  readonly spec: ServiceSpec;
  #options: ReplicaOptions | undefined;
  readonly #log: Log;
  readonly #replicas = new Set<Replica>();
  #starting = 0;
  readonly #waiting = new Set<Waiter>();
  readonly #meter: ConcurrencyMeter;
  readonly #limit: number;
  #panicking = false;
  #wanted: { at: number; desired: number }[] = [];
  #failures = 0;
  #lastReason = '';
  #blockedUntil = 0;
  #ticker: NodeJS.Timeout | undefined;
  #pressure: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(spec: ServiceSpec, log: Log) {
    this.spec = spec;
    this.#log = log;
    this.#limit = spec.containerConcurrency || Infinity;
    this.#meter = new ConcurrencyMeter(spec.scale.windowMs, performance.now());
  }

  /** Says how to start its processes and brings the Service to its min scale. Until then requests wait. */
  open(options: ReplicaOptions): void {
    this.#options = options;
    this.#ticker = setInterval(() => this.#tick(), Math.max(this.#meter.bucketMs, SHORTEST_TICK_MS)).unref();
    this.#growTo(this.#waiting.size > 0 ? this.spec.scale.activationScale : 0);
  }

  /** A process with room for one more request; the caller gives it back by `release`. Waits while one starts. */
  acquire(): Replica | Promise<Replica> {
    const now = performance.now();
    const replica = this.#leastLoaded();
    if (replica) {
      this.#meter.change(1, now);
      replica.inFlight += 1;
      return replica;
    }
    if (this.#stopped) throw new NoProcess('stopping', 1000);
    if (this.#waiting.size >= LONGEST_QUEUE) throw new NoProcess('too many requests wait', 1000);
    if (this.#live() === 0 && this.#blockedUntil > now)
      throw new NoProcess('its process keeps failing', this.#blockedUntil - now);
    this.#meter.change(1, now);
    return this.#wait();
  }

  release(replica: Replica): void {
    this.#meter.change(-1, performance.now());
    replica.finished();
    this.#serveWaiting();
  }

  get pids(): number[] {
    return [...this.#replicas].map((replica) => replica.pid);
  }

  /** At rest: no request, and exactly as many processes as its min scale. */
  get idle(): boolean {
    return this.#meter.now === 0 && this.#starting === 0 && this.#replicas.size === this.spec.scale.minScale;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#pressure);
    this.#refuseAll(new NoProcess('stopping', 1000));
    await Promise.all([...this.#replicas].map((replica) => replica.stop(Math.min(STOP_WAIT_MS, this.spec.timeoutMs))));
  }

  #wait(): Promise<Replica> {
    const { promise, resolve, reject } = Promise.withResolvers<Replica>();
    const timer = setTimeout(() => this.#refuse(waiter, new NoProcess('no process in time', 1000)), START_DEADLINE_MS);
    const waiter = { resolve, reject, timer };
    this.#waiting.add(waiter);
    if (this.#live() === 0) this.#growTo(this.spec.scale.activationScale);
    else this.#feelPressure();
    return promise;
  }

  #leastLoaded(): Replica | undefined {
    let best: Replica | undefined;
    for (const replica of this.#replicas)
      if (replica.state === 'ready' && replica.inFlight < this.#limit && (!best || replica.inFlight < best.inFlight))
        best = replica;
    return best;
  }

  #serveWaiting(): void {
    for (const waiter of this.#waiting) {
      const replica = this.#leastLoaded();
      if (!replica) break;
      this.#waiting.delete(waiter);
      clearTimeout(waiter.timer);
      replica.inFlight += 1;
      waiter.resolve(replica);
    }
    if (this.#waiting.size > 0) this.#feelPressure();
  }

  #refuse(waiter: Waiter, error: NoProcess): void {
    if (!this.#waiting.delete(waiter)) return;
    clearTimeout(waiter.timer);
    this.#meter.change(-1, performance.now());
    waiter.reject(error);
  }

  #refuseAll(error: NoProcess): void {
    for (const waiter of this.#waiting) this.#refuse(waiter, error);
  }

  /** Processes that take requests or soon will. */
  #live(): number {
    let ready = 0;
    for (const replica of this.#replicas) if (replica.state === 'ready') ready += 1;
    return ready + this.#starting;
  }

  // Requests that wait at full processes do not wait for the next tick; doubling keeps a burst from starting more than it needs.
  #feelPressure(): void {
    if (this.#pressure || this.#starting > 0) return;
    this.#pressure = setTimeout(() => {
      this.#pressure = undefined;
      if (this.#waiting.size === 0 || this.#starting > 0) return;
      const { desired } = this.#decide(performance.now());
      this.#growTo(Math.min(desired, Math.max(1, this.#live() * 2)));
    }, PRESSURE_MS).unref();
  }

  #decide(now: number): { desired: number } {
    const decision = decide(this.spec.scale, this.#meter.load(this.#live(), now), this.#panicking);
    this.#panicking = decision.panicking;
    return decision;
  }

  #tick(): void {
    const now = performance.now();
    this.#meter.tick(now);
    const live = this.#live();
    if (live === 0 && this.#waiting.size === 0 && this.spec.scale.minScale === 0) return;
    const { desired } = this.#decide(now);
    this.#wanted = this.#wanted.filter((wanted) => wanted.at > now - this.spec.scale.downDelayMs);
    this.#wanted.push({ at: now, desired });
    if (desired > live) this.#growTo(desired);
    else this.#shrinkTo(Math.max(...this.#wanted.map((wanted) => wanted.desired)));
  }

  #growTo(desired: number): void {
    if (this.#stopped || !this.#options || this.#blockedUntil > performance.now()) return;
    for (let missing = clamp(desired, this.spec.scale) - this.#live(); missing > 0; missing -= 1)
      void this.#start(this.#options);
  }

  // The emptiest go first: they are the soonest done.
  #shrinkTo(desired: number): void {
    if (this.#starting > 0) return;
    const ready = [...this.#replicas]
      .filter((replica) => replica.state === 'ready')
      .toSorted((a, b) => a.inFlight - b.inFlight);
    for (const replica of ready.slice(0, Math.max(0, ready.length - desired))) {
      this.#log({ msg: 'scaled down', service: this.spec.name, pid: replica.pid });
      void replica.stop(this.spec.timeoutMs);
    }
  }

  async #start(options: ReplicaOptions): Promise<void> {
    this.#starting += 1;
    const from = performance.now();
    let replica: Replica | undefined;
    try {
      replica = await Replica.spawn(options);
      this.#watch(replica);
      if (this.#stopped) await replica.stop(0);
      await replica.ready(options.readyPath);
      this.#starting -= 1;
      this.#log({
        msg: 'started',
        service: this.spec.name,
        pid: replica.pid,
        ms: Math.round(performance.now() - from),
      });
      this.#serveWaiting();
    } catch (error) {
      this.#starting -= 1;
      this.#failed((error as Error).message, replica);
    }
  }

  #watch(replica: Replica): void {
    this.#replicas.add(replica);
    void replica.exited.then((reason) => {
      this.#replicas.delete(replica);
      if (replica.readyAt === 0 || replica.stopping) return;
      if (performance.now() - replica.readyAt > HEALTHY_MS) this.#failures = 0;
      this.#failed(reason, replica);
    });
  }

  // The first failure is tried again at once, when a request asks for it; after that the waits grow, and requests are told so.
  #failed(reason: string, replica: Replica | undefined): void {
    if (this.#stopped) return;
    this.#failures += 1;
    const backoff =
      Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.#failures - 2)) * (0.75 + Math.random() / 2);
    if (this.#failures === 1 || reason !== this.#lastReason)
      this.#log({
        msg: 'process failed',
        level: 'error',
        service: this.spec.name,
        pid: replica?.pid,
        reason,
        last: replica?.lastLines,
      });
    this.#lastReason = reason;
    if (this.#failures > 1) this.#blockedUntil = performance.now() + backoff;
    if (this.#live() > 0) return;
    if (this.#failures > 1) this.#refuseAll(new NoProcess(`its process keeps failing: ${reason}`, backoff));
    else if (this.#waiting.size > 0) this.#growTo(this.spec.scale.activationScale);
  }
}
