local eventVersion, numbering, builder = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local state = redis.call('HMGET', meta, 'ready', 'event', 'chart', 'version', 'builder', 'building')
if tonumber(state[2] or 0) > eventVersion then return {'again', ''} end
if state[1] == '1' and tonumber(state[3]) == numbering then return {'ready', ''} end
if state[5] and state[5] ~= builder and tonumber(state[6] or 0) + LEASE_MS > nowMs then return {'wait', ''} end

-- A hold ends with the chart it is of. What became of holds by an Idempotency-Key is told whatever is built anew; all else of buyers goes.
if state[1] == '1' then
  local all = redis.call('HGETALL', holds)
  for i = 1, #all, 2 do
    local hold = cjson.decode(all[i + 1])
    if hold.keys then noteByKeys(hold, endText(all[i], hold, hold.expires <= nowMs and 'expired' or 'released')) end
  end
end
local said, hasNotes = redis.call('HKEYS', buyers), false
for _, name in ipairs(said) do
  local isNote = string.find(name, '/', 1, true) and string.sub(name, -6) ~= '/holds'
  if isNote then hasNotes = true else redis.call('HDEL', buyers, name) end
end
if hasNotes then
  redis.call('HSET', meta, 'stays', string.format('%.0f', nowMs + math.max(KEY_KEPT_MS, staysMs())))
  redis.call('PEXPIRE', buyers, KEY_KEPT_MS)
  redis.call('PEXPIRE', gone, math.max(KEY_KEPT_MS, redis.call('PTTL', gone)))
end

redis.call('DEL', held, sold, owners, holds, expiry, networks)
local version = string.format('%.0f', math.max(tonumber(state[4] or 0) + 1, t[1] * 1000000 + t[2]))
redis.call('HSET', meta, 'ready', 0, 'event', eventVersion, 'chart', numbering, 'drawn', ARGV[4], 'version', version,
  'built', version, 'builder', builder, 'building', nowMs, 'there', 0)
-- Should the builder die.
if redis.call('PTTL', meta) < LOOKED_MS then redis.call('PEXPIRE', meta, LOOKED_MS) end
return {'build', version}
