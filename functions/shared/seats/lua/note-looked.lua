local t = redis.call('TIME')
local nowMs = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], nowMs, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', nowMs - LOOKED_MS)
redis.call('PEXPIRE', KEYS[1], LOOKED_MS)
local tooMany = math.min(100, redis.call('ZCARD', KEYS[1]) - ARGV[2])
if tooMany <= 0 then return {} end
local ids = redis.call('ZRANGE', KEYS[1], 0, tooMany - 1)
redis.call('ZREM', KEYS[1], unpack(ids))
return ids
