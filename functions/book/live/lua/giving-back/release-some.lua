-- Some seats of a hold are given back: what is left of it stays until it ends, and costs what it did.
local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local id, hold = ARGV[1], holdOf(ARGV[1], ARGV[2], ARGV[5])
local last = ARGV[2] .. '/' .. id
if not hold then
  -- Nothing was left of it: who asks again is told the same. Under a condition it is another, as any is that is gone.
  local note = ARGV[6] == '' and redis.call('HGET', buyers, last)
  local said = note and cjson.decode(note)
  if not said or said.forgotten <= nowMs or said.numbering ~= tonumber(ARGV[4]) then return {'missing'} end
  return {'released', said.expires, 0, 0, said.terms or '', unpack(said.seats)}
end
if not isNamed(hold, ARGV[6]) then return {'failed'} end
local given = {}
for i = 7, #ARGV do given[ARGV[i]] = true end
local left, places = leftOf(hold, given)
if #left == #hold.seats then return told(hold) end
if #left == 0 then
  local reply = told(hold)
  reply[1], reply[2] = 'released', nowMs
  drop(id, hold)
  writeNote(last, endText(id, hold, 'released'))
  refilled = true
  keepHolds()
  bump()
  return reply
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
