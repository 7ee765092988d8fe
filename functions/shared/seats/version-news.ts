/**
 * Tells Redis of new versions of events, so that nobody goes by an older one. What Redis could not be told, for it was away or did not answer, it
 * is told when it is back: `book` goes by the version it remembers for as long as nobody says that there is another.
 */
import { log } from '../log.ts';
import type { RedisLink } from '../redis/connection.ts';
import { announceVersion } from './state.ts';

const FIRST_MS = 100;
const MOST_MS = 2_000;
/** Of more events the oldest news are left: their messages bring them to `book`, and readers look at MySQL every few seconds. */
const MOST_UNTOLD = 1_000;
const AT_ONCE = 100;

/** News of one process. */
export class VersionNews {
  readonly #redisLink: RedisLink;
  readonly #mostUntold: number;
  readonly #untold = new Map<string, number>();
  #isDue = false;

  constructor(redisLink: RedisLink, mostUntold = MOST_UNTOLD) {
    this.#mostUntold = mostUntold;
    this.#redisLink = redisLink;
  }

  /** Tells it now, or as soon as it can be told. Never throws: no order is placed on an old version anyway. */
  async tell(eventId: string, version: number): Promise<void> {
    const why = await this.#try(eventId, version);
    if (why === undefined) return;
    if (this.#untold.size === 0) log.warn({ err: why, event: eventId }, 'redis is to be told of new versions later');
    this.#untold.set(eventId, Math.max(version, this.#untold.get(eventId) ?? 0));
    const [oldest] = this.#untold.keys();
    if (this.#untold.size > this.#mostUntold && oldest !== undefined) this.#untold.delete(oldest);
    this.#later(FIRST_MS);
  }

  /** @returns why it was not told */
  async #try(eventId: string, version: number): Promise<unknown> {
    try {
      if (!(await this.#redisLink.ready())) return new Error('redis is away');
      await announceVersion(this.#redisLink.redis, eventId, version);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #later(ms: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => void this.#tellAll(ms), ms * (0.75 + Math.random() / 2)).unref();
  }

  async #tellAll(ms: number): Promise<void> {
    const some = [...this.#untold].slice(0, AT_ONCE);
    const outcomes = await Promise.all(some.map(([eventId, version]) => this.#try(eventId, version)));
    let isBack = true;
    for (const [index, [eventId, version]] of some.entries()) {
      if (outcomes[index] !== undefined) isBack = false;
      // A newer one may have come meanwhile.
      else if (this.#untold.get(eventId) === version) this.#untold.delete(eventId);
    }
    this.#isDue = false;
    if (this.#untold.size > 0) this.#later(isBack ? FIRST_MS : Math.min(MOST_MS, ms * 2));
  }
}
