-- The orders of one event: ARGV[from] to ARGV[to]. Returns the seats that are not plainly those of their holds.
local function confirm(from, to)
  local ids, orders, seats, orderOf = {}, {}, {}, {}
  while from <= to do
    ids[#ids + 1], orders[#orders + 1] = ARGV[from], ARGV[from + 1]
    for i = from + 3, from + 2 + ARGV[from + 2] do
      seats[#seats + 1], orderOf[#orderOf + 1] = ARGV[i], #orders
    end
    from = from + 3 + ARGV[from + 2]
  end
  local ends = redis.call('ZMSCORE', expiry, unpack(ids))
  local ended = redis.call('ZMSCORE', gone, unpack(orders))
  local kept = redis.call('HMGET', holds, unpack(ids))
  local owned = redis.call('HMGET', owners, unpack(seats))

  -- Which seats are sold now, and how many of each hold.
  local odd, selling, sellingTo, isSold, soldOf = {}, {}, {}, {}, {}
  for i, seat in ipairs(seats) do
    local n = orderOf[i]
    if ends[n] and tonumber(ends[n]) > nowMs and not ended[n] and owned[i] == 'h' .. ids[n] then
      selling[#selling + 1], sellingTo[#sellingTo + 1], isSold[seat] = seat, orders[n], true
      soldOf[ids[n]] = (soldOf[ids[n]] or 0) + 1
    elseif owned[i] ~= 's' .. orders[n] then
      odd[#odd + 1] = seat
    end
  end
  if #selling > 0 then sellSeats(selling, sellingTo) end

  local function namedOf(id)
    local named = {}
    for i, seat in ipairs(seats) do
      if ids[orderOf[i]] == id then named[seat] = true end
    end
    return named
  end

  local less, over, unlisted, seen = {}, {}, {}, {}
  keepForSales()
  for n, json in ipairs(kept) do
    local id = ids[n]
    local hold = json and not seen[id] and cjson.decode(json)
    if not seen[id] then over[#over + 1] = id end
    seen[id] = true
    if hold then
      local left, places = {}, {}
      -- As a rule all of it is sold.
      if soldOf[id] ~= #hold.seats then
        if ends[n] and tonumber(ends[n]) > nowMs then left, places = leftOf(hold, namedOf(id)) end
        local isLeft = {}
        for _, seat in ipairs(left) do isLeft[seat] = true end
        for _, seat in ipairs(hold.seats) do
          if not isLeft[seat] and not isSold[tostring(seat)] and redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end
        end
      end
      local taken = #hold.seats - #left
      less[hold.buyer] = (less[hold.buyer] or 0) + taken
      for _, network in ipairs(hold.networks or {}) do countLess(network, taken) end
      if #left > 0 then
        hold.terms, hold.seats = termsOf(hold, places), left
        redis.call('HSET', holds, id, cjson.encode(hold))
        over[#over] = nil
      else
        if hold.networks then
          unlisted[hold.buyer] = unlisted[hold.buyer] or {}
          unlisted[hold.buyer][id] = true
        end
        noteEnd(id, hold, soldOf[id] and 'ordered' or 'expired', soldOf[id] and orders[n])
      end
    end
  end
  local names, counts, paid, clear = {}, {}, {}, {}
  for buyer in pairs(less) do names[#names + 1] = buyer end
  if #names > 0 then counts = redis.call('HMGET', buyers, unpack(names)) end
  for i, buyer in ipairs(names) do
    local count = tonumber(counts[i] or 0) - less[buyer]
    if count > 0 then
      paid[#paid + 1], paid[#paid + 2] = buyer, count
      if unlisted[buyer] then unlist(buyer, unlisted[buyer]) end
    else
      clear[#clear + 1], clear[#clear + 2] = buyer, listOf(buyer)
    end
  end
  if #paid > 0 then redis.call('HSET', buyers, unpack(paid)) end
  if #clear > 0 then redis.call('HDEL', buyers, unpack(clear)) end
  if #over > 0 then
    redis.call('HDEL', holds, unpack(over))
    redis.call('ZREM', expiry, unpack(over))
  end
  emptied = true
  bump()
  return odd
end

local replies, at, event = {}, 1, 0
while at <= #ARGV do
  local last = at + ARGV[at]
  event = event + 1
  goTo(event)
  local done, odd = pcall(confirm, at + 1, last)
  local text = not done and textOf(odd)
  if text and redisErrorIn(text) then return redis.error_reply(redisErrorIn(text)) end
  replies[event] = done and odd or {'error', text}
  at = last + 1
end
return replies
