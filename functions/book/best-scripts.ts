/**
 * `best-seats.ts` and `seats-in-pieces.ts` in Lua, on the bitmaps: a party's seats are chosen and claimed in one call, so
 * nobody loses a race for a seat he did not name. A test holds the two to the same choices.
 */

import { RUNS_LOOKED_AT } from './seats-in-pieces.ts';

/** Stretches that are looked at together: those without enough free seats cost no more than counting them. */
const GROUP = 32;

/**
 * `bestSeats(stretches, quantity)`: seat numbers in ascending order, nil when fewer are free. Stretches come packed by
 * `row-layout.ts`. Needs the PRELUDE.
 */
export const BEST_SEATS = `
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

local function bestSeats(stretches, quantity)
  local size = #stretches / 14
  local band, bor, byte, floor, rshift = bit.band, bit.bor, string.byte, math.floor, bit.rshift
  local function stretch(index) return struct.unpack('>I4I4I4I2', stretches, index * 14 + 1) end
  local function freeIn(first, last)
    local from = stretch(first)
    local _, to = stretch(last)
    return to - from + 1 - redis.call('BITCOUNT', held, from, to, 'BIT') - redis.call('BITCOUNT', sold, from, to, 'BIT')
  end
  if size == 0 or freeIn(0, size - 1) < quantity then return nil end

  local firstByte = floor(stretch(0) / 8)
  local _, last = stretch(size - 1)
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
          if band(taken, rshift(128, one % 8)) == 0 then
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
    for first = 0, size - 1, ${GROUP} do
      local stop = math.min(size, first + ${GROUP}) - 1
      if freeIn(first, stop) >= atLeast then
        for index = first, stop do
          if visit(stretch(index)) then return end
        end
      end
    end
  end

  local best, bestRow, bestLone, bestDistance
  eachStretch(quantity, function(from, to, middle, row)
    if bestLone == 0 and row ~= bestRow then return true end
    walk(from, to, function(first, last)
      if last - first + 1 < quantity then return end
      local seat, lone, distance = fitIn(first, last, middle, quantity)
      if not best or lone < bestLone or (row == bestRow and lone == bestLone and distance < bestDistance) then
        best, bestRow, bestLone, bestDistance = seat, row, lone, distance
      end
    end)
  end)
  if best then
    local result = {}
    for seat = best, best + quantity - 1 do result[#result + 1] = seat end
    return result
  end

  local runs = {}
  eachStretch(1, function(from, to, middle, row)
    if #runs >= ${RUNS_LOOKED_AT} then return true end
    walk(from, to, function(first, last)
      runs[#runs + 1] = {from = first, to = last, middle = middle, row = row}
    end)
  end)
  return seatsInPieces(runs, quantity)
end
`;
