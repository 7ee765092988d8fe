-- What every script of this state begins with: the keys of an event (../seat-keys.ts), the time, and what changes seats.
local meta, held, sold, owners, holds, expiry, buyers, networks, strikes, gone, changes
local t = redis.call('TIME')
local nowMs = t[1] * 1000 + math.floor(t[2] / 1000)
local changed, emptied, refilled, about
-- How long the keys must stay, and how long they are made to when that is not so, in ms. A script says what it is for.
local needMs, lifeMs
local keysBefore

-- A script may be given the keys of several events, one after the other: it goes from one to the next, and what follows is about that one.
local function goTo(event)
  keysBefore = (event - 1) * KEYS_OF_EVENT
  meta, held, sold, owners, holds, expiry, buyers, networks, strikes, gone, changes =
    unpack(KEYS, keysBefore + 1, keysBefore + KEYS_OF_EVENT)
  changed, emptied, refilled, about, needMs, lifeMs = {}, false, false, nil, 0, LOOKED_MS
end
goTo(1)

-- What is known of the state as such, read once a call.
local function readMeta()
  about = about or redis.call('HMGET', meta, 'ready', 'event', 'chart', 'stays', 'there', 'drawn')
  return about
end

local function append(version)
  return redis.pcall('XADD', changes, 'MAXLEN', '~', REMEMBERED_CHANGES, string.format('%.0f-0', version),
    's', table.concat(changed, ' '))
end

local function keepForHolds(ms)
  needMs, lifeMs = ms + 60000, ms + RENEWED_MS
end
local function keepForSales()
  needMs, lifeMs = SOLD_MS - RENEWED_MS, SOLD_MS
end

-- For how long the keys stay as it is; without a note of it, as long as the first of them does.
local function staysMs()
  local stays = readMeta()[4]
  return stays and stays - nowMs or redis.call('PTTL', meta)
end

-- All keys stay together. They are made to when that is due and whenever one has come into being, since doing so with
-- all of them each time costs more than the change itself. None is ever made to go sooner. A script in which one key may go as
-- another comes says "refilled". The keys of holds come and go with each hold when there are few: only new holds bring them into
-- being, and see to them themselves. Strikes go by their own time.
local function keep()
  local state, left = readMeta(), staysMs()
  local there = redis.call('EXISTS', meta, held, sold, owners, gone, changes)
  if not refilled and tonumber(state[5]) == there and left >= needMs then return end
  local stay = string.format('%.0f', math.max(lifeMs, left))
  state[4], state[5] = string.format('%.0f', nowMs + stay), there
  redis.call('HSET', meta, 'stays', state[4], 'there', there)
  for i = keysBefore + 1, keysBefore + KEYS_OF_EVENT do
    if KEYS[i] ~= strikes then redis.call('PEXPIRE', KEYS[i], stay) end
  end
end

local function keepHolds()
  local stay = string.format('%.0f', math.max(lifeMs, staysMs()))
  for _, key in ipairs({holds, expiry, buyers, networks}) do redis.call('PEXPIRE', key, stay) end
end

-- Every change of the state ends with this: a new version, and which seats changed with it. They are named by number alone,
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
  refilled = refilled or emptied
end

