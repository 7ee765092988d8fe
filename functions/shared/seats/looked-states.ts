/**
 * How many live states there may be that nobody holds or buys from: those that were built because somebody looked. They go by
 * themselves soon; and before that the oldest make room, so that whoever looks at every event there is fills no memory.
 */
import type { RedisClient } from '../redis/redis-client.ts';
import { luaFiles, script } from '../redis/script.ts';
import { SEAT_CONSTANTS, seatKeys } from './seat-keys.ts';

/** The events whose states were built lately, by when, in ms. */
export const LOOKED_KEY = 'seats:looked';
const LOOKED_STATES = 1_000;

/** ARGV: event, how many there may be. Replies those that are to make room, at most a hundred. */
const note = script<string[]>(luaFiles(import.meta, ['lua/note-looked.lua'], SEAT_CONSTANTS));

/** Replies 0 when somebody holds seats, or has lately, or seats were sold: it stays. A build that is under way begins anew. */
const letGo = script<number>(luaFiles(import.meta, ['lua/prelude.lua', 'lua/let-go.lua'], SEAT_CONSTANTS));

/** Notes that a state was built, and lets the oldest ones go that are too many and that nobody has used. @throws Error when Redis is away */
export async function noteLooked(redis: RedisClient, eventId: string, atMost = LOOKED_STATES): Promise<void> {
  const ids = await note(redis, [LOOKED_KEY], [eventId, atMost]);
  for (const id of ids) await letGo(redis, seatKeys(id), []);
}
