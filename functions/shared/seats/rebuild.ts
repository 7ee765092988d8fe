/**
 * Rebuilds the live state of an event from MySQL: after a flush, a restart, a new chart, or for an event never seen.
 * Claims are read while orders go on. What commits meanwhile tells Redis, is asked to look at MySQL itself (`settle`), and
 * writes into the state that is being built; a claim read before that never replaces what was told since, nor does one of an
 * order that was cancelled since. So no order makes a build begin anew. One process builds at a time, the others wait for it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { noteLooked } from './looked-states.ts';
import { type Db, rows } from '../mysql/statements.ts';
import { Problem } from '../problem.ts';
import { randomHex } from '../random.ts';
import { script } from '../redis/script.ts';
import { BELIEVED_MS, LOOKED_MS, PRELUDE, seatKeys } from './keys.ts';
import { noteRun } from './restarts.ts';

const GIVE_UP_MS = 5_000;
/** A builder that has said nothing for this long is taken for dead. */
const LEASE_MS = 2_000;
const CLAIMS_PER_CALL = 5_000;

/** Begins a build, unless the state is ready or another is at it. ARGV: event version, chart version, builder. */
const begin = script<[verdict: string, version: string]>(`${PRELUDE}
local eventVersion, chartVersion, builder = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local state = redis.call('HMGET', meta, 'ready', 'event', 'chart', 'version', 'builder', 'building')
if tonumber(state[2] or 0) > eventVersion then return {'again', ''} end
if state[1] == '1' and tonumber(state[3]) == chartVersion then return {'ready', ''} end
if state[5] and state[5] ~= builder and tonumber(state[6] or 0) + ${LEASE_MS} > nowMs then return {'wait', ''} end
redis.call('DEL', held, sold, owners, holds, expiry, buyers, networks)
local version = string.format('%.0f', math.max(tonumber(state[4] or 0) + 1, t[1] * 1000000 + t[2]))
redis.call('HSET', meta, 'ready', 0, 'event', eventVersion, 'chart', chartVersion, 'version', version,
  'built', version, 'builder', builder, 'building', nowMs, 'there', 0)
-- Should the builder die.
if redis.call('PTTL', meta) < ${LOOKED_MS} then redis.call('PEXPIRE', meta, ${LOOKED_MS}) end
return {'build', version}`);

/** Adds claims. ARGV: version that the build began with, then seat and order in turn. */
const load = script<string>(`${PRELUDE}
local state = redis.call('HMGET', meta, 'built', 'building')
if state[1] ~= ARGV[1] or not state[2] or nowMs - state[2] > ${BELIEVED_MS} then return 'again' end
redis.call('HSET', meta, 'building', nowMs)
for i = 2, #ARGV, 2 do
  if not isGone(ARGV[i + 1], ARGV[i]) and redis.call('HSETNX', owners, ARGV[i], 's' .. ARGV[i + 1]) == 1 then
    redis.call('SETBIT', sold, ARGV[i], 1)
  end
end
for _, key in ipairs({meta, owners, sold}) do
  if redis.call('PTTL', key) < ${LOOKED_MS} then redis.call('PEXPIRE', key, ${LOOKED_MS}) end
end
return 'loaded'`);

/** Opens the state for use. ARGV: version that the build began with. */
const finish = script<string>(`${PRELUDE}
if redis.call('HGET', meta, 'built') ~= ARGV[1] then return 'again' end
redis.call('HSET', meta, 'ready', 1)
redis.call('HDEL', meta, 'builder', 'building')
-- From here on every change is told; whoever knows a version before this one needs the full state.
redis.call('DEL', changes)
refilled = true
bump()
return 'ready'`);

/**
 * Makes the live state of an event ready.
 * @throws Problem `event_not_found`; `unavailable` when it does not become ready in time
 */
export async function rebuildSeats(redis: Redis, db: Db, eventId: string): Promise<void> {
  const keys = seatKeys(eventId);
  const builder = randomHex(8);
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (Date.now() < giveUpAt) {
    const [event] = await rows<{ version: number; chart_version: number }>(
      db,
      'SELECT version, chart_version FROM events WHERE id = ?',
      [eventId],
    );
    if (!event) throw new Problem('event_not_found', 'there is no event with this id');
    await noteRun(redis);
    const [verdict, version] = await begin(redis, keys, [event.version, event.chart_version, builder]);
    if (verdict === 'ready') return;
    if (verdict === 'build' && (await build(redis, db, eventId, keys, version))) return noteLooked(redis, eventId);
    await wait(5 + Math.random() * 20);
  }
  throw new Problem('unavailable', 'the live state of the seats is being rebuilt; try again shortly');
}

async function build(redis: Redis, db: Db, eventId: string, keys: string[], version: string): Promise<boolean> {
  for (let after = -1; ;) {
    const claims = await rows<{ seat: number; order_id: string }>(
      db,
      `SELECT seat, order_id FROM seat_claims WHERE event_id = ? AND seat > ? ORDER BY seat LIMIT ${CLAIMS_PER_CALL}`,
      [eventId, after],
    );
    if (claims.length > 0) {
      const loaded = await load(redis, keys, [version, ...claims.flatMap((claim) => [claim.seat, claim.order_id])]);
      if (loaded !== 'loaded') return false;
    }
    if (claims.length < CLAIMS_PER_CALL) break;
    after = claims.at(-1)?.seat ?? after;
  }
  return (await finish(redis, keys, [version])) === 'ready';
}
