-- The limits by which holds are judged. RULES: where in ARGV they begin.
-- What is free changes with each hold of this call.
local function countsOf(total)
  if not counts then
    mark()
    local onHold, unsold = countSeats(total)
    counts = {onHold = onHold, unsold = unsold}
  end
  return counts
end

-- Of how many seats a network may have on hold, the nearest has one part, and the one around it three. What little everybody may
-- have is half of what a small event has, and never less than one buyer may hold. all: what the buyer has on hold then. With few seats he is one of many.
local function isOverNetwork(names, count, total, atOnce, all)
  if tonumber(ARGV[RULES + RULE_SHARE]) >= 1 then return false end
  local seen = countsOf(total)
  local free = math.max(0, seen.unsold - seen.onHold - count)
  local few = math.max(tonumber(atOnce), math.min(tonumber(ARGV[RULES + RULE_SEATS]), math.floor(seen.unsold / 2)))
  if all <= tonumber(ARGV[RULES + RULE_FEW_SEATS]) then few = math.max(few, ARGV[RULES + RULE_FEW_SHARE] * seen.unsold) end
  for i, name in ipairs(names) do
    local most = math.max(few, ARGV[RULES + RULE_SHARE] * free) * (i == 1 and 1 or 3)
    if (look(networked, networks, name) or 0) + count > most then return true end
  end
  return false
end

local function namesIn(text)
  local names = {}
  for name in string.gmatch(text, '%S+') do names[#names + 1] = name end
  return names
end

-- How long a hold of so many seats lasts, in ms.
local function timeNow(count, total, shortMs, longMs)
  local seen = countsOf(total)
  return holdTime(seen.onHold + count, seen.unsold, shortMs, longMs)
end

-- For how long a buyer has to wait who gave seats back too often, in ms.
local function pauseOf(buyer)
  if struck[buyer] == nil then struck[buyer] = redis.call('ZSCORE', strikes, buyer) end
  local score = tonumber(struck[buyer] or 0)
  local over = score % 1 * 64 - ARGV[RULES + RULE_STRIKES]
  if over <= 0 then return 0 end
  local pause = math.min(ARGV[RULES + RULE_PAUSE_MS] * 2 ^ (over - 1), tonumber(ARGV[RULES + RULE_LONGEST_MS]))
  return math.ceil(math.floor(score) - STRIKES_MS + pause - nowMs)
end
