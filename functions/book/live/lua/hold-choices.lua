-- Which seats a hold gets, and whether it gets them.
-- An order's own hold goes when nobody has a part in it any more. Those that come when it has so many need no part: it stays with the others.
local function share(id, hold, sharer)
  if sharer == '' or hold.networks then return end
  local sharers = hold.sharers or 'earlier'
  if #sharers > SHARERS_CHARS or string.find(' ' .. sharers .. ' ', ' ' .. sharer .. ' ', 1, true) then return end
  amend(id, hold, 'sharers', sharers .. ' ' .. sharer)
end

-- What is to be answered of a hold that is there already.
local function replyOfHold(id, buyer, sharer)
  if made[id] then
    if made[id].buyer ~= buyer then return false end
    share(id, made[id], sharer)
    return made[id].reply
  end
  local json = look(known, holds, id)
  local hold = json and cjson.decode(json)
  if not hold or hold.buyer ~= buyer then return nil end
  -- An order that has lost some of what was reserved for it alone is not to be placed for the rest.
  if hold.expires > nowMs and hold.lost and not hold.networks then return {'lost'} end
  if hold.expires > nowMs then
    share(id, hold, sharer)
    return {'ok', hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)}
  end
  free(function() drop(id, hold) end)
  return nil
end

-- More may have expired than one call frees at once: exact for a seat that is asked for by name.
local function isTaken(seat)
  local owner = look(owned, owners, seat)
  if not owner or string.sub(owner, 1, 1) ~= 'h' then return owner end
  local id = string.sub(owner, 2)
  if made[id] then return true end
  local ends = redis.call('ZSCORE', expiry, id)
  if ends and tonumber(ends) > nowMs then return true end
  free(function()
    if ends then dropById(id) end
    if redis.call('HGET', owners, seat) == owner then freeSeat(seat, held) end
  end)
  return false
end

