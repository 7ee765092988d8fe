/** Reads the live state of an event's seats, and tells it of new versions of the event. */
import type { Redis } from 'ioredis';
import { script } from './redis-script.ts';
import { PRELUDE, seatKeys } from './seat-keys.ts';

/** Which seats are taken right now. */
export interface SeatState {
  /** Grows with every change. */
  version: number;
  /** Bitmaps, seat 0 in the highest bit of the first byte; shorter than the event when the rest is zero. */
  held: Buffer;
  sold: Buffer;
}

/** The versions a caller goes by. */
export interface Versions {
  version: number;
  chartVersion: number;
}

/** ARGV: event version, chart version. */
const read = script<(Buffer | null)[]>(
  `${PRELUDE}
local verdict = isReady(tonumber(ARGV[1]), tonumber(ARGV[2]))
if verdict ~= 'ready' then return {verdict} end
expire()
return {verdict, redis.call('HGET', meta, 'version'), redis.call('GET', held), redis.call('GET', sold)}`,
  { binary: true },
);

/** ARGV: event version. An event whose state is not there needs no telling: a rebuild reads it from MySQL. */
const announce = script<number>(`${PRELUDE}
if redis.call('EXISTS', meta) == 0 then return 0 end
if tonumber(redis.call('HGET', meta, 'event') or 0) < tonumber(ARGV[1]) then
  redis.call('HSET', meta, 'event', ARGV[1])
  bump()
end
return 1`);

/** Reads the state; `stale` when the caller's event is older than what Redis was told of, `unready` when it needs a rebuild. */
export async function readSeats(
  redis: Redis,
  eventId: string,
  event: Versions,
): Promise<SeatState | 'stale' | 'unready'> {
  const [verdict, version, held, sold] = await read(redis, seatKeys(eventId), [event.version, event.chartVersion]);
  const word = String(verdict);
  if (word === 'stale' || word === 'unready') return word;
  return { version: Number(version), held: held ?? Buffer.alloc(0), sold: sold ?? Buffer.alloc(0) };
}

/** Tells Redis of a new version of an event, so that nobody goes by an older one. */
export async function announceVersion(redis: Redis, eventId: string, version: number): Promise<void> {
  await announce(redis, seatKeys(eventId), [version]);
}
