/** The Lua scripts that keep, sell and free held seats in the live state. Their keys are those of `seatKeys`, in order. */
import { script } from '../../shared/redis/script.ts';
import { BELIEVED_MS, FORGET_MS, PRELUDE } from '../../shared/seats/keys.ts';
import { HOLD_TIME } from './hold-limits.ts';

const FIND_HOLD = `
-- A hold is one of seat numbers in one chart: in another chart they would be other seats.
local function versions(event, chart)
  local verdict = isReady(tonumber(event), tonumber(chart))
  if verdict == 'unready' then return 'missing' end
  return verdict
end

local function holdOf(id, buyer)
  local json = redis.call('HGET', holds, id)
  local hold = json and cjson.decode(json)
  if not hold or hold.buyer ~= buyer then return nil end
  if hold.expires <= nowMs then
    drop(id, hold)
    bump()
    return nil
  end
  return hold
end

local function told(hold)
  return {'ok', hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)}
end

-- A hold's tag is when it ends: nothing else of it changes. Conditions are lists of such tags, or empty.
local function isNamed(hold, condition)
  if condition == '' or condition == '*' then return true end
  return string.find(' ' .. condition .. ' ', string.format(' %.0f ', hold.expires), 1, true)
end

local function putHold(id, hold)
  redis.call('HSET', holds, id, cjson.encode(hold))
  redis.call('ZADD', expiry, hold.expires, id)
end
`;

/** Looks at a hold. ARGV: hold, buyer, event version, chart version. Replies {ok, expires, latest, extensions, terms, seats…}, or one of {missing} {stale}. */
export const look = script<(string | number)[]>(`${PRELUDE}${FIND_HOLD}
local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return {'missing'} end
return told(hold)`);

/**
 * Keeps a hold from expiring while it is being sold, but never by more than one sale beyond its hard maximum; not when its order
 * will be refused because the terms are others, or orders that nobody means would keep seats.
 * ARGV: as look, then the ms it must still have, the total that the buyer expects, when and where he takes the event to be; '' for
 * what does not matter. Replies as look.
 */
export const pin = script<(string | number)[]>(`${PRELUDE}${FIND_HOLD}
local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return {'missing'} end
local total, where = string.match(hold.terms or '', '^(%d+) %d+ %a+ (%S+)')
local isMeant = not total or ((ARGV[6] == '' or ARGV[6] == total) and (ARGV[7] == '' or ARGV[7] == where))
local ends = math.min(nowMs, hold.latest) + ARGV[5]
if isMeant and hold.expires < ends then
  hold.expires = ends
  putHold(ARGV[1], hold)
end
return told(hold)`);

/**
 * Begins a hold's time anew; while many want seats, for a shorter time, and not as often: in all twice the least time then.
 * ARGV: as look, then time to live ms, extensions allowed, condition, least time to live ms, hard maximum ms, seats of the event.
 * Replies as look, or {limit} {failed}.
 */
export const extend = script<(string | number)[]>(`${PRELUDE}${FIND_HOLD}${HOLD_TIME}
local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return {'missing'} end
if not isNamed(hold, ARGV[7]) then return {'failed'} end
local shortMs, longestMs, onHold, unsold = tonumber(ARGV[8]), tonumber(ARGV[9]), countSeats(ARGV[10])
local latest = hold.latest - longestMs + holdTime(onHold, unsold, math.min(2 * shortMs, longestMs), longestMs)
if hold.extensions >= tonumber(ARGV[6]) or hold.expires >= latest then return {'limit'} end
hold.extensions = hold.extensions + 1
hold.expires = math.max(hold.expires, math.min(nowMs + holdTime(onHold, unsold, shortMs, tonumber(ARGV[5])), latest))
putHold(ARGV[1], hold)
return told(hold)`);

/** Gives a hold's seats back. ARGV: hold, buyer, condition. Replies how many holds were released, -1 when the condition does not hold. */
export const release = script<number>(`${PRELUDE}${FIND_HOLD}
local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return ARGV[3] == '' and 0 or -1 end
if not isNamed(hold, ARGV[3]) then return -1 end
drop(ARGV[1], hold)
bump()
return 1`);

/**
 * Marks seats sold after their orders' commit, and ends the holds. ARGV, for each order: hold, order, number of seats, seats.
 * Replies the seats that are not plainly the hold's (it expired, the order was cancelled, the state is being rebuilt):
 * what is true of them must be asked of MySQL.
 */
