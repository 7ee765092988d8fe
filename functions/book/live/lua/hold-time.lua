-- How long a hold lasts. While a quarter of the unsold seats or less is on hold, as long as it can; from three quarters on, as long
-- as a person needs to order; between the two, between the two.
local function holdTime(onHold, unsold, shortMs, longMs)
  local share = unsold > 0 and onHold / unsold or 1
  return math.floor(shortMs + math.max(0, math.min(1, 1.5 - 2 * share)) * math.max(0, longMs - shortMs))
end
