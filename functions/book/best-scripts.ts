/**
 * `best-seats.ts` and `seats-in-pieces.ts` in Lua, on the bitmaps: a party's seats are chosen and claimed in one call, so
 * nobody loses a race for a seat he did not name. A test holds the two to the same choices.
 */

import { SEATS_IN_PIECES } from './piece-scripts.ts';
import { RUNS_LOOKED_AT } from './seats-in-pieces.ts';

/** Stretches that are looked at together: those without enough free seats cost no more than counting them. */
const GROUP = 32;

/**
 * `bestSeats(stretches, quantity)`: seat numbers in ascending order, nil when fewer are free. Stretches come packed by
 * `row-layout.ts`. Needs the PRELUDE.
 */
export const BEST_SEATS = `
${SEATS_IN_PIECES}
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
