local verdict = isReady(tonumber(ARGV[1]), tonumber(ARGV[2]))
if verdict ~= 'ready' then return {verdict} end
if expire() > 0 then bump() end
-- Seats that were added are no change of those that were there: whoever knows the chart as it was needs the full state.
if tonumber(readMeta()[6] or 0) < tonumber(ARGV[5]) then
  redis.call('HSET', meta, 'drawn', ARGV[5])
  redis.call('DEL', changes)
  refilled = true
  bump()
end
local state = redis.call('HMGET', meta, 'version', 'built')
local version, since = state[1], tonumber(ARGV[4])

-- The log has every change after its first entry, which is either that of the build or the oldest not yet dropped.
local function changedSince()
  local first = redis.call('XRANGE', changes, '-', '+', 'COUNT', 1)[1]
  if not first or since > tonumber(version) or tonumber(string.match(first[1], '^%d+')) > since then return false end
  local entries = redis.call('XRANGE', changes, string.format('%.0f', since + 1), '+', 'COUNT', CHANGES_AT_ONCE + 1)
  if #entries > CHANGES_AT_ONCE then return false end
  local seats = {}
  for index, entry in ipairs(entries) do seats[index] = entry[2][2] end
  return table.concat(seats, ' ')
end

local ends = redis.call('ZRANGE', expiry, 0, 0, 'WITHSCORES')[2]
local left = ends and string.format('%.0f', math.max(0, ends - nowMs)) or false
local missed = since and changedSince() or false
if version == ARGV[3] then return {verdict, version, state[2], left, missed, false, false} end
return {verdict, version, state[2], left, missed, redis.call('GET', held) or '', redis.call('GET', sold) or ''}
