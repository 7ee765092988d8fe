-- Finds a hold of a buyer, and keeps it.
-- A hold is one of seat numbers in one chart: in another chart they would be other seats.
local function versions(event, numbering)
  local verdict = isReady(tonumber(event), tonumber(numbering))
  if verdict == 'unready' then return 'missing' end
  return verdict
end

local function holdOf(id, buyer)
  local json = redis.call('HGET', holds, id)
  local hold = json and cjson.decode(json)
  if not hold or hold.buyer ~= buyer then return nil end
  if hold.expires <= nowMs then
    drop(id, hold)
    bump()
    return nil
  end
  return hold
end

local function told(hold)
  return {'ok', hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)}
end

-- A hold's tag is when it ends, and how many seats it has. Conditions are lists of such tags, or empty.
local function isNamed(hold, condition)
  if condition == '' or condition == '*' then return true end
  return string.find(' ' .. condition .. ' ', string.format(' %.0f.%d ', hold.expires, #hold.seats), 1, true)
end

local function putHold(id, hold)
  redis.call('HSET', holds, id, cjson.encode(hold))
  redis.call('ZADD', expiry, hold.expires, id)
end
