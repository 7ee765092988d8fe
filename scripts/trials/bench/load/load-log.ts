/** Counts what becomes of calls, and what they and the processes behind them take. */
import { quantileOfSorted } from '../../report/figures.ts';
import { cpuMs, longestWaitMs, stolenMs, waitedMs } from './cpu.ts';
import { type CallJob, type CallResult, STILL_MS } from './job.ts';
import type { WireAnswer } from './response-reader.ts';

/** What becomes of the calls of a job. */
export class LoadLog {
  readonly #job: CallJob;
  readonly #latencies: number[] = [];
  readonly #failed = Promise.withResolvers<never>();
  #beganAt = Infinity;
  #endedAt = Infinity;
  #cpu: Record<string, number> = {};
  #stolen = 0;
  #waiting = new Map<string, ReadonlyMap<string, number>>();
  #waited: Record<string, number> = {};
  #stillMs = 0;
  #lastAt = 0;
  #due = false;
  #acknowledged = 0;
  #inTime = 0;
  #bytes = 0;

  constructor(job: CallJob) {
    this.#job = job;
    this.#failed.promise.catch(() => {});
  }

  /** Rejects when waiting is over. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get over(): boolean {
    return this.#endedAt < Infinity;
  }

  begin(): void {
    if (this.over) return;
    this.#cpu = this.#readCpu();
    this.#stolen = stolenMs();
    this.#waiting = this.#readWaits();
    this.#beganAt = this.#lastAt = performance.now();
  }

  /** Time is up, or requests are: but something that was sent in time must have been answered, and be it late. */
  end(ranOut = false): void {
    if (this.over) return;
    this.#due = true;
    if (this.#latencies.length === 0 && !ranOut) return;
    this.#endedAt = performance.now();
    const before = this.#cpu;
    const after = this.#readCpu();
    this.#stolen = stolenMs() - this.#stolen;
    for (const [name, waits] of this.#readWaits())
      this.#waited[name] = longestWaitMs(this.#waiting.get(name) ?? new Map<string, number>(), waits);
    this.#cpu = Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
  }

  late(): void {
    this.#failed.reject(new Error(`not answered in time`));
  }

  /** @throws Error when it has another status than the expected one */
  answered(sentAt: number, { status, bytes, body }: WireAnswer): void {
    if (status !== this.#job.expect) {
      const said = body.toString('utf8', 0, 300);
      throw new Error(`answered ${status} after ${this.#acknowledged} times ${this.#job.expect}: ${said}`);
    }
    const now = performance.now();
    this.#acknowledged++;
    if (now >= this.#beganAt && !this.over) {
      this.#inTime++;
      this.#bytes += bytes;
      if (now - this.#lastAt > STILL_MS) this.#stillMs += now - this.#lastAt;
      this.#lastAt = now;
    }
    if (sentAt >= this.#beganAt && sentAt <= this.#endedAt) this.#latencies.push(now - sentAt);
    if (this.#due) this.end();
  }

  /** @throws Error when requests ran out before measuring began */
  result(): CallResult {
    if (this.#latencies.length === 0)
      throw new Error('nothing was answered while it was measured: more time or requests');
    const latencies = this.#latencies.toSorted((a, b) => a - b);
    return {
      acknowledged: this.#acknowledged,
      measuredMs: this.#endedAt - this.#beganAt,
      answered: this.#inTime,
      p50Ms: quantileOfSorted(latencies, 0.5),
      p99Ms: quantileOfSorted(latencies, 0.99),
      maxMs: quantileOfSorted(latencies, 1),
      bytes: this.#bytes / this.#inTime,
      cpuMs: this.#cpu,
      stolenMs: this.#stolen,
      waitedMs: this.#waited,
      stillMs: this.#stillMs,
    };
  }

  #readCpu(): Record<string, number> {
    const watched = Object.entries({ ...this.#job.watch, caller: process.pid });
    return Object.fromEntries(watched.map(([name, pid]) => [name, cpuMs(pid)]));
  }

  #readWaits(): Map<string, ReadonlyMap<string, number>> {
    return new Map(Object.entries(this.#job.watch).map(([name, pid]) => [name, waitedMs(pid)]));
  }
}
