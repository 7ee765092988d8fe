/** The Lua script that claims seats in the live state: many claims of one event in one call. */
import { script, type ScriptArgument } from '../../shared/redis/script.ts';
import { EXPIRED_AT_ONCE, PRELUDE } from '../../shared/seats/keys.ts';
import { BEST_SEATS } from './best-scripts.ts';
import { HOLD_RULES, type HoldRules, HOLD_TIME, LIMITS, ruleArguments } from './hold-limits.ts';
import { rowLayout } from '../choice/row-layout.ts';
import type { Wanted } from '../choice/seat-choice.ts';

/** What a hold is limited by. */
export interface KeptLimits {
  /** How long it lasts at least, however many want seats. */
  minMs: number;
  /** Names of the networks that it is counted with. */
  networks: readonly string[];
  /** Seats of the event. */
  seatsTotal: number;
}

/** One claim, judged by the event as its buyer's process knows it. */
export interface Claim {
  version: number;
  chartVersion: number;
  holdId: string;
  buyer: string;
  holdMs: number;
  holdMaxMs: number;
  /** Seats that the buyer may hold. */
  atOnce: number;
  /** What limits somebody who keeps the seats for a while; nothing does for an order's own claim. */
  kept?: KeptLimits | undefined;
  /** By name, or the best or lowest ones; places for wheelchairs are not chosen here. */
  wanted: Wanted;
  /** What the hold keeps of its terms, as `termsText` writes it; nothing where it is sold at once. */
  terms: string;
}

/** The script's arguments, with each section's rows once, however many claims choose among them. */
export function claimArguments(claims: readonly Claim[], rules: HoldRules = HOLD_RULES): ScriptArgument[] {
  const layouts: Buffer[] = [];
  const placeOf = (packed: Buffer) => (packed.length === 0 ? 0 : layouts.indexOf(packed) + 1 || layouts.push(packed));
  const wishOf = ({ wanted }: Claim): ScriptArgument[] => {
    if ('seats' in wanted) return ['seats', wanted.seats.length, ...wanted.seats];
    const { section, quantity } = wanted;
    if (section.kind === 'general') return ['section', 3, section.from, section.to, quantity];
    const { packed } = rowLayout(section);
    return ['best', 3, quantity, placeOf(packed.ordinary), placeOf(packed.all)];
  };
  const each = claims.flatMap((claim) => [
    claim.version,
    claim.chartVersion,
    claim.holdId,
    claim.buyer,
    claim.holdMs,
    claim.holdMaxMs,
    claim.atOnce,
    claim.kept?.minMs ?? 0,
    claim.kept?.networks.join(' ') ?? '',
    claim.kept?.seatsTotal ?? 0,
    ...wishOf(claim),
    claim.terms,
  ]);
  return [layouts.length, ...layouts, ...ruleArguments(rules), ...each];
}

