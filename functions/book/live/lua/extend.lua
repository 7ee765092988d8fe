local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2], ARGV[11])
if not hold then return {'missing'} end
if not isNamed(hold, ARGV[7]) then return {'failed'} end
local shortMs, longestMs, onHold, unsold = tonumber(ARGV[8]), tonumber(ARGV[9]), countSeats(ARGV[10])
local latest = hold.latest - longestMs + holdTime(onHold, unsold, math.min(2 * shortMs, longestMs), longestMs)
if hold.extensions >= tonumber(ARGV[6]) or hold.expires >= latest then return {'limit'} end
hold.extensions = hold.extensions + 1
hold.expires = math.max(hold.expires, math.min(nowMs + holdTime(onHold, unsold, shortMs, tonumber(ARGV[5])), latest))
-- Since its process has looked at its clock, a moment has passed.
if ARGV[11] ~= '' then hold.expires = math.min(hold.expires, tonumber(ARGV[11])) end
putHold(ARGV[1], hold)
return told(hold)
