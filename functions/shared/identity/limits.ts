/** Limits against abuse: counts in Redis so that all processes share them, in memory while Redis is away. */
import { createHash } from 'node:crypto';
import type { RedisLink } from '../redis/connection.ts';
import { beyond } from './beyond.ts';
import { type Policy, policyText, type Quotas, quotasOfRequest } from './quotas.ts';

/** So many attempts in a window of so many seconds. Its name names the counter, and the policy to callers. */
export interface Limit extends Policy {
  /** Somebody else's count as much as the caller's: how much of it is left, the caller is not told; only that there is nothing. */
  isShared?: true;
}

/**
 * Counts so many, perhaps none, and tells the count and how long its window goes on. What is refused is not counted: else those who are given
 * back would leave it behind, and people whose attempts all succeed would be locked out by having come at once.
 */
const COUNT = `local had = tonumber(redis.call('GET', KEYS[1]) or '0')
local n = tonumber(ARGV[2])
if n == 0 or had >= tonumber(ARGV[3]) then return {had + n, redis.call('TTL', KEYS[1])} end
n = redis.call('INCRBY', KEYS[1], n)
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
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
export function limiter(redisLink: RedisLink) {
  const count = counter(redisLink);
  /**
   * Counts an attempt of `who` (an address, an account).
   * @throws Problem `too_many_requests` with Retry-After once the limit is passed
   */
  const take = async (limit: Limit, who: string): Promise<Attempt> => {
    const counted = await count(limit, who, 1);
    const quotas = requireWithin(limit, counted);
    const giveBack = async (): Promise<void> => {
      quotas?.giveBack(limit.name);
      await counted.giveBack().catch(() => {});
    };
    return { giveBack };
  };
  /** Tells what is left to `who`, of what is not counted this time: a repeat. */
  const tell = async (limit: Limit, who: string): Promise<void> => noteLeft(limit, await count(limit, who, 0));
  return Object.assign(take, { tell });
}

/**
 * Makes a counter of what has failed, for limits that must not meet those whose attempts succeed, however many of them come at once. What is under
 * way when the limit is reached is not stopped, but its failure is not told either: it is answered as beyond the limit. How many have failed is nobody's
 * business but theirs.
 */
export function failureLimiter(redisLink: RedisLink) {
  const count = counter(redisLink);
  return {
    /** @throws Problem `too_many_requests` once so many have failed */
    requireRoom: async (limit: Limit, who: string): Promise<void> => {
      const { attempts, secondsLeft } = await count(limit, who, 0);
      requireWithin({ ...limit, isShared: true }, { attempts: attempts + 1, secondsLeft });
    },
    /** Counts a failure. @throws Problem `too_many_requests` beyond the limit */
    failed: async (limit: Limit, who: string): Promise<void> =>
      void requireWithin({ ...limit, isShared: true }, await count(limit, who, 1)),
  };
}

function counter(redisLink: RedisLink) {
  const local = localCounts();
  return async (limit: Limit, who: string, add: 0 | 1): Promise<Counted> => {
    const key = `limit:${limit.name}:${pseudonym(who)}`;
    try {
      if (await redisLink.ready()) {
        const counting = redisLink.redis.eval(COUNT, 1, key, limit.windowSeconds, add, limit.attempts);
        const [attempts, secondsLeft] = (await counting) as [number, number];
        return { attempts, secondsLeft, giveBack: async () => void (await redisLink.redis.eval(GIVE_BACK, 1, key)) };
      }
    } catch {
      // away, or too slow: counted here
    }
    return local(key, limit, add);
  };
}

/**
 * Makes a counter of this process's own, which costs nothing and is there at once: for what is dear, but no secret. Of several
 * processes each counts for itself.
 */
export function localLimiter() {
  const local = localCounts();
  const count = (limit: Limit, who: string, add: 0 | 1): Counted => local(`${limit.name}:${who}`, limit, add);
  /** @throws Problem `too_many_requests` with Retry-After once the limit is passed */
  const take = (limit: Limit, who: string): void => void requireWithin(limit, count(limit, who, 1));
  /** Tells what is left to `who`, of what is not counted this time: it costs nothing. */
  const tell = (limit: Limit, who: string): void => noteLeft(limit, count(limit, who, 0));
  return Object.assign(take, { tell });
}

/** Leaves what a limit leaves a caller where the request finds it. With nothing counted yet, all of it. */
function noteLeft(limit: Limit, { attempts, secondsLeft }: Pick<Counted, 'attempts' | 'secondsLeft'>): void {
  const seconds = secondsLeft > 0 ? secondsLeft : limit.windowSeconds;
  const remaining = Math.max(0, limit.attempts - attempts);
  quotasOfRequest()?.note({ name: limit.name, policy: policyText(limit), remaining, seconds });
}

/** @returns where the count was noted for the caller */
function requireWithin(
  { isShared, ...limit }: Limit,
  { attempts, secondsLeft }: Pick<Counted, 'attempts' | 'secondsLeft'>,
): Quotas | undefined {
  const seconds = Math.max(1, secondsLeft);
  const { name } = limit;
  if (attempts > limit.attempts)
    throw beyond(
      name,
      `at most ${limit.attempts} in ${limit.windowSeconds} s; try again in ${seconds} s`,
      seconds,
      policyText(limit),
    );
  if (isShared) return undefined;
  noteLeft(limit, { attempts, secondsLeft: seconds });
  return quotasOfRequest();
}

interface Counted {
  attempts: number;
  secondsLeft: number;
  giveBack: () => Promise<void>;
}

/** Counts in this process's memory, which is bounded: the oldest window makes room. */
function localCounts() {
  const windows = new Map<string, { attempts: number; endsAt: number }>();
  return (key: string, { windowSeconds, attempts: most }: Limit, add: 0 | 1): Counted => {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      windows.delete(key);
      if (add === 0) return { attempts: 0, secondsLeft: windowSeconds, giveBack: async () => {} };
      if (windows.size >= REMEMBERED) windows.delete(windows.keys().next().value ?? '');
      windows.set(key, (window = { attempts: 0, endsAt: now + windowSeconds * 1000 }));
    }
    const counted = window;
    const secondsLeft = Math.ceil((counted.endsAt - now) / 1000);
    if (counted.attempts >= most) return { attempts: counted.attempts + add, secondsLeft, giveBack: async () => {} };
    counted.attempts += add;
    return { attempts: counted.attempts, secondsLeft, giveBack: async () => void counted.attempts-- };
  };
}
