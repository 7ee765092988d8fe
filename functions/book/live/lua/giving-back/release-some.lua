-- Some seats of a hold are given back: what is left of it stays until it ends, and costs what it did.
local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local id, hold = ARGV[1], holdOf(ARGV[1], ARGV[2], ARGV[5])
if not hold then return {'missing'} end
if not isNamed(hold, ARGV[6]) then return {'failed'} end
local given = {}
for i = 7, #ARGV do given[ARGV[i]] = true end
local left, places = leftOf(hold, given)
if #left == #hold.seats then return told(hold) end
if #left == 0 then
  local last = told(hold)
  drop(id, hold)
  bump()
  last[1] = 'released'
  return last
end
for _, seat in ipairs(hold.seats) do
  if given[tostring(seat)] and redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end
end
local count = #hold.seats - #left
redis.call('HINCRBY', buyers, hold.buyer, -count)
for _, network in ipairs(hold.networks or {}) do countLess(network, count) end
strikeFor(hold)
hold.terms, hold.seats = termsOf(hold, places), left
redis.call('HSET', holds, id, cjson.encode(hold))
bump()
return told(hold)