-- Adds the lowest free ones of a range until there are so many. The bitmaps are read once: what was decided since is in 'owned'.
local function addLowestFree(from, to, quantity, seats)
  local name, floor = from .. '-' .. to, math.floor
  local area = areas[name]
  if not area then
    local first, last = floor(from / 8), floor(to / 8)
    area = {first = first, next = from, held = redis.call('GETRANGE', held, first, last),
      sold = redis.call('GETRANGE', sold, first, last)}
    areas[name] = area
  end
  local before, seat = #seats, area.next
  while seat <= to and #seats < quantity do
    if #seats == before then area.next = seat end
    local at = floor(seat / 8)
    local taken = bit.bor(string.byte(area.held, at - area.first + 1) or 0, string.byte(area.sold, at - area.first + 1) or 0)
    if taken == 255 then
      seat = (at + 1) * 8
    else
      local digits = tostring(seat)
      if bit.band(taken, bit.rshift(128, seat % 8)) == 0 and not owned[digits] then seats[#seats + 1] = digits end
      seat = seat + 1
    end
  end
end

-- Of the ranges of a section, from ARGV[from] to ARGV[to].
local function lowestFree(from, to, quantity)
  local seats = {}
  for i = from, to, 2 do
    if #seats < quantity then addLowestFree(tonumber(ARGV[i]), tonumber(ARGV[i + 1]), quantity, seats) end
  end
  return #seats == quantity and seats or nil
end

local function bestOf(layout, quantity)
  if layout == 0 then return nil end
  if choosers > 1 then seen[layout] = seen[layout] or {} end
  local seats = bestSeats(ARGV[1 + layout], quantity, seen[layout])
  for i = 1, seats and #seats or 0 do seats[i] = tostring(seats[i]) end
  return seats
end

local function choose(at)
  local kind = ARGV[at + AT_KIND]
  if kind == 'section' then
    return lowestFree(at + AT_WANTED + 1, at + AT_COUNT + ARGV[at + AT_COUNT], tonumber(ARGV[at + AT_WANTED]))
  elseif kind == 'best' then
    mark()
    local quantity, best = tonumber(ARGV[at + AT_WANTED]), nil
    for i = at + AT_WANTED + 1, at + AT_COUNT + ARGV[at + AT_COUNT] do
      best = best or bestOf(tonumber(ARGV[i]), quantity)
    end
    return best
  end
  local seats, taken = {}, {}
  for i = at + AT_WANTED, at + AT_COUNT + ARGV[at + AT_COUNT] do
    seats[#seats + 1] = ARGV[i]
    if isTaken(ARGV[i]) then taken[#taken + 1] = ARGV[i] end
  end
  if #taken == 0 then return seats end
  return nil, kind == 'seats' and whose(taken, ARGV[at + AT_BUYER]) or {'taken', unpack(taken)}
end

-- What the buyer has on hold by this very request: under the key, or, for one who is to keep them, exactly these seats.
local function earlierHold(at, stop, buyer, key)
  if ARGV[at + AT_NETWORKS] == '' then return nil end
  local hold = key ~= '' and byKey(buyer, key)
  if hold or ARGV[at + AT_KIND] ~= 'seats' then return hold end
  return ofExactly(buyer, at + AT_WANTED, stop, key)
end

local pricesBy = {}

-- What seats cost from which number to which: 'from:to:price,…'.
local function pricesIn(text)
  if not pricesBy[text] then
    local all = {}
    for from, to, price in string.gmatch(text, '(%d+):(%d+):(%d+)') do
      all[#all + 1] = {from = tonumber(from), to = tonumber(to), price = price}
    end
    pricesBy[text] = all
  end
  return pricesBy[text]
end

-- Terms as a hold keeps them, by those it was asked for with ('terms.ts'): '@ … from:to:price,… …' where it was not known which seats it would have.
local function termsFor(terms, seats)
  local middle, text, after = string.match(terms, '^@( %d+ %a+ %S+ )(%S+)( %S+)$')
  if not middle then return terms end
  local prices, each, total, same = pricesIn(text), {}, 0, true
  for i, seat in ipairs(seats) do
    local number = tonumber(seat)
    for _, one in ipairs(prices) do
      if one.from <= number and number <= one.to then
        each[i] = one.price
        break
      end
    end
    total, same = total + each[i], same and each[i] == each[1]
  end
  return string.format('%.0f', total) .. middle .. (same and each[1] or table.concat(each, ',')) .. after
end

local function judge(at, verdict, more)
  if verdict ~= 'ready' then return {verdict} end
  local id, buyer, stop = ARGV[at + AT_HOLD], ARGV[at + AT_BUYER], at + AT_COUNT + ARGV[at + AT_COUNT]
  local terms, key = ARGV[stop + 1], ARGV[stop + 2]
  local answer = replyOfHold(id, buyer, key) or earlierHold(at, stop, buyer, key)
  if answer then return answer end
  -- Who gives back holds waits before he holds again; to order he waits only for what he has cancelled. What he has on hold he may order by name.
  local pause = pauseOf(ARGV[at + AT_NETWORKS] == '' and cancelledBy(buyer) or buyer)
  if pause > 0 and ARGV[at + AT_KIND] ~= 'seats' then return {'paused', pause} end
  local seats, taken = choose(at)
  if taken then return taken end
  if pause > 0 then return {'paused', pause} end
  if not seats then return {more and 'again' or 'capacity'} end
  terms = termsFor(terms, seats)
  local count = (look(heldByBuyer, buyers, buyer) or 0) + #seats
  if count > tonumber(ARGV[at + AT_LIMIT]) then return {more and 'again' or 'limit'} end
  if ARGV[at + AT_NETWORKS] == '' then return take(id, buyer, seats, count, ARGV[at + AT_HOLD_MS], ARGV[at + AT_MAX_MS], {}, terms, key) end
  local names, total = namesIn(ARGV[at + AT_NETWORKS]), tonumber(ARGV[at + AT_TOTAL])
  if isOverNetwork(names, #seats, total, ARGV[at + AT_LIMIT], count) then return {more and 'again' or 'crowded'} end
  local holdMs = timeNow(#seats, total, tonumber(ARGV[at + AT_MIN_MS]), tonumber(ARGV[at + AT_HOLD_MS]))
  if ARGV[at + AT_CLOSES] ~= '' then holdMs = math.min(holdMs, ARGV[at + AT_CLOSES] - nowMs) end
  if holdMs <= 0 then return {'again'} end
  return take(id, buyer, seats, count, holdMs, ARGV[at + AT_MAX_MS], names, terms, key)
end
