keepForSales()
if ARGV[2] ~= '' then
  strike(ARGV[2], 1)
  strike(cancelledBy(ARGV[2]), 1)
end
forgetGone()
-- By its own name, an order of which something is gone: what is said of its sale later is asked of MySQL.
redis.call('ZADD', gone, nowMs, ARGV[1])
for i = 3, #ARGV do
  redis.call('ZADD', gone, nowMs, nameOfGone(ARGV[1], ARGV[i]))
  if redis.call('HGET', owners, ARGV[i]) == 's' .. ARGV[1] then freeSeat(ARGV[i], sold) end
end
refilled = true
bump()
return 1
