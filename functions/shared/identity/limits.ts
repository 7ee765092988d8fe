/** Limits against abuse: counts in Redis so that all processes share them, in memory while Redis is away. */
import { createHash } from 'node:crypto';
import { Problem } from '../problem.ts';
import type { Cache } from '../redis/connection.ts';

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

const GIVE_BACK = `if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end`;

const REMEMBERED = 10_000;

/** An attempt that was counted. */
export interface Attempt {
  /** Takes it out of the count again: for limits on failures, which must be counted before their outcome is known. */
  giveBack(): Promise<void>;
}

/** A name for a person or address that tells neither: e-mail and IP addresses do not belong into a cache's keys. */
export function pseudonym(who: string): string {
  return createHash('sha256').update(who).digest('base64url').slice(0, 22);
}

/** Makes a counter of attempts. */
export function limiter(cache: Cache) {
  const local = localCounts();

  const count = async (key: string, windowSeconds: number): Promise<Counted> => {
    try {
      if (await cache.ready()) {
        const [attempts, secondsLeft] = (await cache.redis.eval(COUNT, 1, key, windowSeconds)) as [number, number];
        return { attempts, secondsLeft, giveBack: async () => void (await cache.redis.eval(GIVE_BACK, 1, key)) };
      }
    } catch {
      // away, or too slow: counted here
    }
    return local(key, windowSeconds);
  };

  /**
   * Counts an attempt of `who` (an address, an account).
   * @throws Problem `too_many_requests` with Retry-After once the limit is passed
   */
  return async (limit: Limit, who: string): Promise<Attempt> => {
    const counted = await count(`limit:${limit.name}:${pseudonym(who)}`, limit.windowSeconds);
    requireWithin(limit, counted);
    return { giveBack: () => counted.giveBack().catch(() => {}) };
  };
}

/**
 * Makes a counter of this process's own, which costs nothing and is there at once: for what is dear, but no secret. Of several
 * processes each counts for itself.
 */
export function localLimiter() {
  const local = localCounts();
  /** @throws Problem `too_many_requests` with Retry-After once the limit is passed */
  return (limit: Limit, who: string): void => requireWithin(limit, local(`${limit.name}:${who}`, limit.windowSeconds));
}

function requireWithin(limit: Limit, { attempts, secondsLeft }: Counted): void {
  if (attempts <= limit.attempts) return;
  const seconds = Math.max(1, secondsLeft);
  throw new Problem(
    'too_many_requests',
    `at most ${limit.attempts} in ${limit.windowSeconds} s; try again in ${seconds} s`,
    {},
    { retryAfterSeconds: seconds },
  );
}

interface Counted {
  attempts: number;
  secondsLeft: number;
  giveBack: () => Promise<void>;
}

/** Counts in this process's memory, which is bounded: the oldest window makes room. */
function localCounts() {
  const windows = new Map<string, { attempts: number; endsAt: number }>();
  return (key: string, windowSeconds: number): Counted => {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      windows.delete(key);
      if (windows.size >= REMEMBERED) windows.delete(windows.keys().next().value ?? '');
      windows.set(key, (window = { attempts: 0, endsAt: now + windowSeconds * 1000 }));
    }
    const counted = window;
    counted.attempts++;
    const secondsLeft = Math.ceil((counted.endsAt - now) / 1000);
    return { attempts: counted.attempts, secondsLeft, giveBack: async () => void counted.attempts-- };
  };
}
