-- Finds a hold of a buyer, and keeps it.
-- A hold is one of seat numbers in one chart: in another chart they would be other seats.
local function versions(event, numbering)
  local verdict = isReady(tonumber(event), tonumber(numbering))
  if verdict == 'unready' then return 'missing' end
  return verdict
end

local function putHold(id, hold)
  redis.call('HSET', holds, id, cjson.encode(hold))
  redis.call('ZADD', expiry, hold.expires, id)
end

-- closes: when the sale ends by the event as it is, or ''. It may have been moved since the hold was made: no hold outlasts it, or what its buyer is
-- shown would be refused.
local function holdOf(id, buyer, closes)
  local json = redis.call('HGET', holds, id)
  local hold = json and cjson.decode(json)
  if not hold or hold.buyer ~= buyer then return nil end
  local isCut = closes and closes ~= '' and hold.expires > tonumber(closes)
  if isCut then
    hold.expires = tonumber(closes)
    putHold(id, hold)
  end
  if hold.expires <= nowMs then drop(id, hold) elseif not isCut then return hold end
  bump()
  return hold.expires > nowMs and hold or nil
end

local function told(hold)
  local reply = {'ok', hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)}
  if not hold.lost then return reply end
  reply[#reply + 1] = '/'
  for _, seat in ipairs(hold.lost) do reply[#reply + 1] = seat end
  return reply
end

-- A hold's tag is when it ends, and how many seats it has. Conditions are lists of such tags, or empty.
local function isNamed(hold, condition)
  if condition == '' or condition == '*' then return true end
  return string.find(' ' .. condition .. ' ', string.format(' %.0f.%d ', hold.expires, #hold.seats), 1, true)
end