export const confirm = script<string[]>(`${PRELUDE}
local ids, orders, seats, orderOf = {}, {}, {}, {}
local at = 1
while at < #ARGV do
  ids[#ids + 1], orders[#orders + 1] = ARGV[at], ARGV[at + 1]
  for i = at + 3, at + 2 + ARGV[at + 2] do
    seats[#seats + 1], orderOf[#orderOf + 1] = ARGV[i], #orders
  end
  at = at + 3 + ARGV[at + 2]
end
local ends = redis.call('ZMSCORE', expiry, unpack(ids))
local ended = redis.call('ZMSCORE', gone, unpack(orders))
local kept = redis.call('HMGET', holds, unpack(ids))
local owned = redis.call('HMGET', owners, unpack(seats))

local odd, selling, sellingTo, isSold = {}, {}, {}, {}
for i, seat in ipairs(seats) do
  local n = orderOf[i]
  if ends[n] and tonumber(ends[n]) > nowMs and not ended[n] and owned[i] == 'h' .. ids[n] then
    selling[#selling + 1], sellingTo[#sellingTo + 1], isSold[seat] = seat, orders[n], true
  elseif owned[i] ~= 's' .. orders[n] then
    odd[#odd + 1] = seat
  end
end
if #selling > 0 then sellSeats(selling, sellingTo) end

local less = {}
keepForSales()
for n, json in ipairs(kept) do
  local hold = json and cjson.decode(json)
  if hold then
    for _, seat in ipairs(hold.seats) do
      if not isSold[tostring(seat)] and redis.call('HGET', owners, seat) == 'h' .. ids[n] then freeSeat(seat, held) end
    end
    less[hold.buyer] = (less[hold.buyer] or 0) + #hold.seats
    for _, network in ipairs(hold.networks or {}) do countLess(networks, network, #hold.seats) end
  end
end
local names, left, paid, clear = {}, {}, {}, {}
for buyer in pairs(less) do names[#names + 1] = buyer end
if #names > 0 then left = redis.call('HMGET', buyers, unpack(names)) end
for i, buyer in ipairs(names) do
  local count = tonumber(left[i] or 0) - less[buyer]
  if count > 0 then
    paid[#paid + 1], paid[#paid + 2] = buyer, count
  else
    clear[#clear + 1] = buyer
  end
end
if #paid > 0 then redis.call('HSET', buyers, unpack(paid)) end
if #clear > 0 then redis.call('HDEL', buyers, unpack(clear)) end
redis.call('HDEL', holds, unpack(ids))
redis.call('ZREM', expiry, unpack(ids))
emptied = true
bump()
return odd`);

/**
 * Frees the seats of a cancelled order, or released ones of a block, after the commit. ARGV: order or block, who gave them back by
 * himself, or '', seats.
 */
export const clear = script<number>(`${PRELUDE}
keepForSales()
if ARGV[2] ~= '' then strike(ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', gone, '-inf', nowMs - ${FORGET_MS})
for i = 3, #ARGV do
  redis.call('ZADD', gone, nowMs, nameOfGone(ARGV[1], ARGV[i]))
  if redis.call('HGET', owners, ARGV[i]) == 's' .. ARGV[1] then freeSeat(ARGV[i], sold) end
end
refilled = true
bump()
return 1`);

/**
 * Who has seats right now. ARGV: seats. Replies which build of the state this is ('' when there is none), the time,
 * and an owner or null for each.
 */
export const ownersOf = script<[built: string, at: string, ...owners: (string | null)[]]>(`${PRELUDE}
local built = redis.call('HGET', meta, 'built') or ''
return {built, string.format('%.0f', nowMs), unpack(redis.call('HMGET', owners, unpack(ARGV)))}`);

/**
 * Sets seats right by what MySQL said, also while the state is being rebuilt. ARGV: build and time that ownersOf told before
 * MySQL was asked, then seat, owner seen, order or block that has the claim or '', in turn. Replies 0 when that was too long ago, or the
 * state is another: ask again.
 * A claim replaces whatever is there, unless the order was cancelled since; a missing claim frees a seat only if it is
 * still marked as it was before MySQL was asked.
 */
export const settle = script<number>(`${PRELUDE}
if redis.call('HGET', meta, 'built') ~= ARGV[1] or nowMs - ARGV[2] > ${BELIEVED_MS} then return 0 end
keepForSales()
for i = 3, #ARGV, 3 do
  local seat, seen, order = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if order ~= '' then
    if not isGone(order, seat) then sellSeats({seat}, {order}) end
  elseif string.sub(seen, 1, 1) == 's' and redis.call('HGET', owners, seat) == seen then
    freeSeat(seat, sold)
  end
end
bump()
return 1`);
