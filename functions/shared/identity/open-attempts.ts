/**
 * Attempts of which only failures count, though how they end is known only later. Each counts as failed from its beginning, or many at once would
 * have more tries than the limit says; it is taken out again when it has not failed. So as long as some are under way, who finds no room left need not be
 * beyond the limit: he waits for them, in a queue that is bounded. Only failures refuse anybody.
 *
 * What is under way is believed for LEASE_MS, for processes die.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisLink } from '../redis/connection.ts';
import { Problem } from '../problem.ts';
import { beyond } from './beyond.ts';
import { type Limit, pseudonym } from './limits.ts';
import { policyText } from './quotas.ts';

/** Longer than an attempt takes while many wait for their turn to be hashed. */
const LEASE_MS = 30_000;
/** Other processes do not tell when theirs have ended: they are looked at again. */
const LOOK_MS = 150;
/** Nobody waits longer; so many do in a process, of all accounts. */
const PATIENCE_MS = 10_000;
const WAITING = 200;

/**
 * Begins one if there is room. ARGV: window in s, most, lease in ms. Replies whether it has begun, how many are under way, and the seconds that the
 * window goes on. `n` counts failures and what is under way, `open` the latter.
 */
const BEGIN = `local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local had = redis.call('HMGET', KEYS[1], 'n', 'open', 'until')
local n, open = tonumber(had[1] or '0'), tonumber(had[2] or '0')
if tonumber(had[3] or '0') < now then open = 0 end
if n >= tonumber(ARGV[2]) then return {0, open, redis.call('TTL', KEYS[1])} end
redis.call('HSET', KEYS[1], 'n', n + 1, 'open', open + 1, 'until', string.format('%.0f', now + ARGV[3]))
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {1, open + 1, redis.call('TTL', KEYS[1])}`;

/** Ends one. ARGV: 1 when it has failed, 0 when it is taken out. */
const END = `local had = redis.call('HMGET', KEYS[1], 'n', 'open')
local n, open = tonumber(had[1] or '0'), tonumber(had[2] or '0')
if open > 0 then redis.call('HINCRBY', KEYS[1], 'open', -1) end
if n > 0 and ARGV[1] == '0' then redis.call('HINCRBY', KEYS[1], 'n', -1) end`;

interface Begun {
  hasBegun: boolean;
  open: number;
  secondsLeft: number;
  end: (failed: boolean) => Promise<void>;
}

/** One of them. */
export interface OpenAttempt {
  /** Stays counted; `false`: is taken out. */
  end: (failed: boolean) => Promise<void>;
}

/** Makes the counter. */
export function openAttempts(redisLink: RedisLink) {
  const local = localAttempts();
  const queues = new Map<string, Queue>();
  let waiting = 0;

  const begin = async (key: string, limit: Limit): Promise<Begun> => {
    try {
      if (await redisLink.ready()) {
        const { redis } = redisLink;
        const asked = redis.eval(BEGIN, 1, key, limit.windowSeconds, limit.attempts, LEASE_MS);
        const [hasBegun, open, secondsLeft] = (await asked) as [number, number, number];
        // Left as it is, it counts as failed.
        const end = async (failed: boolean) => void (await redis.eval(END, 1, key, failed ? 1 : 0).catch(() => {}));
        return { hasBegun: hasBegun === 1, open, secondsLeft, end };
      }
    } catch {
      // away, or too slow: counted here
    }
    return local(key, limit);
  };

  /** Begins one, or waits for those that are under way. */
  const whenThereIsRoom = async (key: string, limit: Limit, queue: Queue): Promise<Begun> => {
    for (const giveUpAt = Date.now() + PATIENCE_MS; ;) {
      const ended = queue.nextEnd.promise;
      const begun = await begin(key, limit);
      if (begun.hasBegun) return begun;
      if (begun.open === 0) throw tooMany(limit, begun.secondsLeft);
      if (Date.now() >= giveUpAt) throw tooMuch();
      await Promise.race([ended, wait(LOOK_MS)]);
    }
  };

  /**
   * Begins an attempt of `who`.
   * @throws Problem `too_many_requests` once so many have failed; `unavailable` when too many wait
   */
  return async (limit: Limit, who: string): Promise<OpenAttempt> => {
    const key = `limit:${limit.name}:${pseudonym(who)}`;
    const queue = queues.get(key) ?? { turn: Promise.resolve(), users: 0, nextEnd: Promise.withResolvers<void>() };
    if (queue.users > 0 && waiting >= WAITING) throw tooMuch();
    queues.set(key, queue);
    queue.users++;
    const leave = (): void => {
      if (--queue.users === 0) queues.delete(key);
    };
    waiting++;
    // One after the other asks: of a crowd that waits Redis hears one voice.
    const turn = queue.turn.then(() => whenThereIsRoom(key, limit, queue));
    queue.turn = turn.then(
      () => {},
      () => {},
    );
    try {
      const begun = await turn;
      const end = async (failed: boolean): Promise<void> => {
        await begun.end(failed);
        queue.nextEnd.resolve();
        queue.nextEnd = Promise.withResolvers();
        leave();
      };
      return { end };
    } catch (refusal) {
      leave();
      throw refusal;
    } finally {
      waiting--;
    }
  };
}

/** Those of a process who try as one: each asks when the one before has been let in, or refused. */
interface Queue {
  turn: Promise<void>;
  /** Who waits, and who has been let in. */
  users: number;
  nextEnd: PromiseWithResolvers<void>;
}

function tooMany({ name, ...limit }: Limit, secondsLeft: number): Problem {
  const seconds = Math.max(1, secondsLeft);
  const why = `at most ${limit.attempts} in ${limit.windowSeconds} s; try again in ${seconds} s`;
  return beyond(name, why, seconds, policyText(limit));
}

function tooMuch(): Problem {
  return new Problem('unavailable', 'too many try at this moment; try again shortly', {}, { retryAfterSeconds: 1 });
}

const REMEMBERED = 10_000;

/** The same in this process's memory, which is bounded: the oldest window makes room. */
function localAttempts() {
  const windows = new Map<string, { n: number; open: number; endsAt: number }>();
  return (key: string, { attempts, windowSeconds }: Limit): Begun => {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      windows.delete(key);
      if (windows.size >= REMEMBERED) windows.delete(windows.keys().next().value ?? '');
      windows.set(key, (window = { n: 0, open: 0, endsAt: now + windowSeconds * 1_000 }));
    }
    const counted = window;
    const hasBegun = counted.n < attempts;
    if (hasBegun) {
      counted.n++;
      counted.open++;
    }
    const end = async (failed: boolean): Promise<void> => {
      counted.open--;
      if (!failed) counted.n--;
    };
    return { hasBegun, open: counted.open, secondsLeft: Math.ceil((counted.endsAt - now) / 1_000), end };
  };
}
