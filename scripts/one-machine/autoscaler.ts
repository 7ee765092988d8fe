/** How many processes a Service should have: Knative's pod autoscaler (KPA), as a pure function, and what it measures. */

/** From the autoscaling annotations of a Service. */
export interface ScaleSettings {
  minScale: number;
  maxScale: number;
  /** How many to start at once when leaving zero. */
  activationScale: number;
  /** Requests in a process at which it counts as full: target × utilization. */
  target: number;
  windowMs: number;
  /** How long the last process stays once it may go. */
  retentionMs: number;
  /** How long a lower number must have been wanted before it is taken. */
  downDelayMs: number;
}

/** What was measured: requests in the Service, in its processes or waiting for one. */
export interface Load {
  ready: number;
  now: number;
  stableAverage: number;
  panicAverage: number;
  /** Since when there has been no request. */
  idleMs: number;
}

/** A scale to take now, whether the panic goes on, and the scale that the load by itself asks for. */
export interface Decision {
  desired: number;
  panicking: boolean;
}

// Knative's defaults: panic when twice the capacity is asked for; halve at most at each step down.
const PANIC_THRESHOLD = 2;
const MAX_DOWN_RATE = 2;
/** One machine is no cluster: a Service without max-scale stops here. */
export const MOST_PROCESSES = 20;

/** One decision. `panicking` is that of the last decision: in a panic nothing is scaled down until the stable window has calmed. */
export function decide(settings: ScaleSettings, load: Load, panicking: boolean): Decision {
  const forLoad = (concurrency: number): number => Math.ceil(concurrency / settings.target - 1e-9);
  const stable = forLoad(load.stableAverage);
  const panic = forLoad(Math.max(load.panicAverage, load.now));
  const capacity = Math.max(load.ready, 1);
  const inPanic =
    panic / capacity >= PANIC_THRESHOLD || (panicking && stable > capacity / PANIC_THRESHOLD && load.now > 0);
  let desired = inPanic ? Math.max(stable, panic, load.ready) : stable;
  desired = Math.max(desired, Math.floor(load.ready / MAX_DOWN_RATE));
  if (desired === 0 && !mayGoToZero(settings, load)) desired = 1;
  return { desired: clamp(desired, settings), panicking: inPanic };
}

/** The last process goes after a whole window without a request, and the retention on top. */
const mayGoToZero = (settings: ScaleSettings, load: Load): boolean =>
  load.now === 0 && load.idleMs >= settings.windowMs + settings.retentionMs;

export const clamp = (desired: number, settings: ScaleSettings): number =>
  Math.min(Math.max(desired, settings.minScale), settings.maxScale, Math.max(MOST_PROCESSES, settings.minScale));

// The stable window is cut into so many buckets; the last six of them (10 %) are the panic window.
const BUCKETS = 60;
const PANIC_BUCKETS = 6;
const LONGEST_BUCKET_MS = 1000;

/** Averages the concurrency over the window, weighted by time: every change is noted, no sample is missed between ticks. */
export class ConcurrencyMeter {
  readonly bucketMs: number;
  now = 0;
  idleSince: number;
  readonly #buckets: number[] = [];
  readonly #size: number;
  #sum = 0;
  #changedAt: number;
  #bucketFrom: number;

  constructor(windowMs: number, at: number) {
    this.#size = Math.max(BUCKETS, Math.ceil(windowMs / LONGEST_BUCKET_MS));
    this.bucketMs = windowMs / this.#size;
    this.idleSince = this.#changedAt = this.#bucketFrom = at;
  }

  change(by: 1 | -1, at: number): void {
    this.#sum += this.now * (at - this.#changedAt);
    this.#changedAt = at;
    this.now += by;
    if (this.now === 0) this.idleSince = at;
  }

  /** Closes the bucket since the last tick. Late ticks weigh by their length. */
  tick(at: number): void {
    this.#sum += this.now * (at - this.#changedAt);
    this.#changedAt = at;
    const length = at - this.#bucketFrom;
    if (length < this.bucketMs / 2) return;
    const average = this.#sum / length;
    const spans = Math.min(this.#size, Math.max(1, Math.round(length / this.bucketMs)));
    for (let n = 0; n < spans; n += 1) this.#buckets.push(average);
    this.#buckets.splice(0, Math.max(0, this.#buckets.length - this.#size));
    this.#sum = 0;
    this.#bucketFrom = at;
  }

  load(ready: number, at: number): Load {
    const panicBuckets = Math.max(1, Math.round((this.#size * PANIC_BUCKETS) / BUCKETS));
    return {
      ready,
      now: this.now,
      stableAverage: mean(this.#buckets),
      panicAverage: mean(this.#buckets.slice(-panicBuckets)),
      idleMs: this.now === 0 ? at - this.idleSince : 0,
    };
  }
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
