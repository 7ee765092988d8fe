-- What is sold or blocked is on hold no more. Its hold remembers that it has lost some: whoever orders it meant them, too.
local function takeOut(id, taken, by)
  local json = redis.call('HGET', holds, id)
  if not json then return end
  local hold = cjson.decode(json)
  local left, places = leftOf(hold, taken)
  if #left == 0 then
    endHold(id, hold)
    return noteEnd(id, hold, 'taken', by)
  end
  local lost = hold.lost or {}
  for _, seat in ipairs(hold.seats) do
    if taken[tostring(seat)] then lost[#lost + 1] = seat end
  end
  redis.call('HINCRBY', buyers, hold.buyer, -(#hold.seats - #left))
  for _, network in ipairs(hold.networks or {}) do countLess(network, #hold.seats - #left) end
  hold.terms, hold.seats, hold.lost = termsOf(hold, places), left, lost
  redis.call('HSET', holds, id, cjson.encode(hold))
end

if redis.call('HGET', meta, 'built') ~= ARGV[1] or nowMs - ARGV[2] > BELIEVED_MS then return 0 end
keepForSales()
local takenOf, takenBy = {}, {}
for i = 3, #ARGV, 3 do
  local seat, seen, order = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if order ~= '' then
    if not isGone(order, seat) then
      local owner = redis.call('HGET', owners, seat)
      if owner and string.sub(owner, 1, 1) == 'h' then
        local id = string.sub(owner, 2)
        takenOf[id] = takenOf[id] or {}
        takenOf[id][seat], takenBy[id] = true, order
      end
      sellSeats({seat}, {order})
    end
  elseif string.sub(seen, 1, 1) == 's' and redis.call('HGET', owners, seat) == seen then
    freeSeat(seat, sold)
  end
end
for id, taken in pairs(takenOf) do takeOut(id, taken, takenBy[id]) end
-- With the last hold goes the bitmap of holds, while that of sales may have come.
refilled = refilled or emptied
bump()
return 1
