/**
 * How many live states there may be that nobody holds or buys from: those that were built because somebody looked. They go by
 * themselves soon; and before that the oldest make room, so that whoever looks at every event there is fills no memory.
 */
import type { Redis } from 'ioredis';
import { script } from '../redis/script.ts';
import { LOOKED_MS, PRELUDE, seatKeys } from './keys.ts';

/** The events whose states were built lately, by when, in ms. */
export const LOOKED_KEY = 'seats:looked';
const LOOKED_STATES = 1_000;

/** ARGV: event, how many there may be. Replies those that are to make room, at most a hundred. */
const note = script<string[]>(`
local t = redis.call('TIME')
local nowMs = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], nowMs, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', nowMs - ${LOOKED_MS})
redis.call('PEXPIRE', KEYS[1], ${LOOKED_MS})
local tooMany = math.min(100, redis.call('ZCARD', KEYS[1]) - ARGV[2])
if tooMany <= 0 then return {} end
local ids = redis.call('ZRANGE', KEYS[1], 0, tooMany - 1)
redis.call('ZREM', KEYS[1], unpack(ids))
return ids`);

/** Replies 0 when somebody holds seats, or has lately, or seats were sold: it stays. A build that is under way begins anew. */
const letGo = script<number>(`${PRELUDE}
if staysMs() > ${LOOKED_MS} or redis.call('EXISTS', expiry, gone, strikes) > 0 then return 0 end
return redis.call('DEL', unpack(KEYS))`);

/** Notes that a state was built, and lets the oldest ones go that are too many and that nobody has used. @throws Error when Redis is away */
export async function noteLooked(redis: Redis, eventId: string, atMost = LOOKED_STATES): Promise<void> {
  const ids = await note(redis, [LOOKED_KEY], [eventId, atMost]);
  for (const id of ids) await letGo(redis, seatKeys(id), []);
}
