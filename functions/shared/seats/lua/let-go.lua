if staysMs() > LOOKED_MS or redis.call('EXISTS', expiry, gone, strikes) > 0 then return 0 end
return redis.call('DEL', unpack(KEYS))
