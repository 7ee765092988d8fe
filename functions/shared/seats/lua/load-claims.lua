local state = redis.call('HMGET', meta, 'built', 'building')
if state[1] ~= ARGV[1] or not state[2] or nowMs - state[2] > BELIEVED_MS then return 'again' end
redis.call('HSET', meta, 'building', nowMs)
for i = 2, #ARGV, 2 do
  if not isGone(ARGV[i + 1], ARGV[i]) and redis.call('HSETNX', owners, ARGV[i], 's' .. ARGV[i + 1]) == 1 then
    redis.call('SETBIT', sold, ARGV[i], 1)
  end
end
for _, key in ipairs({meta, owners, sold}) do
  if redis.call('PTTL', key) < LOOKED_MS then redis.call('PEXPIRE', key, LOOKED_MS) end
end
return 'loaded'
