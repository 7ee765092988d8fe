-- What this call knows of an event and has decided but not written yet: a call of Redis costs more than what it does to a seat.
-- Each is what Redis had or what this call has decided, by hold, seat, buyer, a buyer's list, network and buyer; false is nothing. Seats go by their
-- digits. And how many seats are on hold and unsold.
local known, owned, heldByBuyer, listed, networked, struck, counts
-- Where the rules begin.
local RULES = 2 + ARGV[1]
-- What choosing has found out, by section and by rows.
local areas, seen, choosers
-- Yet to be written; and what was answered of the holds made in this call.
local bitsNow, ownersNow, holdsNow, endsNow, countsNow, networksNow, made

local function forget()
  known, owned, heldByBuyer, listed, networked, struck, counts, areas, seen = {}, {}, {}, {}, {}, {}, nil, {}, {}
end

-- Of another event nothing is known, nor decided.
local function openLedger()
  forget()
  bitsNow, ownersNow, holdsNow, endsNow, countsNow, networksNow, made, choosers = {}, {}, {}, {}, {}, {}, {}, 0
end

local function fetch(key, fields, isEmpty)
  local there = {}
  if isEmpty then
    for _, field in ipairs(fields) do there[field] = false end
  elseif #fields > 0 then
    for i, value in ipairs(redis.call('HMGET', key, unpack(fields))) do there[fields[i]] = value end
  end
  return there
end

local function look(cache, key, field)
  if cache[field] == nil then cache[field] = redis.call('HGET', key, field) end
  return cache[field]
end

local function mark()
  if #bitsNow == 0 then return end
  redis.call('BITFIELD', held, unpack(bitsNow))
  bitsNow = {}
end

local function write()
  mark()
  if #holdsNow == 0 then return end
  redis.call('HSET', owners, unpack(ownersNow))
  redis.call('HSET', buyers, unpack(countsNow))
  if #networksNow > 0 then
    redis.call('HSET', networks, unpack(networksNow))
    -- The first that is held, beside what orders hold for a moment.
    if redis.call('PTTL', networks) < 0 then keepHolds() end
  end
  redis.call('HSET', holds, unpack(holdsNow))
  redis.call('ZADD', expiry, unpack(endsNow))
  ownersNow, holdsNow, endsNow, countsNow, networksNow = {}, {}, {}, {}, {}
end

-- What is freed is freed in Redis, after what was decided before.
local function free(how)
  write()
  how()
  forget()
end

-- Changes a hold that is there already, or was made in this call.
local function amend(id, hold, field, value)
  write()
  hold[field] = value
  local record = cjson.decode(redis.call('HGET', holds, id))
  record[field] = value
  known[id] = cjson.encode(record)
  redis.call('HSET', holds, id, known[id])
end

-- names: of the networks it is counted with. One that has some is kept by its buyer, and stands in his list; key: what he
-- asks for it by, or which request has a part in an order's own.
local function take(id, buyer, seats, count, holdMs, holdMaxMs, names, terms, key)
  local expires, latest = string.format('%.0f', nowMs + holdMs), string.format('%.0f', nowMs + holdMaxMs)
  local owner, b, o, n, c = 'h' .. id, #bitsNow, #ownersNow, #holdsNow, #changed
  for i, seat in ipairs(seats) do
    owned[seat], changed[c + i] = owner, seat
    ownersNow[o + 1], ownersNow[o + 2] = seat, owner
    bitsNow[b + 1], bitsNow[b + 2], bitsNow[b + 3], bitsNow[b + 4] = 'SET', 'u1', seat, '1'
    b, o = b + 4, o + 2
  end
  if #names > 0 then
    local list = look(heldByBuyer, buyers, buyer) and look(listed, buyers, listOf(buyer))
    listed[listOf(buyer)] = list and list .. ' ' .. id or id
    countsNow[#countsNow + 1], countsNow[#countsNow + 2] = listOf(buyer), listed[listOf(buyer)]
  end
  heldByBuyer[buyer] = count
  holdsNow[n + 1], holdsNow[n + 2] = id, '{"buyer":' .. cjson.encode(buyer) .. ',"seats":[' .. table.concat(seats, ',')
    .. '],"expires":' .. expires .. ',"latest":' .. latest .. ',"extensions":0,"terms":"' .. terms .. '"'
    .. (#names > 0 and ',"networks":' .. cjson.encode(names) .. ',"made":' .. string.format('%.0f', nowMs) or '') .. (key ~= '' and (#names > 0 and ',"keys":"' or ',"sharers":"') .. key .. '"' or '') .. '}'
  endsNow[n + 1], endsNow[n + 2] = expires, id
  countsNow[#countsNow + 1], countsNow[#countsNow + 2] = buyer, count
  for _, name in ipairs(names) do
    networked[name] = (look(networked, networks, name) or 0) + #seats
    networksNow[#networksNow + 1], networksNow[#networksNow + 2] = name, networked[name]
  end
  if counts then counts.onHold = counts.onHold + #seats end
  made[id] = {buyer = buyer, seats = seats, networks = #names > 0 and names or nil, keys = #names > 0 and key ~= '' and key or nil,
    sharers = #names == 0 and key ~= '' and key or nil,
    reply = {'ok', expires, latest, 0, terms, unpack(seats)}}
  return made[id].reply
end
