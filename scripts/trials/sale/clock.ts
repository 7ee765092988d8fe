/** The clock of a sale: ms from T0, negative before it. */

export class SaleClock {
  /** T0 by this process's own steady clock. */
  readonly #t0: number;
  readonly #t0Unix: number;
  /** One listener for the whole crowd: a signal with tens of thousands of them would be slow to leave. */
  readonly #sleepers = new Set<() => void>();
  readonly #signal: AbortSignal;

  /**
   * @param untilT0Ms from now
   * @param signal stops the sale
   */
  constructor(untilT0Ms: number, signal: AbortSignal) {
    this.#t0 = performance.now() + untilT0Ms;
    this.#t0Unix = Date.now() + untilT0Ms;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#sleepers.forEach((wake) => wake()), { once: true });
  }

  now(): number {
    return performance.now() - this.#t0;
  }

  /** A moment of the wall clock, such as a hold's end, on this one. */
  of(time: Date): number {
    return time.getTime() - this.#t0Unix;
  }

  get t0(): Date {
    return new Date(this.#t0Unix);
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  /** Resolves at a moment, at once when it is past, and early when the sale is stopped. */
  async at(ms: number): Promise<void> {
    const waitMs = ms - this.now();
    if (waitMs <= 0 || this.isStopped) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#sleepers.add(wake);
    });
  }
}
