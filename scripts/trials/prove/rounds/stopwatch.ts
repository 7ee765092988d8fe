/** How long the parts of something took. */

export class Stopwatch {
  /** By name, in the order they came first. */
  readonly ms: Record<string, number> = {};
  #since = performance.now();

  /** Ends a part; one that comes again adds up. */
  lap(name: string): void {
    const now = performance.now();
    this.ms[name] = (this.ms[name] ?? 0) + Math.round(now - this.#since);
    this.#since = now;
  }
}
