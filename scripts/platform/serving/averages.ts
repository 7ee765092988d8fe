/** How many requests a Service has, on average over Knative's windows: in buckets by the clock, as the autoscaler upstream keeps them. */
import type { Load, ScaleSettings } from './autoscaler.ts';

/** Upstream's buckets are of one second. Short windows have smaller ones, so that a process that is not needed ends as soon. */
const LONGEST_BUCKET_MS = 1000;
const LEAST_BUCKETS = 60;
/** Upstream rounds averages to six digits, so that sums of fractions do not ask for a process. */
const DIGITS = 1e6;

export const bucketMsOf = ({ windowMs }: ScaleSettings): number =>
  Math.min(LONGEST_BUCKET_MS, windowMs / LEAST_BUCKETS);

/** The averages of what was recorded. Until a window is full, they are of the part that is. */
export class WindowAverages {
  readonly #bucketMs: number;
  readonly #stableSize: number;
  readonly #panicSize: number;
  #buckets: number[] = [];
  #last = -Infinity;

  constructor({ windowMs, panicMs }: Pick<ScaleSettings, 'windowMs' | 'panicMs'>, bucketMs: number) {
    this.#bucketMs = bucketMs;
    this.#stableSize = Math.max(1, Math.ceil(windowMs / bucketMs));
    this.#panicSize = Math.max(1, Math.ceil(panicMs / bucketMs));
  }

  /** Whether the bucket of this moment has no value yet. */
  isDue(at: number): boolean {
    return this.#indexOf(at) > this.#last;
  }

  /** Gives their value to the bucket of this moment, and to those that were passed over: what comes late weighs by its length. */
  record(value: number, at: number): void {
    const index = this.#indexOf(at);
    const missing = this.#buckets.length === 0 ? 1 : Math.min(index - this.#last, this.#stableSize);
    for (let n = 0; n < missing; n += 1) this.#buckets.push(value);
    this.#buckets.splice(0, this.#buckets.length - this.#stableSize);
    this.#last = index;
  }

  forget(): void {
    this.#buckets = [];
  }

  get stable(): number {
    return mean(this.#buckets);
  }

  get panic(): number {
    return mean(this.#buckets.slice(-this.#panicSize));
  }

  #indexOf(at: number): number {
    return Math.floor(at / this.#bucketMs);
  }
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0
    ? 0
    : Math.round((numbers.reduce((sum, number) => sum + number, 0) / numbers.length) * DIGITS) / DIGITS;

/** Averages the requests of a Service, weighted by time: every change is noted, no sample is missed between ticks. */
export class ConcurrencyMeter {
  readonly bucketMs: number;
  now = 0;
  readonly #averages: WindowAverages;
  #idleSince: number;
  #sum = 0;
  #changedAt: number;
  #recordedAt: number;

  constructor(settings: ScaleSettings, at: number) {
    this.bucketMs = bucketMsOf(settings);
    this.#averages = new WindowAverages(settings, this.bucketMs);
    this.#idleSince = this.#changedAt = this.#recordedAt = at;
  }

  change(by: 1 | -1, at: number): void {
    this.#sum += this.now * (at - this.#changedAt);
    this.#changedAt = at;
    this.now += by;
    if (this.now === 0) this.#idleSince = at;
  }

  /** Closes the time since the last tick. */
  tick(at: number): void {
    if (at <= this.#recordedAt || !this.#averages.isDue(at)) return;
    this.#sum += this.now * (at - this.#changedAt);
    this.#averages.record(this.#sum / (at - this.#recordedAt), at);
    this.#sum = 0;
    this.#changedAt = this.#recordedAt = at;
  }

  /** Without a process there is nothing to measure: what comes is of the time from now on, as with Knative. */
  beginAnew(at: number): void {
    this.#averages.forget();
    this.#sum = 0;
    this.#changedAt = this.#recordedAt = at;
  }

  load(ready: number, at: number): Load {
    return {
      at,
      ready,
      now: this.now,
      stableAverage: this.#averages.stable,
      panicAverage: this.#averages.panic,
      idleMs: this.now === 0 ? at - this.#idleSince : 0,
    };
  }
}
