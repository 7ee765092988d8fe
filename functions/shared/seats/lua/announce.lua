if redis.call('EXISTS', meta) == 0 then return 0 end
if tonumber(redis.call('HGET', meta, 'event') or 0) < tonumber(ARGV[1]) then
  redis.call('HSET', meta, 'event', ARGV[1])
  bump()
end
return 1
