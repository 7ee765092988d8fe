/** Requests that wait for a process, first come first served, each with a deadline and all of them within a bound. */

/** Why a request gets no process. `retryAfterS` is what the caller is told. */
export class NoProcess extends Error {
  readonly retryAfterS: number;
  constructor(reason: string, retryAfterMs: number) {
    super(reason);
    this.retryAfterS = Math.max(1, Math.ceil(retryAfterMs / 1000));
  }
}

interface Waiter<T> {
  resolve: (served: T) => void;
  reject: (error: NoProcess) => void;
  timer: NodeJS.Timeout;
}

/** As many requests as Knative's activator lets wait for one revision. */
const LONGEST = 10_000;
const RETRY_AFTER_MS = 1000;

export class WaitingLine<T> {
  readonly #waiters = new Set<Waiter<T>>();
  readonly #deadlineMs: number;
  readonly #onRefused: () => void;

  /** `onRefused` is called for each one that leaves unserved. */
  constructor(deadlineMs: number, onRefused: () => void) {
    this.#deadlineMs = deadlineMs;
    this.#onRefused = onRefused;
  }

  get length(): number {
    return this.#waiters.size;
  }

  /** Throws NoProcess when the line is full; the promise rejects with it when the time is over. */
  join(): Promise<T> {
    if (this.#waiters.size >= LONGEST) throw new NoProcess('too many requests wait', RETRY_AFTER_MS);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(
      () => this.#refuse(waiter, new NoProcess('no process in time', RETRY_AFTER_MS)),
      this.#deadlineMs,
    );
    const waiter = { resolve, reject, timer };
    this.#waiters.add(waiter);
    return promise;
  }

  /** Serves from the front for as long as there is something to serve. */
  serve(next: () => T | undefined): void {
    for (const waiter of this.#waiters) {
      const served = next();
      if (served === undefined) return;
      this.#waiters.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.resolve(served);
    }
  }

  refuseAll(error: NoProcess): void {
    for (const waiter of this.#waiters) this.#refuse(waiter, error);
  }

  #refuse(waiter: Waiter<T>, error: NoProcess): void {
    if (!this.#waiters.delete(waiter)) return;
    clearTimeout(waiter.timer);
    this.#onRefused();
    waiter.reject(error);
  }
}
