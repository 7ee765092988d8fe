-- What a buyer has on hold already: asked for again, it is given again.
-- A hold as it stands, one that was made in this call too; nil when there is none, or its time is over.
local function holdBy(id)
  if made[id] then return made[id] end
  local json = look(known, holds, id)
  local hold = json and cjson.decode(json)
  return hold and hold.expires > nowMs and hold or nil
end

-- Seats that somebody keeps, not those that an order has for its own moment.
local function isKeptBy(hold, buyer)
  return hold and hold.buyer == buyer and hold.networks
end

local function sameHold(id, hold)
  if hold.reply then return {'same', id, unpack(hold.reply, 2)} end
  return {'same', id, hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)}
end

local function idsOf(buyer)
  if not look(heldByBuyer, buyers, buyer) then return '' end
  return look(listed, buyers, listOf(buyer)) or ''
end

-- A hold has one key or several, parted by spaces.
local function byKey(buyer, key)
  local name = string.sub(key, 1, 23)
  for id in string.gmatch(idsOf(buyer), '%S+') do
    local hold = holdBy(id)
    local from = isKeptBy(hold, buyer) and hold.keys and string.find(hold.keys, name, 1, true)
    if from then
      if string.sub(hold.keys, from, from + #key - 1) ~= key then return {'reused'} end
      return sameHold(id, hold)
    end
  end
  local ended = endOf(buyer, key)
  return ended and (ended == 'reused' and {'reused'} or {'ended'})
end

-- From here on the hold answers to this key as well; false when it has as many as it may.
local function adopt(id, hold, key)
  local keys = hold.keys and hold.keys .. ' ' .. key or key
  if #keys > KEYS_OF_HOLD * (#key + 1) then return false end
  amend(id, hold, 'keys', keys)
  return true
end

-- The hold of exactly these seats, from ARGV[from] to ARGV[to]: both have them in ascending order.
local function ofExactly(buyer, from, to, key)
  local owner = look(owned, owners, ARGV[from])
  local id = owner and string.sub(owner, 1, 1) == 'h' and string.sub(owner, 2)
  local hold = id and holdBy(id)
  if not isKeptBy(hold, buyer) or #hold.seats ~= to - from + 1 then return nil end
  for i, seat in ipairs(hold.seats) do
    if tostring(seat) ~= ARGV[from + i - 1] then return nil end
  end
  if key ~= '' and not adopt(id, hold, key) then return {'mine', id, '/', unpack(hold.seats)} end
  return sameHold(id, hold)
end

-- Whose the taken seats are: {'taken', those of others…, '/', the buyer's own holds…}, or {'mine', his own holds…, '/', their seats…}.
local function whose(taken, buyer)
  local theirs, mine, seats, seen = {'taken'}, {'mine'}, {'/'}, {}
  for _, seat in ipairs(taken) do
    local owner = look(owned, owners, seat)
    local id = owner and string.sub(owner, 1, 1) == 'h' and string.sub(owner, 2)
    if id and isKeptBy(holdBy(id), buyer) then
      seats[#seats + 1] = seat
      if not seen[id] then mine[#mine + 1] = id end
      seen[id] = true
    else
      theirs[#theirs + 1] = seat
    end
  end
  if #theirs == 1 then
    for _, seat in ipairs(seats) do mine[#mine + 1] = seat end
    return mine
  end
  if #mine > 1 then
    mine[1] = '/'
    for _, id in ipairs(mine) do theirs[#theirs + 1] = id end
  end
  return theirs
end