/** What this call knows and has decided but not written yet: a call of Redis costs more than what it does to a seat. */
const LEDGER = `
-- Each is what Redis had or what this call has decided, by hold, seat, buyer and network; false is nothing. Seats go by their
-- digits. And how many seats are on hold and unsold.
local known, owned, bought, networked, struck, counts = {}, {}, {}, {}, {}, nil
-- Where the rules begin.
local RULES = 2 + ARGV[1]
-- What choosing has found out, by section and by rows.
local areas, seen, choosers = {}, {}, 0
-- Yet to be written; and what was answered of the holds made in this call.
local bitsNow, ownersNow, holdsNow, endsNow, countsNow, networksNow, made = {}, {}, {}, {}, {}, {}, {}

local function fetch(key, fields, isEmpty)
  local there = {}
  if isEmpty then
    for _, field in ipairs(fields) do there[field] = false end
  elseif #fields > 0 then
    for i, value in ipairs(redis.call('HMGET', key, unpack(fields))) do there[fields[i]] = value end
  end
  return there
end

local function look(cache, key, field)
  if cache[field] == nil then cache[field] = redis.call('HGET', key, field) end
  return cache[field]
end

local function mark()
  if #bitsNow == 0 then return end
  redis.call('BITFIELD', held, unpack(bitsNow))
  bitsNow = {}
end

local function write()
  mark()
  if #holdsNow == 0 then return end
  redis.call('HSET', owners, unpack(ownersNow))
  redis.call('HSET', buyers, unpack(countsNow))
  if #networksNow > 0 then
    redis.call('HSET', networks, unpack(networksNow))
    -- The first that is held, beside what orders claim for a moment.
    if redis.call('PTTL', networks) < 0 then keepHolds() end
  end
  redis.call('HSET', holds, unpack(holdsNow))
  redis.call('ZADD', expiry, unpack(endsNow))
  ownersNow, holdsNow, endsNow, countsNow, networksNow = {}, {}, {}, {}, {}
end

-- What is freed is freed in Redis, after what was decided before.
local function free(how)
  write()
  how()
  known, owned, bought, networked, struck, counts, areas, seen = {}, {}, {}, {}, {}, nil, {}, {}
end

-- names: of the networks it is counted with.
local function take(id, buyer, seats, count, holdMs, holdMaxMs, names, terms)
  local expires, latest = string.format('%.0f', nowMs + holdMs), string.format('%.0f', nowMs + holdMaxMs)
  local owner, b, o, n, c = 'h' .. id, #bitsNow, #ownersNow, #holdsNow, #changed
  for i, seat in ipairs(seats) do
    owned[seat], changed[c + i] = owner, seat
    ownersNow[o + 1], ownersNow[o + 2] = seat, owner
    bitsNow[b + 1], bitsNow[b + 2], bitsNow[b + 3], bitsNow[b + 4] = 'SET', 'u1', seat, '1'
    b, o = b + 4, o + 2
  end
  bought[buyer] = count
  holdsNow[n + 1], holdsNow[n + 2] = id, '{"buyer":' .. cjson.encode(buyer) .. ',"seats":[' .. table.concat(seats, ',')
    .. '],"expires":' .. expires .. ',"latest":' .. latest .. ',"extensions":0,"terms":"' .. terms .. '"'
    .. (#names > 0 and ',"networks":' .. cjson.encode(names) or '') .. '}'
  endsNow[n + 1], endsNow[n + 2] = expires, id
  countsNow[n + 1], countsNow[n + 2] = buyer, count
  for _, name in ipairs(names) do
    networked[name] = (look(networked, networks, name) or 0) + #seats
    networksNow[#networksNow + 1], networksNow[#networksNow + 2] = name, networked[name]
  end
  if counts then counts.onHold = counts.onHold + #seats end
  made[id] = {buyer = buyer, reply = {'ok', expires, latest, 0, terms, unpack(seats)}}
  return made[id].reply
end
`;

const CHOICES = `
-- What is to be answered of a hold that is there already.
local function answerOf(id, buyer)
  if made[id] then return made[id].buyer == buyer and made[id].reply end
  local json = look(known, holds, id)
  local hold = json and cjson.decode(json)
  if not hold or hold.buyer ~= buyer then return nil end
  if hold.expires > nowMs then return {'ok', hold.expires, hold.latest, hold.extensions, hold.terms or '', unpack(hold.seats)} end
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

-- The lowest free ones. The bitmaps are read once: what was decided since is in 'owned'.
local function lowestFree(from, to, quantity)
  local name, floor = from .. '-' .. to, math.floor
  local area = areas[name]
  if not area then
    local first, last = floor(from / 8), floor(to / 8)
    area = {first = first, next = from, held = redis.call('GETRANGE', held, first, last),
      sold = redis.call('GETRANGE', sold, first, last)}
    areas[name] = area
  end
  local seats, seat = {}, area.next
  while seat <= to and #seats < quantity do
    if #seats == 0 then area.next = seat end
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
  local kind = ARGV[at + 10]
  if kind == 'section' then
    return lowestFree(tonumber(ARGV[at + 12]), tonumber(ARGV[at + 13]), tonumber(ARGV[at + 14]))
  elseif kind == 'best' then
    mark()
    local quantity = tonumber(ARGV[at + 12])
    return bestOf(tonumber(ARGV[at + 13]), quantity) or bestOf(tonumber(ARGV[at + 14]), quantity)
  end
  local seats, taken = {}, nil
  for i = at + 12, at + 11 + ARGV[at + 11] do
    seats[#seats + 1] = ARGV[i]
    if isTaken(ARGV[i]) then
      taken = taken or {'taken'}
      taken[#taken + 1] = ARGV[i]
    end
  end
  return seats, taken
end

local function judge(at, verdict, more)
  if verdict ~= 'ready' then return {verdict} end
  local id, buyer = ARGV[at + 2], ARGV[at + 3]
  local answer = answerOf(id, buyer)
  if answer then return answer end
  local pause = pauseOf(buyer)
  if pause > 0 then return {'paused', pause} end
  local seats, taken = choose(at)
  if taken then return taken end
  if not seats then return {more and 'again' or 'capacity'} end
  local count = (look(bought, buyers, buyer) or 0) + #seats
  if count > tonumber(ARGV[at + 6]) then return {more and 'again' or 'limit'} end
  local terms = ARGV[at + 12 + ARGV[at + 11]]
  if ARGV[at + 8] == '' then return take(id, buyer, seats, count, ARGV[at + 4], ARGV[at + 5], {}, terms) end
  local names, total = namesIn(ARGV[at + 8]), tonumber(ARGV[at + 9])
  if isOverNetwork(names, #seats, total, ARGV[at + 6]) then return {more and 'again' or 'crowded'} end
  local holdMs = timeNow(#seats, total, tonumber(ARGV[at + 7]), tonumber(ARGV[at + 4]))
  return take(id, buyer, seats, count, holdMs, ARGV[at + 5], names, terms)
end
`;

