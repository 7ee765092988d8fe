keepForSales()
if ARGV[2] ~= '' then strike(ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', gone, '-inf', nowMs - FORGET_MS)
for i = 3, #ARGV do
  redis.call('ZADD', gone, nowMs, nameOfGone(ARGV[1], ARGV[i]))
  if redis.call('HGET', owners, ARGV[i]) == 's' .. ARGV[1] then freeSeat(ARGV[i], sold) end
end
refilled = true
bump()
return 1
