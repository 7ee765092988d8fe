-- `best-seats.ts` in Lua, on the bitmaps: a party's seats are chosen and held in one call, so nobody loses a race for a seat he did
-- not name. A test holds the two to the same choices.
--
-- bestSeats(stretches, quantity, seen): seat numbers in ascending order, nil when fewer are free. Stretches come packed by
-- `row-layout.ts`, with a byte more where their seats are not in ascending order. `seen`, a table that is empty at first, remembers for the next call with the same stretches what it can say
-- again, as long as no seat is freed in between; without it there is nothing to remember for.
local function bestSeats(stretches, quantity, seen)
  local bor, byte, floor = bit.bor, string.byte, math.floor
  local size = floor(#stretches / 14)
  local isMixed = #stretches % 14 ~= 0
  -- The bit of a seat, by its place in the byte: reckoning costs less than calling for it.
  local bits = {[0] = 128, 64, 32, 16, 8, 4, 2, 1}
  local function stretch(index) return struct.unpack('>I4I4I4I2', stretches, index * 14 + 1) end
  -- The lowest and the highest seat of some stretches.
  local function endsOf(first, last)
    local from = stretch(first)
    local _, to = stretch(last)
    if isMixed then
      for index = first, last do
        local low, high = stretch(index)
        from, to = math.min(from, low), math.max(to, high)
      end
    end
    return from, to
  end
  -- As many as there can be: what lies between stretches counts, too.
  local function freeIn(first, last)
    local from, to = endsOf(first, last)
    return to - from + 1 - redis.call('BITCOUNT', held, from, to, 'BIT') - redis.call('BITCOUNT', sold, from, to, 'BIT')
  end
  if size == 0 or freeIn(0, size - 1) < quantity then return nil end
  -- Stretches as they were, with the best place found; and how many seats of a group were free, which does not grow.
  if seen then seen.stretches, seen.free = seen.stretches or {}, seen.free or {} end
  local known, free, passing = seen and seen.stretches, seen and seen.free or {}, {}
  local function stretchAt(index)
    local one = known and known[index]
    if one then return one end
    one = known and {} or passing
    one.from, one.to, one.middle, one.row = stretch(index)
    if known then known[index] = one end
    return one
  end

  local lowest, last = endsOf(0, size - 1)
  local firstByte = floor(lowest / 8)
  local heldBytes = redis.call('GETRANGE', held, firstByte, floor(last / 8))
  local soldBytes = redis.call('GETRANGE', sold, firstByte, floor(last / 8))

  -- Tells every run of free seats of a stretch.
  local function walk(from, to, tell)
    local seat, start = from, nil
    while seat <= to do
      local at = floor(seat / 8)
      local stop = math.min(to, at * 8 + 7)
      local taken = bor(byte(heldBytes, at - firstByte + 1) or 0, byte(soldBytes, at - firstByte + 1) or 0)
      if taken == 0 then
        start = start or seat
      elseif taken == 255 then
        if start then tell(start, seat - 1) end
        start = nil
      else
        for one = seat, stop do
          local mask = bits[one % 8]
          if taken % (mask + mask) < mask then
            start = start or one
          elseif start then
            tell(start, one - 1)
            start = nil
          end
        end
      end
      seat = stop + 1
    end
    if start then tell(start, to) end
  end

  -- Visits stretches, but not those of a group that has fewer free seats than that, until 'visit' has seen enough.
  local function eachStretch(atLeast, visit)
    for first = 0, size - 1, GROUP_SIZE do
      local stop = math.min(size, first + GROUP_SIZE) - 1
      if (free[first] or atLeast) >= atLeast then free[first] = freeIn(first, stop) end
      if free[first] >= atLeast then
        for index = first, stop do
          if visit(stretchAt(index)) then return end
        end
      end
    end
  end

  -- The best place in a stretch, nil if it has none.
  local function findIn(one)
    local best, bestLone, bestDistance
    walk(one.from, one.to, function(first, last)
      if last - first + 1 < quantity then return end
      local seat, lone, distance = fitIn(first, last, one.middle, quantity)
      if not best or lone < bestLone or (lone == bestLone and distance < bestDistance) then
        best, bestLone, bestDistance = seat, lone, distance
      end
    end)
    return best, bestLone, bestDistance
  end

  local function placeIn(one)
    if not known then return findIn(one) end
    local at, stop = floor(one.from / 8) - firstByte + 1, floor(one.to / 8) - firstByte + 1
    local heldNow, soldNow = string.sub(heldBytes, at, stop), string.sub(soldBytes, at, stop)
    if one.held ~= heldNow or one.sold ~= soldNow or one.quantity ~= quantity then
      one.held, one.sold, one.quantity = heldNow, soldNow, quantity
      one.seat, one.lone, one.distance = findIn(one)
    end
    return one.seat, one.lone, one.distance
  end

  local best, bestRow, bestLone, bestDistance
  eachStretch(quantity, function(one)
    local row = one.row
    if bestLone == 0 and row ~= bestRow then return true end
    local seat, lone, distance = placeIn(one)
    if seat and (not best or lone < bestLone or (row == bestRow and lone == bestLone and distance < bestDistance)) then
      best, bestRow, bestLone, bestDistance = seat, row, lone, distance
    end
  end)
  if best then
    local result = {}
    for seat = best, best + quantity - 1 do result[#result + 1] = seat end
    return result
  end

  local runs = {}
  eachStretch(1, function(one)
    if #runs >= RUNS_LOOKED_AT then return true end
    walk(one.from, one.to, function(first, last)
      runs[#runs + 1] = {from = first, to = last, middle = one.middle, row = one.row}
    end)
  end)
  return seatsInPieces(runs, quantity)
end
