if redis.call('HGET', meta, 'built') ~= ARGV[1] then return 'again' end
redis.call('HSET', meta, 'ready', 1)
redis.call('HDEL', meta, 'builder', 'building')
-- From here on every change is in the log; whoever knows a version before this one needs the full state.
redis.call('DEL', changes)
refilled = true
bump()
return 'ready'
