local verdict = isReady(tonumber(ARGV[3]), tonumber(ARGV[4]))
if verdict ~= 'ready' then return verdict end
local json = endOf(ARGV[1], ARGV[2])
return json ~= 'reused' and json
