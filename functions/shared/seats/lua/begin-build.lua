local eventVersion, numbering, builder = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local state = redis.call('HMGET', meta, 'ready', 'event', 'chart', 'version', 'builder', 'building')
if tonumber(state[2] or 0) > eventVersion then return {'again', ''} end
if state[1] == '1' and tonumber(state[3]) == numbering then return {'ready', ''} end
if state[5] and state[5] ~= builder and tonumber(state[6] or 0) + LEASE_MS > nowMs then return {'wait', ''} end
redis.call('DEL', held, sold, owners, holds, expiry, buyers, networks)
local version = string.format('%.0f', math.max(tonumber(state[4] or 0) + 1, t[1] * 1000000 + t[2]))
redis.call('HSET', meta, 'ready', 0, 'event', eventVersion, 'chart', numbering, 'drawn', ARGV[4], 'version', version,
  'built', version, 'builder', builder, 'building', nowMs, 'there', 0)
-- Should the builder die.
if redis.call('PTTL', meta) < LOOKED_MS then redis.call('PEXPIRE', meta, LOOKED_MS) end
return {'build', version}
