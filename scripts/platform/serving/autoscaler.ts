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
  /** When, in ms of a clock that only goes forward. */
  at: number;
  /** Processes that take requests or soon will. */
  ready: number;
  now: number;
  stableAverage: number;
  panicAverage: number;
  /** Since when there has been no request. */
  idleMs: number;
}

/** While it lasts nothing is scaled down. */
export interface Panic {
  /** When at least twice the capacity was last asked for. */
  crossedAt: number;
  /** The highest scale that was wanted since it began. */
  most: number;
}

/** A scale to take now, and the panic that goes on or false: what the next decision is to be told. */
export interface Decision {
  desired: number;
  panicking: Panic | false;
}

// Knative's defaults: panic when twice the capacity is asked for; halve at most at each step down.
const PANIC_THRESHOLD = 2;
const MAX_DOWN_RATE = 2;
/** One machine is no cluster: a Service without max-scale stops here. */
export const MOST_PROCESSES = 20;

/**
 * One decision, by the rules of Knative's own. A panic begins when the load is at least twice what the processes are meant for.
 * It ends a stable window after that was last so, by when the average over that window knows of the surge; an average
 * that is still full of the quiet before would take away at once what was just started. Beside the average of the panic
 * window counts what is there right now: one machine need not wait for metrics.
 */
export function decide(settings: ScaleSettings, load: Load, panicking: Panic | false): Decision {
  const forLoad = (concurrency: number): number => Math.ceil(concurrency / settings.target - 1e-9);
  const capacity = Math.max(load.ready, 1);
  const surge = forLoad(Math.max(load.panicAverage, load.now));
  const stable = Math.max(forLoad(load.stableAverage), Math.floor(load.ready / MAX_DOWN_RATE));
  const panic = nextPanic(settings, load, panicking, surge / capacity >= PANIC_THRESHOLD);
  let desired = stable;
  if (panic) desired = panic.most = Math.max(panic.most, stable, surge);
  if (desired === 0 && !mayGoToZero(settings, load)) desired = 1;
  return { desired: clamp(desired, settings), panicking: panic };
}

function nextPanic(settings: ScaleSettings, { at }: Load, before: Panic | false, isCrossed: boolean): Panic | false {
  if (isCrossed) return { crossedAt: at, most: before ? before.most : 0 };
  // The average is made of whole buckets: with those that were open at either end of the window none is of before.
  const calmMs = settings.windowMs + 2 * bucketMsOf(settings.windowMs);
  return before && at - before.crossedAt <= calmMs ? { ...before } : false;
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

const bucketsOf = (windowMs: number): number => Math.max(BUCKETS, Math.ceil(windowMs / LONGEST_BUCKET_MS));
const bucketMsOf = (windowMs: number): number => windowMs / bucketsOf(windowMs);

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
    this.#size = bucketsOf(windowMs);
    this.bucketMs = bucketMsOf(windowMs);
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

  /** Without a process there is nothing to measure: the averages after that are of the time since, as Knative's are. */
  forget(): void {
    this.#buckets.length = 0;
  }

  load(ready: number, at: number): Load {
    const panicBuckets = Math.max(1, Math.round((this.#size * PANIC_BUCKETS) / BUCKETS));
    return {
      at,
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