-- A seat is sold and freed by these two and by nothing else, and held by a new hold alone. What takes several (one at least, below
-- 2,000: Lua's stack) does it in few calls, since a call costs more than what it does to a seat. orders: of each seat
local function sellSeats(seats, orders)
  setOwners(seats, 's', orders)
  setBits(held, seats, 0)
  setBits(sold, seats, 1)
end

-- First what a Redis without memory refuses: a seat without an owner is never to look taken.
local function freeSeat(seat, bitmap)
  redis.call('SETBIT', bitmap, seat, 0)
  redis.call('HDEL', owners, seat)
  changed[#changed + 1] = seat
  emptied = true
end

-- Orders and blocks give back seats one by one, and never have one of them again.
local function nameOfGone(order, seat)
  return order .. '/' .. seat
end

local function isGone(order, seat)
  return redis.call('ZSCORE', gone, nameOfGone(order, seat))
end

-- Orders that are cancelled are counted by themselves, too.
local function cancelledBy(buyer)
  return buyer .. '/cancelled'
end

-- A buyer gave back what nobody else could have meanwhile.
local function strike(buyer, times)
  redis.call('ZREMRANGEBYSCORE', strikes, '-inf', nowMs)
  local before = tonumber(redis.call('ZSCORE', strikes, buyer) or 0) % 1 * 64
  local count = math.min(before + times, STRIKES_COUNTED)
  redis.call('ZADD', strikes, string.format('%.6f', nowMs + STRIKES_MS + count / 64), buyer)
  redis.call('PEXPIRE', strikes, STRIKES_MS + 1000)
end

-- Takes seats from what is counted by network.
local function countLess(name, seats)
  if redis.call('HINCRBY', networks, name, -seats) <= 0 then redis.call('HDEL', networks, name) end
end

-- Where a buyer's count is, there is the list of the holds that he keeps, too.
local function listOf(buyer)
  return buyer .. '/holds'
end

local function unlist(buyer, ended)
  local left = {}
  for id in string.gmatch(redis.call('HGET', buyers, listOf(buyer)) or '', '%S+') do
    if not ended[id] then left[#left + 1] = id end
  end
  if #left > 0 then
    redis.call('HSET', buyers, listOf(buyer), table.concat(left, ' '))
  else
    redis.call('HDEL', buyers, listOf(buyer))
  end
end

-- Where it stands what became of a hold that was asked for by an Idempotency-Key. A key is `<name>.<print of the request>`, of 22 characters each.
local function noteOf(buyer, key)
  return buyer .. '/' .. string.sub(key, 1, 22)
end

-- Of what is gone some is forgotten each time, or all of it would have to be at once.
local function forgetGone()
  local due = redis.call('ZRANGEBYSCORE', gone, '-inf', nowMs - FORGET_MS, 'LIMIT', 0, FORGOTTEN_AT_ONCE)
  for _, name in ipairs(due) do
    if string.sub(name, 1, 4) == 'key/' then redis.call('HDEL', buyers, string.sub(name, 5)) end
  end
  if #due > 0 then redis.call('ZREM', gone, unpack(due)) end
end

local function writeNote(name, note)
  redis.call('HSET', buyers, name, note)
  redis.call('ZADD', gone, nowMs + KEY_KEPT_MS - FORGET_MS, 'key/' .. name)
end

-- What became of a hold: `ordered` (by which order), `released`, `expired`, `taken` (by what).
local function endText(id, hold, what, by)
  return cjson.encode({id = id, what = what, by = by, seats = hold.seats, expires = math.min(hold.expires, nowMs), terms = hold.terms,
    numbering = tonumber(readMeta()[3]), forgotten = nowMs + KEY_KEPT_MS})
end

local function noteByKeys(hold, text)
  for key in string.gmatch(hold.keys, '%S+') do writeNote(noteOf(hold.buyer, key), string.sub(key, 24) .. text) end
end

-- Who asks for a hold again that has ended is told so, for KEY_KEPT_MS.
local function noteEnd(id, hold, what, by)
  if not hold.keys then return end
  forgetGone()
  noteByKeys(hold, endText(id, hold, what, by))
  refilled = true
  keepHolds()
end

-- What became of the hold of a key: as noteEnd says it (its seats may be numbers of a chart that is no more), `reused` when it was another request, nil
-- when nothing is known.
local function endOf(buyer, key)
  local note = redis.call('HGET', buyers, noteOf(buyer, key))
  local json = note and string.sub(note, 23)
  local said = json and cjson.decode(json)
  if not said or said.forgotten <= nowMs then return nil end
  return string.sub(note, 1, 22) == string.sub(key, 24) and json or 'reused'
end

-- Ends a hold, and frees what of it nobody else has by now; who calls this bumps.
local function endHold(id, hold)
  for _, seat in ipairs(hold.seats) do
    if redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end
  end
  redis.call('HDEL', holds, id)
  redis.call('ZREM', expiry, id)
  emptied = true
  -- It is as long as its highest seat ever was.
  if redis.call('EXISTS', expiry) == 0 then redis.call('DEL', held) end
  if redis.call('HINCRBY', buyers, hold.buyer, -#hold.seats) <= 0 then
    redis.call('HDEL', buyers, hold.buyer, listOf(hold.buyer))
  elseif hold.networks then
    unlist(hold.buyer, {[id] = true})
  end
  for _, network in ipairs(hold.networks or {}) do countLess(network, #hold.seats) end
end

-- A buyer who kept seats gives some of a hold back, or all of it. For how long he kept them counts once, however many times he gives some back.
local function strikeFor(hold)
  if not hold.networks then return end
  local keptMs = math.min(nowMs, hold.expires) - (hold.made or nowMs)
  local counted = hold.counted or 0
  hold.counted = math.max(counted, math.floor(keptMs / KEPT_MS))
  strike(hold.buyer, 1 + hold.counted - counted)
end

-- Ends a hold that nothing was bought from; who calls this bumps.
local function drop(id, hold)
  endHold(id, hold)
  noteEnd(id, hold, hold.expires <= nowMs and 'expired' or 'released')
  strikeFor(hold)
end

local function dropById(id)
  local json = redis.call('HGET', holds, id)
  if json then drop(id, cjson.decode(json)) else redis.call('ZREM', expiry, id) end
end

-- Ends holds that have expired, and says how many; who calls this bumps.
local function expire()
  local ids = redis.call('ZRANGEBYSCORE', expiry, '-inf', nowMs, 'LIMIT', 0, EXPIRED_AT_ONCE)
  for _, id in ipairs(ids) do dropById(id) end
  return #ids
end

-- How many seats are on hold, and how many are not sold, of so many.
local function countSeats(total)
  return redis.call('BITCOUNT', held), total - redis.call('BITCOUNT', sold)
end

-- numbering: the version of the chart since which seats are numbered as they are. Seats that are added leave it as it is.
local function isReady(eventVersion, numbering)
  local state = readMeta()
  if tonumber(state[2] or 0) > eventVersion then return 'stale' end
  if state[1] ~= '1' or tonumber(state[3]) ~= numbering then return 'unready' end
  return 'ready'
end
