/**
 * The live state of an event's seats in Redis: what sheds load before MySQL decides. All keys of an event share the
 * hash tag `{evt_…}`, and every script gets them in this order:
 *
 * | key     | type   | content                                                                                  |
 * |---------|--------|------------------------------------------------------------------------------------------|
 * | meta    | hash   | ready (1), event (version), chart (version), version (of the state), built (version that  |
 * |         |        | the last rebuild began with), builder, building, kept (when all keys were last kept), there   |
 * |         |        | (how many they were)                                                                     |
 * | held    | bitmap | seats on hold                                                                            |
 * | sold    | bitmap | seats sold                                                                               |
 * | owners  | hash   | seat → `h<holdId>`, or `s<orderId>` or `s<blockId>`: a blocked seat is as good as sold     |
 * | holds   | hash   | holdId → {buyer, seats, expires, latest, extensions}; times in ms                          |
 * | expiry  | zset   | holdId by expiry; expiry is lazy, each script frees what has expired                     |
 * | buyers  | hash   | buyer → seats on hold                                                                    |
 * | gone    | zset   | cancelled orders, and `<blockId>/<seat>` released, by time: a late word about one of them  |
 * |         |        | is not believed                                                                          |
 * | changes | stream | version → `s`: the seats that changed with it; begins anew with each build, and is capped  |
 */

/** The keys of an event, in the order that scripts take them. */
export function seatKeys(eventId: string): string[] {
  return ['meta', 'held', 'sold', 'owners', 'holds', 'expiry', 'buyers', 'gone', 'changes'].map(
    (part) => `{${eventId}}:${part}`,
  );
}

/**
 * Cancelled orders are remembered in `gone` for FORGET_MS. What MySQL said is believed for BELIEVED_MS, well below it: a
 * process that was paused in between asks again.
 */
export const FORGET_MS = 900_000;
export const BELIEVED_MS = 60_000;

/**
 * So many changes are remembered, and a few more: Redis drops whole nodes of 100. Who is further behind is better off
 * with the full state, which is not longer.
 */
const REMEMBERED_CHANGES = 1_000;

/** A state that nothing happens to is dropped after a week; what happens renews that within the hour. */
const KEPT_S = 604_800;
const KEPT_ANEW_MS = 3_600_000;

/** What every script of this state begins with. */
export const PRELUDE = `
local meta, held, sold, owners, holds, expiry, buyers, gone, changes = unpack(KEYS)
local t = redis.call('TIME')
local nowMs = t[1] * 1000 + math.floor(t[2] / 1000)
local changed, emptied, refilled = {}, false, false

local function append(version)
  return redis.pcall('XADD', changes, 'MAXLEN', '~', ${REMEMBERED_CHANGES}, string.format('%.0f-0', version),
    's', table.concat(changed, ' '))
end

-- All keys stay for another week. They are told so once an hour and whenever one has come into being, since telling all
-- of them each time costs more than the change itself. A script in which one key may go as another comes says "refilled".
local function keep()
  local there = redis.call('EXISTS', unpack(KEYS))
  local told = redis.call('HMGET', meta, 'kept', 'there')
  if not refilled and tonumber(told[2]) == there and nowMs - told[1] < ${KEPT_ANEW_MS} then return end
  redis.call('HSET', meta, 'kept', nowMs, 'there', there)
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ${KEPT_S}) end
end

-- Every change of the state ends with this: a new version, and which seats changed with it. They are told by number alone,
-- for what they are now is in the bitmaps.
local function bump()
  local version = redis.call('HINCRBY', meta, 'version', 1)
  -- Refused only if the versions were lost and the clock went back: then nothing before this is worth keeping.
  if type(append(version)) == 'table' then
    redis.call('DEL', changes)
    append(version)
  end
  changed = {}
  keep()
end

local function setBits(bitmap, seats, value)
  local fields = {}
  for i, seat in ipairs(seats) do
    fields[4 * i - 3], fields[4 * i - 2], fields[4 * i - 1], fields[4 * i] = 'SET', 'u1', seat, value
  end
  redis.call('BITFIELD', bitmap, unpack(fields))
end

local function setOwners(seats, prefix, names)
  local fields = {}
  for i, seat in ipairs(seats) do
    fields[2 * i - 1], fields[2 * i] = seat, prefix .. (names[i] or names[1])
    changed[#changed + 1] = seat
  end
  redis.call('HSET', owners, unpack(fields))
  refilled = emptied
end

-- A seat changes by these three and by nothing else. Those that take several (one at least, below 2,000: Lua's stack) do it
-- in few calls, since a call costs more than what it does to a seat.
local function holdSeats(seats, id)
  setOwners(seats, 'h', {id})
  setBits(held, seats, 1)
end

-- orders: of each seat
local function sellSeats(seats, orders)
  setOwners(seats, 's', orders)
  setBits(held, seats, 0)
  setBits(sold, seats, 1)
end

local function freeSeat(seat, bitmap)
  redis.call('HDEL', owners, seat)
  redis.call('SETBIT', bitmap, seat, 0)
  changed[#changed + 1] = seat
  emptied = true
end

-- An order is cancelled as a whole; a block releases seats one by one, and never has one of them again.
local function nameOfGone(order, seat)
  if string.sub(order, 1, 4) == 'blk_' then return order .. '/' .. seat end
  return order
end

local function isGone(order, seat)
  return redis.call('ZSCORE', gone, nameOfGone(order, seat))
end

-- Ends a hold; who calls this bumps.
local function drop(id, hold)
  for _, seat in ipairs(hold.seats) do
    if redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end
  end
  redis.call('HDEL', holds, id)
  redis.call('ZREM', expiry, id)
  emptied = true
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
  if redis.call('HGET', owners, seat) == owner then freeSeat(seat, held) end
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
