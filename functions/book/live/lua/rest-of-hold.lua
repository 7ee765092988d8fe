-- What stays of a hold that some of its seats are taken from. isNamed: those, by their digits.
local function leftOf(hold, isNamed)
  local left, places = {}, {}
  for i, seat in ipairs(hold.seats) do
    if not isNamed[tostring(seat)] then left[#left + 1], places[#places + 1] = seat, i end
  end
  return left, places
end

-- Its terms are those of what is left.
local function termsOf(hold, places)
  local before, prices, after = string.match(hold.terms or '', '^%d+( %d+ %a+ %S+ )([%d,]+)(.*)$')
  if not before then return hold.terms end
  local each, total, left = {}, 0, {}
  for price in string.gmatch(prices, '%d+') do each[#each + 1] = price end
  for i, place in ipairs(places) do
    left[i] = each[#each == #hold.seats and place or 1]
    total = total + left[i]
  end
  return string.format('%.0f', total) .. before .. (#each == #hold.seats and table.concat(left, ',') or prices) .. after
end