/**
 * Claims seats for holds, each all or none, one claim after the other: each finds what the ones before have left.
 * ARGV: number of packed stretches, those, the rules, then for each claim: event version, chart version, hold, buyer, time to live ms,
 *       hard maximum ms, seats a buyer may hold, least time to live ms, networks, seats of the event, then `seats`, how many, their
 *       numbers; or `section`, 3, first seat, last seat, quantity: the lowest free ones; or `best`, 3, quantity, which packed stretches, and which others to choose from when
 *       those have too few, or 0; and the terms.
 * Replies to each claim {ok, expires, latest, extensions, terms, seats…}, {taken, seats…}, {error, why}, or one of {capacity} {limit}
 * {stale} {unready} {again} {crowded}, {paused, for how many ms}; `again` means that more holds have expired than one call may free.
 * A hold that is there already (the same order is being placed twice) is answered as it is.
 */
export const claim = script<(string | number)[][]>(`${PRELUDE}${BEST_SEATS}${HOLD_TIME}${LEDGER}${LIMITS}${CHOICES}
local begins, verdicts, ids, named, payers = {}, {}, {}, {}, {}
local at, n, longest, version, chart, verdict = RULES + 5, 0, 0, nil, nil, nil
while at <= #ARGV do
  if version ~= ARGV[at] or chart ~= ARGV[at + 1] then
    version, chart = ARGV[at], ARGV[at + 1]
    verdict = isReady(tonumber(version), tonumber(chart))
  end
  n = n + 1
  begins[n], verdicts[n] = at, verdict
  local stop = at + 11 + ARGV[at + 11]
  longest = math.max(longest, ARGV[at + 5])
  if verdict == 'ready' then
    ids[#ids + 1], payers[#payers + 1] = ARGV[at + 2], ARGV[at + 3]
    if ARGV[at + 10] == 'seats' then
      for i = at + 12, stop do named[#named + 1] = ARGV[i] end
    elseif ARGV[at + 10] == 'best' then
      choosers = choosers + 1
    end
  end
  at = stop + 2
end
keepForHolds(longest)
-- Whoever ends first tells whether there are holds at all, and whether any has expired.
local ends = redis.call('ZRANGE', expiry, 0, 0, 'WITHSCORES')[2]
local more = #ids > 0 and ends and tonumber(ends) <= nowMs and expire() == ${EXPIRED_AT_ONCE}
known, owned, bought = fetch(holds, ids, not ends), fetch(owners, named), fetch(buyers, payers, not ends)
-- As a rule nobody is to be paused.
if #payers > 0 and redis.call('EXISTS', strikes) == 0 then
  for _, buyer in ipairs(payers) do struck[buyer] = false end
end
local replies = {}
for i = 1, n do
  local done, reply = pcall(judge, begins[i], verdicts[i], more)
  -- One that cannot be judged has decided nothing: the others go on.
  replies[i] = done and reply or {'error', type(reply) == 'table' and reply.err or tostring(reply)}
end
write()
refilled = emptied
if #changed > 0 and (emptied or not ends) then keepHolds() end
if emptied or #changed > 0 then bump() end
return replies`);
