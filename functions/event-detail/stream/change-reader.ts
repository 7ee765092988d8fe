/** Waits for changes of many events at once, on one connection of its own that does nothing else. */
import type { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import { MAX_AGE_MS, renew } from '../../shared/redis/renewal.ts';
import { seatKeys } from '../../shared/seats/keys.ts';

/** After an error, so that a server that is away is not asked in a loop. */
const AFTER_ERROR_MS = 250;
/** What a reply may take beyond the time that was asked for. */
const PATIENCE_MS = 2_000;

/** One blocking reader for all streams of a process. In a cluster of Redis it would be one for each node: XREAD takes keys of one. */
export class ChangeReader {
  readonly #redis: Redis;

  /** @param redis to be doubled: a blocked connection can do nothing else */
  constructor(redis: Redis, longestMs: number) {
    this.#redis = redis.duplicate({ commandTimeout: longestMs + PATIENCE_MS, lazyConnect: true });
    this.#redis.on('error', () => {}); // the other connection says so
    renew(this.#redis, MAX_AGE_MS, longestMs + PATIENCE_MS);
  }

  /**
   * The events that have changed since the versions given; empty when none has within the time.
   * @throws Error when Redis is away
   */
  async changed(versions: ReadonlyMap<string, number>, withinMs: number): Promise<string[]> {
    const keys = new Map([...versions.keys()].map((eventId) => [seatKeys(eventId).at(-1) ?? '', eventId]));
    try {
      if (this.#redis.status === 'wait') await this.#redis.connect();
      const reply = (await this.#redis.call('XREAD', [
        'COUNT',
        1,
        'BLOCK',
        Math.max(1, Math.ceil(withinMs)),
        'STREAMS',
        ...keys.keys(),
        ...[...versions.values()].map(String),
      ])) as unknown[] | null;
      // Pairs of key and entries: each a list of its own, or (RESP3) one after the other.
      return (reply ?? []).flat().flatMap((part) => (typeof part === 'string' ? (keys.get(part) ?? []) : []));
    } catch (error) {
      await wait(AFTER_ERROR_MS);
      throw error;
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}
