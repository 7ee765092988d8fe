local ids, orders, seats, orderOf = {}, {}, {}, {}
local at = 1
while at < #ARGV do
  ids[#ids + 1], orders[#orders + 1] = ARGV[at], ARGV[at + 1]
  for i = at + 3, at + 2 + ARGV[at + 2] do
    seats[#seats + 1], orderOf[#orderOf + 1] = ARGV[i], #orders
  end
  at = at + 3 + ARGV[at + 2]
end
local ends = redis.call('ZMSCORE', expiry, unpack(ids))
local ended = redis.call('ZMSCORE', gone, unpack(orders))
local kept = redis.call('HMGET', holds, unpack(ids))
local owned = redis.call('HMGET', owners, unpack(seats))

local odd, selling, sellingTo, isSold = {}, {}, {}, {}
for i, seat in ipairs(seats) do
  local n = orderOf[i]
  if ends[n] and tonumber(ends[n]) > nowMs and not ended[n] and owned[i] == 'h' .. ids[n] then
    selling[#selling + 1], sellingTo[#sellingTo + 1], isSold[seat] = seat, orders[n], true
  elseif owned[i] ~= 's' .. orders[n] then
    odd[#odd + 1] = seat
  end
end
if #selling > 0 then sellSeats(selling, sellingTo) end

local less = {}
keepForSales()
for n, json in ipairs(kept) do
  local hold = json and cjson.decode(json)
  if hold then
    for _, seat in ipairs(hold.seats) do
      if not isSold[tostring(seat)] and redis.call('HGET', owners, seat) == 'h' .. ids[n] then freeSeat(seat, held) end
    end
    less[hold.buyer] = (less[hold.buyer] or 0) + #hold.seats
    for _, network in ipairs(hold.networks or {}) do countLess(networks, network, #hold.seats) end
  end
end
local names, left, paid, clear = {}, {}, {}, {}
for buyer in pairs(less) do names[#names + 1] = buyer end
if #names > 0 then left = redis.call('HMGET', buyers, unpack(names)) end
for i, buyer in ipairs(names) do
  local count = tonumber(left[i] or 0) - less[buyer]
  if count > 0 then
    paid[#paid + 1], paid[#paid + 2] = buyer, count
  else
    clear[#clear + 1] = buyer
  end
end
if #paid > 0 then redis.call('HSET', buyers, unpack(paid)) end
if #clear > 0 then redis.call('HDEL', buyers, unpack(clear)) end
redis.call('HDEL', holds, unpack(ids))
redis.call('ZREM', expiry, unpack(ids))
emptied = true
bump()
return odd
