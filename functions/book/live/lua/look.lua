local verdict = versions(ARGV[3], ARGV[4])
if verdict ~= 'ready' then return {verdict} end
local hold = holdOf(ARGV[1], ARGV[2], ARGV[5])
if not hold then return {'missing'} end
return told(hold)
