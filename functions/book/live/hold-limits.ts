/**
 * What keeps seats from being hoarded: a share of them for each network, shorter holds while many want them, and a pause for
 * whoever gives them back again and again. Decided where seats are claimed, so that nobody comes in between.
 */
import { pseudonym } from '../../shared/identity/limits.ts';
import { networksOf } from '../../shared/identity/network.ts';
import { STRIKES_MS } from '../../shared/seats/keys.ts';

/** The same for all events. */
export interface HoldRules {
  /** A network may hold this share of the seats that it leaves free, in percent; and a few seats, whatever is free. From 100 on, all. */
  networkPercent: number;
  networkSeats: number;
  /** So often a buyer may give seats back within the hour. Then he waits, at first for so long, twice as long each time. */
  freeStrikes: number;
  pauseMs: number;
  longestPauseMs: number;
}

export const HOLD_RULES: HoldRules = {
  networkPercent: 25,
  networkSeats: 40,
  freeStrikes: 20,
  pauseMs: 30_000,
  longestPauseMs: 1_800_000,
};

/** As `claim` takes them. */
export function ruleArguments(rules: HoldRules): number[] {
  return [rules.networkSeats, rules.networkPercent / 100, rules.freeStrikes, rules.pauseMs, rules.longestPauseMs];
}

/** What the networks of an address are counted by: the near one first. The live state is no place for addresses. */
export function networkNames(address: string): string[] {
  return networksOf(address).map((network) => pseudonym(network));
}

/**
 * How long a hold lasts. While a quarter of the unsold seats or less is on hold, as long as it can; from three quarters on, as long
 * as a person needs to order; between the two, between the two.
 */
export const HOLD_TIME = `
local function holdTime(onHold, unsold, shortMs, longMs)
  local share = unsold > 0 and onHold / unsold or 1
  return math.floor(shortMs + math.max(0, math.min(1, 1.5 - 2 * share)) * math.max(0, longMs - shortMs))
end
`;

/** The limits as claims are judged by them. RULES: where in ARGV they begin. */
export const LIMITS = `
-- What is free changes with each claim of this call.
local function countsOf(total)
  if not counts then
    mark()
    local onHold, unsold = countSeats(total)
    counts = {onHold = onHold, unsold = unsold}
  end
  return counts
end

-- Of how many seats a network may have on hold, the nearest has one part, and the one around it three. What little everybody may
-- have is half of what a small event has, and never less than one buyer may hold.
local function isOverNetwork(names, count, total, atOnce)
  if tonumber(ARGV[RULES + 1]) >= 1 then return false end
  local seen = countsOf(total)
  local free = math.max(0, seen.unsold - seen.onHold - count)
  local few = math.max(tonumber(atOnce), math.min(tonumber(ARGV[RULES]), math.floor(seen.unsold / 2)))
  for i, name in ipairs(names) do
    local most = math.max(few, ARGV[RULES + 1] * free) * (i == 1 and 1 or 3)
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
  local over = score % 1 * 64 - ARGV[RULES + 2]
  if over <= 0 then return 0 end
  local pause = math.min(ARGV[RULES + 3] * 2 ^ (over - 1), tonumber(ARGV[RULES + 4]))
  return math.ceil(math.floor(score) - ${STRIKES_MS} + pause - nowMs)
end
`;
