-- `seats-in-pieces.ts` in Lua: fitIn(from, to, middle, quantity) and seatsInPieces(runs, quantity). A test holds both to the same choices.
-- The best place within a run: its first seat, the lone seats it leaves, its distance from the middle.
local function fitIn(from, to, middle, quantity)
  local last = to - quantity + 1
  local ideal = math.min(last, math.max(from, math.floor((middle - quantity + 1) / 2)))
  local best, bestLone, bestDistance
  for seat = math.max(from, ideal - 2), math.min(last, ideal + 2) do
    local lone = (seat - from == 1 and 1 or 0) + (last - seat == 1 and 1 or 0)
    local distance = math.abs(2 * seat + quantity - 1 - middle)
    if not best or lone < bestLone or (lone == bestLone and distance < bestDistance) then
      best, bestLone, bestDistance = seat, lone, distance
    end
  end
  return best, bestLone, bestDistance
end

-- The seats of the longest runs, and whether one of those can be exchanged for another that is a seat shorter.
local function longestOf(counts, most, pieces)
  local seats, left = 0, pieces
  for length = most, 1, -1 do
    local there = counts[length]
    local used = math.min(left, there)
    seats = seats + used * length
    left = left - used
    if left == 0 then
      return seats, (counts[length - 1] or 0) > 0 or (there > used and (counts[length + 1] or 0) > 0)
    end
  end
  return seats, false
end

local function seatsInPieces(runs, quantity)
  local counts, all = {}, {}
  for length = 1, quantity do counts[length], all[length] = 0, 0 end
  for _, run in ipairs(runs) do
    run.length = run.to - run.from + 1
    all[run.length] = all[run.length] + 1
  end
  local pieces, seats = 0, 0
  while seats < quantity do
    if pieces == #runs or pieces == quantity then return nil end
    pieces = pieces + 1
    seats = longestOf(all, quantity, pieces)
  end
  local function count(index, by)
    local row = runs[index].row
    while runs[index] and runs[index].row == row do
      local length = runs[index].length
      counts[length] = counts[length] + by
      index = index + 1
    end
    return index
  end
  local first, stop, best = 1, 1, nil
  while first <= #runs do
    local sum, exchangeable = longestOf(counts, quantity, pieces)
    while stop <= #runs and sum < quantity do
      stop = count(stop, 1)
      sum, exchangeable = longestOf(counts, quantity, pieces)
    end
    if sum < quantity then break end
    local span = runs[stop - 1].row - runs[first].row
    local lone = (sum == quantity + 1 and not exchangeable) and 1 or 0
    if not best or span < best.span or (span == best.span and lone < best.lone) then
      best = {first = first, stop = stop, span = span, lone = lone}
    end
    if best.span == 0 and best.lone == 0 then break end
    first = count(first, -1)
  end

  local sorted = {}
  for index = best.first, best.stop - 1 do sorted[#sorted + 1] = runs[index] end
  table.sort(sorted, function(a, b)
    if a.length ~= b.length then return a.length > b.length end
    return a.from < b.from
  end)
  local chosen, spare = {}, -quantity
  for index = 1, pieces do
    chosen[index] = sorted[index]
    spare = spare + sorted[index].length
  end
  local index = pieces
  while spare == 1 and index >= 1 do
    for other = pieces + 1, #sorted do
      if sorted[other].length == chosen[index].length - 1 then
        chosen[index] = sorted[other]
        spare = 0
        break
      end
    end
    index = index - 1
  end
  local result = {}
  for number, run in ipairs(chosen) do
    local wanted = run.length - (number == pieces and spare or 0)
    local from = fitIn(run.from, run.to, run.middle, wanted)
    for seat = from, from + wanted - 1 do result[#result + 1] = seat end
  end
  table.sort(result)
  return result
end
