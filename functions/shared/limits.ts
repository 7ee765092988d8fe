/** Limits against abuse: counts in Redis so that all processes share them, in memory while Redis is away. */
import { createHash } from 'node:crypto';
import { Problem } from './problem.ts';
import type { Cache } from './redis.ts';

/** So many attempts in a window of so many seconds. */
export interface Limit {
  /** Names the counter. */
  name: string;
  attempts: number;
  windowSeconds: number;
}

const COUNT = `local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}`;

const REMEMBERED = 10_000;

/** Makes a counter of attempts. */
export function limiter(cache: Cache) {
  const local = new Map<string, { count: number; endsAt: number }>();

  const countLocally = (key: string, windowSeconds: number): [number, number] => {
    const now = Date.now();
    let entry = local.get(key);
    if (!entry || entry.endsAt <= now) {
      if (local.size >= REMEMBERED) local.delete(local.keys().next().value ?? '');
      local.set(key, (entry = { count: 0, endsAt: now + windowSeconds * 1000 }));
    }
    entry.count++;
    return [entry.count, Math.ceil((entry.endsAt - now) / 1000)];
  };

  /**
   * Counts an attempt of `who` (an address, an account).
   * @throws Problem `too_many_requests` with Retry-After once the limit is passed
   */
  return async (limit: Limit, who: string): Promise<void> => {
    // Hashed: neither e-mail addresses nor IP addresses belong into a cache's keys.
    const key = `limit:${limit.name}:${createHash('sha256').update(who).digest('base64url').slice(0, 22)}`;
    let counted: [number, number];
    try {
      counted = (await cache.ready())
        ? ((await cache.redis.eval(COUNT, 1, key, limit.windowSeconds)) as [number, number])
        : countLocally(key, limit.windowSeconds);
    } catch {
      counted = countLocally(key, limit.windowSeconds);
    }
    if (counted[0] > limit.attempts) {
      const seconds = Math.max(1, counted[1]);
      throw new Problem(
        'too_many_requests',
        `at most ${limit.attempts} in ${limit.windowSeconds} s; try again in ${seconds} s`,
        {},
        { retryAfterSeconds: seconds },
      );
    }
  };
}
