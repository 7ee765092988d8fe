local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2], ARGV[8])
if not hold then return {'missing'} end
local total, where = string.match(hold.terms or '', '^(%d+) %d+ %a+ (%S+)')
local isMeant = not total or ((ARGV[6] == '' or ARGV[6] == total) and (ARGV[7] == '' or ARGV[7] == where))
local ends = math.min(nowMs, hold.latest) + ARGV[5]
if isMeant and hold.expires < ends then
  hold.expires = ends
  putHold(ARGV[1], hold)
end
return told(hold)
