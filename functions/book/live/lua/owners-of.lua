local built = redis.call('HGET', meta, 'built') or ''
return {built, string.format('%.0f', nowMs), unpack(redis.call('HMGET', owners, unpack(ARGV)))}
