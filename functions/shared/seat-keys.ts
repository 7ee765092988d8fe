/**
 * The live state of an event's seats in Redis: what sheds load before MySQL decides. All keys of an event share the
 * hash tag `{evt_…}`, and every script gets them in this order:
 *
 * | key     | type   | content                                                                                  |
 * |---------|--------|------------------------------------------------------------------------------------------|
 * | meta    | hash   | ready (1), event (version), chart (version), version (of the state), built (version that  |
 * |         |        | the last rebuild began with), builder, building                                          |
 * | held    | bitmap | seats on hold                                                                            |
 * | sold    | bitmap | seats sold                                                                               |
 * | owners  | hash   | seat → `h<holdId>` or `s<orderId>`                                                       |
 * | holds   | hash   | holdId → {buyer, seats, expires, latest, extensions}; times in ms                          |
 * | expiry  | zset   | holdId by expiry; expiry is lazy, each script frees what has expired                     |
 * | buyers  | hash   | buyer → seats on hold                                                                    |
 * | gone    | zset   | cancelled orders by time: a late word about one of them is not believed                  |
 */

/** The keys of an event, in the order that scripts take them. */
export function seatKeys(eventId: string): string[] {
  return ['meta', 'held', 'sold', 'owners', 'holds', 'expiry', 'buyers', 'gone'].map((part) => `{${eventId}}:${part}`);
}

/**
 * Cancelled orders are remembered in `gone` for FORGET_MS. What MySQL said is believed for BELIEVED_MS, well below it: a
 * process that was paused in between asks again.
 */
export const FORGET_MS = 900_000;
export const BELIEVED_MS = 60_000;

/** What every script of this state begins with. */
export const PRELUDE = `
local meta, held, sold, owners, holds, expiry, buyers, gone = unpack(KEYS)
local t = redis.call('TIME')
local nowMs = t[1] * 1000 + math.floor(t[2] / 1000)
local DAYS_7 = 604800

-- A word about an event without a state leaves only this key behind: it must not stay for ever.
local function bump()
  redis.call('HINCRBY', meta, 'version', 1)
  if redis.call('TTL', meta) < 0 then redis.call('EXPIRE', meta, DAYS_7) end
end

local function keep()
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, DAYS_7) end
end

local function drop(id, hold)
  for _, seat in ipairs(hold.seats) do
    if redis.call('HGET', owners, seat) == 'h' .. id then
      redis.call('HDEL', owners, seat)
      redis.call('SETBIT', held, seat, 0)
    end
  end
  redis.call('HDEL', holds, id)
  redis.call('ZREM', expiry, id)
  if redis.call('HINCRBY', buyers, hold.buyer, -#hold.seats) <= 0 then redis.call('HDEL', buyers, hold.buyer) end
end

local function dropById(id)
  local json = redis.call('HGET', holds, id)
  if json then drop(id, cjson.decode(json)) else redis.call('ZREM', expiry, id) end
end

-- Bounded, so that one call never pays for a whole crowd; ownerOf sees to exactness. True when there may be more.
local function expire()
  local ids = redis.call('ZRANGEBYSCORE', expiry, '-inf', nowMs, 'LIMIT', 0, 500)
  for _, id in ipairs(ids) do dropById(id) end
  if #ids > 0 then bump() end
  return #ids == 500
end

local function ownerOf(seat)
  local owner = redis.call('HGET', owners, seat)
  if not owner or string.sub(owner, 1, 1) ~= 'h' then return owner end
  local id = string.sub(owner, 2)
  local ends = redis.call('ZSCORE', expiry, id)
  if ends and tonumber(ends) > nowMs then return owner end
  if ends then dropById(id) end
  redis.call('HDEL', owners, seat)
  redis.call('SETBIT', held, seat, 0)
  bump()
  return false
end

local function isReady(eventVersion, chartVersion)
  local state = redis.call('HMGET', meta, 'ready', 'event', 'chart')
  if tonumber(state[2] or 0) > eventVersion then return 'stale' end
  if state[1] ~= '1' or tonumber(state[3]) ~= chartVersion then return 'unready' end
  return 'ready'
end
`;
