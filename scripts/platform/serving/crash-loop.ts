/** How long to leave a Service alone whose processes keep failing. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A process that lived this long was no failed start. */
const HEALTHY_MS = 10_000;

export class CrashLoop {
  #failures = 0;
  #lastReason = '';
  #blockedUntil = 0;
  readonly #longestWaitMs: number;

  constructor(longestWaitMs = LONGEST_WAIT_MS) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** The first failure is tried again at once; after that the waits double, with jitter. `livedMs` is 0 for a failed start. */
  failed(reason: string, livedMs: number, now: number): { waitMs: number; isNews: boolean } {
    if (livedMs > HEALTHY_MS) this.#failures = 0;
    this.#failures += 1;
    const isNews = this.#failures === 1 || reason !== this.#lastReason;
    this.#lastReason = reason;
    if (this.#failures === 1) return { waitMs: 0, isNews };
    const waitMs =
      Math.min(this.#longestWaitMs, FIRST_WAIT_MS * 2 ** (this.#failures - 2)) * (0.75 + Math.random() / 2);
    this.#blockedUntil = now + waitMs;
    return { waitMs, isNews };
  }

  /** What is left to wait; 0 when a process may be started. */
  waitMs(now: number): number {
    return Math.max(0, this.#blockedUntil - now);
  }
}
