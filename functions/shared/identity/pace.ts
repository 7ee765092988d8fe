/**
 * A pace that somebody may keep for ever, with so much at once: a token bucket, told by one number, the time at which it is full again (GCRA). In
 * Redis for all processes together, in memory while Redis is away.
 */
import type { RedisLink } from '../redis/connection.ts';
import { beyond } from './beyond.ts';
import { pseudonym } from './limits.ts';
import { policyText, quotasOfRequest } from './quotas.ts';

/** So many at once, and so many a minute in the long run. */
export interface Pace {
  /** Names the bucket. */
  name: string;
  atOnce: number;
  perMinute: number;
}

/**
 * Redis' own clock, for those of processes differ. @returns 0, or the milliseconds until there is one to be had; and those until
 * the bucket is full again
 */
const TAKE = `local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + ARGV[1]
local wait = full - now - ARGV[1] * ARGV[2]
if wait > 0 then return {math.ceil(wait), math.ceil(full - now - ARGV[1])} end
redis.call('SET', KEYS[1], full, 'PX', math.ceil(full - now))
return {0, math.ceil(full - now)}`;

/** Milliseconds until there is one, 0 when one was taken; and until the bucket is full again. */
type Taken = [wait: number, fullInMs: number];

const REMEMBERED = 10_000;

/** Makes the buckets. */
export function paces(redisLink: RedisLink) {
  const local = new Map<string, number>();

  /** The same in memory, which is bounded: who came first makes room. */
  const takeHere = (key: string, everyMs: number, atOnce: number): Taken => {
    const now = Date.now();
    const full = Math.max(local.get(key) ?? 0, now) + everyMs;
    const wait = full - now - everyMs * atOnce;
    if (wait > 0) return [wait, full - now - everyMs];
    local.delete(key);
    if (local.size >= REMEMBERED) local.delete(local.keys().next().value ?? '');
    local.set(key, full);
    return [0, full - now];
  };

  const take = async (key: string, everyMs: number, atOnce: number): Promise<Taken> => {
    try {
      if (await redisLink.ready()) return (await redisLink.redis.eval(TAKE, 1, key, everyMs, atOnce)) as Taken;
    } catch {
      // away, or too slow: counted here
    }
    return takeHere(key, everyMs, atOnce);
  };

  /** Takes one of somebody's. @throws Problem `too_many_requests` with Retry-After when there is none */
  return async ({ name, atOnce, perMinute }: Pace, who: string): Promise<void> => {
    const everyMs = 60_000 / perMinute;
    const [wait, fullInMs] = await take(`limit:${name}:${pseudonym(who)}`, everyMs, atOnce);
    const policy = policyText({ attempts: atOnce, windowSeconds: Math.ceil((atOnce * everyMs) / 1000) });
    if (wait > 0) {
      const seconds = Math.max(1, Math.ceil(wait / 1000));
      const why = `at most ${atOnce} at once and ${perMinute} a minute; try again in ${seconds} s`;
      throw beyond(name, why, seconds, policy);
    }
    const remaining = Math.max(0, Math.floor(atOnce - fullInMs / everyMs));
    const nextInMs = fullInMs - (atOnce - remaining - 1) * everyMs;
    quotasOfRequest()?.note({ name, policy, remaining, seconds: Math.max(1, Math.ceil(nextInMs / 1000)) });
  };
}
