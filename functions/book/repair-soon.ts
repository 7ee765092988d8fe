/**
 * Repairs that this process knows of are tried by itself, as soon as what failed may work again. The tick is for processes that died.
 */
import { log } from '../shared/log.ts';
import type { Shard } from '../shared/mysql/databases.ts';

/** Redis was full or cut off for a moment. */
const FIRST_MS = 250;
/** An outbox event whose COMMIT is in doubt is swept when it is old enough for that nobody else is publishing it. */
export const IN_DOUBT_MS = 4_000;
const MOST_MS = 20_000;
/** Some minutes: then the next tick has come. */
const TRIES = 16;

/** At most one series of tries a shard. */
export class RepairSoon {
  readonly #repair: (shard: Shard) => Promise<void>;
  readonly #series = new Map<string, { timer: NodeJS.Timeout; at: number }>();
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;

  /** @param repair throws as long as there is more to do */
  constructor(repair: (shard: Shard) => Promise<void>) {
    this.#repair = repair;
  }

  /** Tries from so many ms on, with growing pauses, until there is nothing left to do. */
  begin(shard: Shard, firstMs = FIRST_MS): void {
    this.#later(shard, firstMs, 1);
  }

  /** Waits for what is under way; what is left is for the ticks. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#series.values()) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #later(shard: Shard, ms: number, attempt: number): void {
    const known = this.#series.get(shard.name);
    const inMs = ms * (0.75 + Math.random() / 2);
    const at = performance.now() + inMs;
    // One that waits already, and longer than what is in doubt needs, finds this, too.
    if (this.#isClosed || (known && known.at >= at)) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      this.#series.delete(shard.name);
      const trying = this.#try(shard, ms, attempt).finally(() => this.#underWay.delete(trying));
      this.#underWay.add(trying);
    }, inMs).unref();
    this.#series.set(shard.name, { timer, at });
  }

  async #try(shard: Shard, ms: number, attempt: number): Promise<void> {
    try {
      await this.#repair(shard);
    } catch (error) {
      log.warn({ err: error, shard: shard.name, attempt }, 'repairs are left; tried again');
      if (attempt < TRIES) this.#later(shard, Math.min(MOST_MS, ms * 2), attempt + 1);
    }
  }
}
