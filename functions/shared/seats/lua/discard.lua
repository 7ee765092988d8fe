if redis.call('HEXISTS', KEYS[1], 'built') == 0 then return 0 end
redis.call('HSET', KEYS[1], 'ready', 0)
redis.call('HDEL', KEYS[1], 'built', 'builder', 'building')
return 1
